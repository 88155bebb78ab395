#include <array>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include "harness/core/hash.h"
#include "harness/core/json.h"
#include "harness/core/report.h"
#include "reports/run_value.h"
#include "reports/viewer/page.h"

namespace assay::reports::builtin {
namespace {

// JSON that can stand inside a script element: whatever an answer holds, the page's markup cannot be left. The five
// escaped characters occur only within the strings of a JSON text, so its meaning stays.
std::string embeddable(const Value& value) {
  const std::string text = assay::json::dump(value);
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const std::string_view rest = std::string_view(text).substr(i, 3);
    if (c == '<')
      out += "\\u003c";
    else if (c == '>')
      out += "\\u003e";
    else if (c == '&')
      out += "\\u0026";
    else if (rest == "\xE2\x80\xA8" || rest == "\xE2\x80\xA9") {
      out += rest[2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else
      out += c;
  }
  return out;
}

int hex_digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// 'sha256-BASE64' of a text, as a Content-Security-Policy names the only script and style that may run.
std::string csp_hash(std::string_view text) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string hex = sha256_hex(text);
  std::array<std::uint32_t, 33> bytes{};
  for (std::size_t i = 0; i < 32; ++i)
    bytes[i] = static_cast<std::uint32_t>(hex_digit(hex[2 * i]) * 16 + hex_digit(hex[2 * i + 1]));
  std::string out = "'sha256-";
  for (std::size_t i = 0; i < 33; i += 3) {
    const std::uint32_t bits = bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2];
    for (int shift = 18; shift >= 0; shift -= 6) out += kDigits[bits >> shift & 63];
  }
  // 32 bytes are 43 digits and one of padding.
  out.back() = '=';
  return out + "'";
}

Value sample_value(const SampleRow& row) {
  Value out = Value::object();
  out.set("model", row.model);
  out.set("task", row.task);
  out.set("sample", row.sample_id);
  out.set("epoch", row.epoch);
  out.set("prompt", row.prompt);
  out.set("answer", row.answer);
  out.set("target", row.target);
  out.set("finish", row.finish);
  out.set("failure", row.failure);
  out.set("seconds", row.seconds);
  out.set("prompt_tokens", row.prompt_tokens);
  out.set("completion_tokens", row.completion_tokens);
  Value scores = Value::array();
  for (const ScoreCell& cell : row.scores) {
    Value one = Value::object();
    one.set("name", cell.name);
    one.set("value", cell.value ? Value(*cell.value) : Value());
    one.set("unscored", cell.unscored);
    one.set("detail", cell.detail);
    if (cell.extracted) one.set("extracted", *cell.extracted);
    one.set("rating", cell.is_rating);
    scores.push_back(std::move(one));
  }
  out.set("scores", std::move(scores));
  return out;
}

constexpr std::string_view kBody = R"html(</head>
<body>
<main>
<div class="head" id="head"></div>
<noscript><p class="note">This page draws itself with its own script, which is switched off here.</p></noscript>
<dl class="facts" id="facts"></dl>
<section aria-labelledby="groups-title" id="groups-section" hidden>
<h2 id="groups-title">Groups</h2>
<div class="tiles" id="groups"></div>
</section>
<section aria-labelledby="results-title">
<h2 id="results-title">Results</h2>
<div class="tiles" id="results"></div>
</section>
<section aria-labelledby="ratings-title" id="ratings-section" hidden>
<h2 id="ratings-title">Ratings by judges</h2>
<p class="note" id="uncalibrated" hidden>UNCALIBRATED: there are no labels by people for this rater, so nothing says how far
its judge agrees with them. The value is the judge's own mean and has no interval of quality.</p>
<div class="tiles" id="ratings"></div>
</section>
<section aria-labelledby="samples-title">
<h2 id="samples-title">Answers</h2>
<div class="bar">
<label class="grow">search in prompts, answers and targets<input type="search" id="search" autocomplete="off"></label>
<label>task<select id="task"><option value="">all tasks</option></select></label>
<label>model<select id="model"><option value="">all models</option></select></label>
<label>order<select id="sort"><option value="order">as in the task</option><option value="score">lowest score first</option><option value="length">longest answer first</option></select></label>
</div>
<div class="bar">
<div class="show" role="group" aria-label="show only">
<button type="button" data-show="all" aria-pressed="true">All</button>
<button type="button" data-show="wrong" aria-pressed="false" title="the task's first metric is below half of its scale">Wrong</button>
<button type="button" data-show="failed" aria-pressed="false">Failed</button>
<button type="button" data-show="unscored" aria-pressed="false">Unscored</button>
<button type="button" data-show="truncated" aria-pressed="false">Truncated</button>
</div>
<span class="note" id="count" role="status"></span>
</div>
<div class="scroll"><table id="samples-table"><thead><tr><th scope="col">sample</th><th scope="col">task</th><th scope="col">answer</th><th scope="col">target</th><th scope="col">scores</th><th scope="col"><span class="note"></span></th></tr></thead><tbody id="rows"></tbody></table></div>
<div class="pages"><button type="button" id="previous">Previous</button><span id="page" class="note"></span><button type="button" id="next">Next</button></div>
</section>
<details id="config-box"><summary>Configuration</summary><pre id="config" tabindex="0"></pre></details>
<footer id="foot"></footer>
</main>
<dialog id="detail" aria-labelledby="detail-title">
<header><h2 id="detail-title"></h2><button type="button" id="detail-previous">Previous</button><button type="button" id="detail-next">Next</button><button type="button" id="close">Close</button></header>
<div class="body" id="detail-body"></div>
</dialog>
)html";

void write_html(const RunView& run, const ReportOptions&, std::ostream& out) {
  out << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      << "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
      << csp_hash(viewer::kScript) << "; style-src " << csp_hash(viewer::kStyle)
      << "; base-uri 'none'; form-action 'none'\">\n"
      << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      << "<meta name=\"referrer\" content=\"no-referrer\">\n<title>assay report</title>\n<style>" << viewer::kStyle
      << "</style>\n"
      << kBody;
  Value report = run_value(run);
  report.set("config", run.facts().config_yaml);
  out << "<script type=\"application/json\" id=\"report\">" << embeddable(report) << "</script>\n";
  // Row by row, so that a run of any size passes through in the memory of one.
  out << "<script type=\"application/json\" id=\"samples\">[";
  bool first = true;
  run.for_each_sample([&](const SampleRow& row) {
    out << (first ? "\n" : ",\n") << embeddable(sample_value(row));
    first = false;
  });
  out << "\n]</script>\n<script>" << viewer::kScript << "</script>\n</body>\n</html>\n";
}

}  // namespace

extern const ReportDef html;
const ReportDef html = {"html", "one page with results, ratings and every answer, opened from disk", write_html};

}  // namespace assay::reports::builtin
