#include "reports/viewer/page.h"

namespace assay::reports::viewer {

const std::string_view kScript = R"js(
"use strict";
(() => {
const PAGE = 50;
const read = id => JSON.parse(document.getElementById(id).textContent);
const report = read("report");
const samples = read("samples");
const state = {model: "", task: "", search: "", show: "all", sort: "order", page: 0, found: [], open: -1};

// Controls and direction overrides are shown by their code: an answer can neither hide nor reorder text.
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2060-\u206f\ufeff]/g;
const visible = text => text.replace(hidden, c => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));

function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (key === "text") node.textContent = visible(String(value));
    else if (key === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
    else if (key === "class") node.className = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.filter(Boolean));
  return node;
}

function svg(tag, props) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(props)) node.setAttribute(key, value);
  return node;
}

function show(value, scale) {
  if (value === null || value === undefined) return "\u2013";
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-4)) return value.toExponential(3);
  return value.toFixed(Math.max(scale, size) > 1.5 ? 2 : 4);
}

const percent = level => (100 * level).toPrecision(3).replace(/\.?0+$/, "") + " %";
const count = n => n.toLocaleString("en");

function duration(s) {
  if (s < 60) return s.toFixed(1) + " s";
  const whole = Math.round(s);
  return whole < 3600 ? Math.floor(whole / 60) + " min " + whole % 60 + " s"
                      : Math.floor(whole / 3600) + " h " + Math.floor(whole % 3600 / 60) + " min";
}

function fact(list, name, value) {
  if (value === "" || value === null || value === undefined) return;
  list.append(el("div", {}, el("dt", {text: name}), el("dd", {text: value})));
}

function drawHead() {
  const run = report.run, usage = report.usage;
  document.title = visible((run.name || run.id) + " \u2013 assay report");
  const status = run.status === "finished" ? "" : run.status === "failed" ? " bad" : " warn";
  document.getElementById("head").append(el("h1", {text: run.name || "Run " + run.id}),
    el("span", {class: "id", text: run.id}), el("span", {class: "badge" + status, text: run.status}));
  const facts = document.getElementById("facts");
  const evaluated = new Set(report.results.concat(report.ratings).map(r => r.model));
  for (const m of run.models)
    fact(facts, evaluated.has(m.name) ? "model" : "judge",
         m.name + (m.model && m.model !== m.name ? " (" + m.model + ")" : "") + ", " + m.backend + (m.numerics ? ", " + m.numerics : ""));
  for (const t of run.tasks)
    fact(facts, "task", t.name + ", " + count(t.samples) + " samples" + (t.epochs > 1 ? ", " + t.epochs + " epochs" : "") +
         (t.num_fewshot ? ", " + t.num_fewshot + "-shot" : ""));
  for (const m of run.models) fact(facts, m.name + " fingerprint", m.fingerprint.slice(0, 16));
  for (const t of run.tasks) fact(facts, t.name + " data", t.data_sha256.slice(0, 16));
  fact(facts, "sampling", run.sampling);
  fact(facts, "seed", run.seed);
  fact(facts, "started", run.started.replace("T", " ").replace(/\.\d+Z$/, " UTC"));
  fact(facts, "time", duration(usage.wall_s));
  fact(facts, "requests", count(usage.requests) + (usage.cached ? " (" + count(usage.cached) + " from the store)" : ""));
  fact(facts, "tokens", count(usage.prompt_tokens) + " in, " + count(usage.completion_tokens) + " out");
  if (usage.cost !== null) fact(facts, "cost", usage.cost.toFixed(4));
  document.getElementById("foot").textContent = visible(["assay " + run.version, run.git && "git " + run.git, run.host && "on " + run.host]
    .filter(Boolean).join(", "));
  document.getElementById("config").textContent = visible(report.config);
  if (!report.config) document.getElementById("config-box").hidden = true;
}

function whisker(row) {
  const low = row.low === null ? row.value : row.low, high = row.high === null ? row.value : row.high;
  let from = 0, to = row.scale;
  if (low < 0 || high > to) {
    const room = (high - low || Math.abs(high) || 1) * 0.6;
    from = low - room;
    to = high + room;
  }
  const x = v => 4 + 192 * (v - from) / (to - from);
  const box = svg("svg", {viewBox: "0 0 200 18", preserveAspectRatio: "none", role: "img",
    "aria-label": "from " + show(from, row.scale) + " to " + show(to, row.scale) + ": " + show(row.value, row.scale)});
  box.append(svg("line", {x1: 4, x2: 196, y1: 9, y2: 9, class: "axis"}));
  if (row.low !== null && row.high !== null) {
    box.append(svg("line", {x1: x(low), x2: x(high), y1: 9, y2: 9, class: "span"}));
    for (const end of [low, high]) box.append(svg("line", {x1: x(end), x2: x(end), y1: 4, y2: 14, class: "span"}));
  }
  box.append(svg("rect", {x: x(row.value) - 2, y: 2, width: 4, height: 14, rx: 1, class: "dot"}));
  return box;
}

function counts(row) {
  const line = el("div", {class: "counts", text: "n = " + count(row.scored)});
  for (const [name, n] of [["unscored", row.unscored], ["failed", row.failed], ["truncated", row.truncated], ["refused", row.refused]])
    if (n) line.append(", ", el("b", {text: count(n) + " " + name}));
  return line;
}

function tile(row, name, badge) {
  const card = el("article", {class: "tile"}, el("div", {class: "name", text: name}, badge ? " " : null, badge),
    el("div", {class: "where", text: (row.task || row.group) + " \u00b7 " + row.model + (row.judge ? " \u00b7 judged by " + row.judge : "")}),
    el("div", {class: "value", text: show(row.value, row.scale)}));
  if (row.value !== null) card.append(whisker(row));
  if (row.low !== null && row.high !== null)
    card.append(el("div", {class: "between", text: percent(row.level) + " interval " + show(row.low, row.scale) + " to " +
      show(row.high, row.scale) + " (" + row.method.replaceAll("_", " ") + ")"}));
  else if (row.no_interval) card.append(el("div", {class: "why", text: "No interval: " + row.no_interval}));
  card.append(counts(row));
  if (row.signature) card.append(el("div", {class: "signature mono", text: row.signature.length > 200 ? row.signature.slice(0, 200) + "..." : row.signature}));
  return card;
}

function drawTiles() {
  const groups = document.getElementById("groups");
  document.getElementById("groups-section").hidden = !report.groups.length;
  for (const row of report.groups) {
    const card = tile(row, row.metric + (row.higher_is_better ? "" : " (lower is better)"), null);
    card.append(el("details", {class: "why"},
      el("summary", {text: count(row.parts.length) + " tasks, " + (row.weighting === "by_size" ? "weighted by their samples" : "all weighing alike")}),
      el("div", {text: row.parts.map(p => p.task + " " + show(p.value, row.scale)).join(", ")})));
    if (row.without.length) card.append(el("div", {class: "why", text: "Without this metric: " + row.without.join(", ")}));
    groups.append(card);
  }
  const results = document.getElementById("results");
  for (const row of report.results) results.append(tile(row, row.metric + (row.higher_is_better ? "" : " (lower is better)"), null));
  if (!report.results.length) results.append(el("p", {class: "note", text: "No results yet: the run is " + report.run.status + "."}));
  if (!report.ratings.length) return;
  document.getElementById("ratings-section").hidden = false;
  const ratings = document.getElementById("ratings");
  let uncalibrated = false;
  for (const row of report.ratings) {
    const doubtful = row.status !== "CALIBRATED";
    uncalibrated = uncalibrated || row.status === "UNCALIBRATED";
    ratings.append(tile(row, row.rater, el("span", {class: "badge" + (row.status === "REFUSED" ? " bad" : doubtful ? " warn" : ""), text: row.status})));
  }
  document.getElementById("uncalibrated").hidden = !uncalibrated;
}

const key = (model, task, name) => model + "\n" + task + "\n" + name;
const metrics = new Map(report.results.map(r => [key(r.model, r.task, r.metric), r]));
for (const r of report.ratings) metrics.set(key(r.model, r.task, r.rater), r);
const headline = new Map();
for (const r of report.results) if (!headline.has(r.model + "\n" + r.task)) headline.set(r.model + "\n" + r.task, r.metric);

const scaleOf = (s, cell) => (metrics.get(key(s.model, s.task, cell.name)) || {scale: 1}).scale;
function mainCell(s) {
  const name = headline.get(s.model + "\n" + s.task);
  return s.scores.find(c => !c.rating && c.name === name) || s.scores[0];
}
function isWrong(s) {
  const cell = mainCell(s);
  if (!cell || cell.value === null) return false;
  const metric = metrics.get(key(s.model, s.task, cell.name));
  return (!metric || metric.higher_is_better !== false) && cell.value < 0.5 * scaleOf(s, cell);
}
const kinds = {
  all: () => true,
  wrong: isWrong,
  failed: s => s.failure !== "",
  unscored: s => s.scores.some(c => c.unscored !== ""),
  truncated: s => s.finish === "length",
};

function select() {
  const needle = state.search.toLowerCase(), kind = kinds[state.show];
  state.found = [];
  samples.forEach((s, i) => {
    if (state.task && s.task !== state.task || state.model && s.model !== state.model || !kind(s)) return;
    if (needle && !(s.sample + "\n" + s.prompt + "\n" + s.answer + "\n" + s.target + "\n" + s.failure).toLowerCase().includes(needle)) return;
    state.found.push(i);
  });
  if (state.sort !== "order") {
    const value = i => { const c = mainCell(samples[i]); return c && c.value !== null ? c.value / scaleOf(samples[i], c) : Infinity; };
    const longest = i => -samples[i].answer.length;
    const by = new Map(state.found.map(i => [i, state.sort === "score" ? value(i) : longest(i)]));
    state.found.sort((a, b) => by.get(a) < by.get(b) ? -1 : by.get(a) > by.get(b) ? 1 : a - b);
  }
  state.page = 0;
  drawRows();
}

function status(s) {
  if (s.failure) return el("span", {class: "badge bad", text: "failed"});
  if (s.finish === "length") return el("span", {class: "badge warn", text: "truncated"});
  if (s.finish === "content_filter") return el("span", {class: "badge warn", text: "refused"});
  if (s.scores.some(c => c.unscored !== "")) return el("span", {class: "badge warn", text: "unscored"});
  return isWrong(s) ? el("span", {class: "badge bad", text: "wrong"}) : null;
}

function cut(text) { return el("div", {class: "cut", dir: "auto", text: text.length > 300 ? text.slice(0, 300) + "..." : text}); }
const bestOf = s => s.finish === "" && !s.failure ? (s.answer.split("\n").find(l => l.startsWith("> ")) || s.answer) : s.answer;

function drawRows() {
  const body = document.getElementById("rows");
  body.replaceChildren();
  const pages = Math.max(1, Math.ceil(state.found.length / PAGE));
  state.page = Math.min(Math.max(0, state.page), pages - 1);
  state.found.slice(state.page * PAGE, (state.page + 1) * PAGE).forEach((index, offset) => {
    const s = samples[index], at = state.page * PAGE + offset;
    const cells = el("div", {class: "cells"});
    for (const c of s.scores)
      cells.append(el("span", {class: "cell" + (c.value !== null && c === mainCell(s) && isWrong(s) ? " low" : "")},
        el("span", {text: c.name + " "}), visible(c.unscored ? "unscored" : show(c.value, scaleOf(s, c)))));
    const td = (title, ...children) => el("td", {"data-title": title}, ...children);
    const where = s.sample + (s.epoch ? " #" + (s.epoch + 1) : "");
    body.append(el("tr", {on: {click: () => open(at)}},
      td("sample", el("button", {class: "link", type: "button", text: where})),
      td("task", el("span", {text: report.run.models.length > 1 && models.length > 1 ? s.task + " \u00b7 " + s.model : s.task})),
      td("answer", cut(s.failure || bestOf(s))), td("target", cut(s.target)), td("scores", cells), td("", status(s))));
  });
  document.getElementById("count").textContent = count(state.found.length) + " of " + count(samples.length) + " answers";
  document.getElementById("page").textContent = "page " + (state.page + 1) + " of " + pages;
  document.getElementById("previous").disabled = state.page === 0;
  document.getElementById("next").disabled = state.page + 1 >= pages;
}

const dialog = document.getElementById("detail");
function open(at) {
  if (at < 0 || at >= state.found.length) return;
  state.open = at;
  const s = samples[state.found[at]];
  const title = document.getElementById("detail-title");
  title.textContent = visible(s.task + " \u00b7 " + s.sample + (s.epoch ? " #" + (s.epoch + 1) : ""));
  const body = document.getElementById("detail-body");
  body.replaceChildren();
  const block = (name, text) => body.append(el("h3", {text: name}), el("pre", {dir: "auto", tabindex: "0", text}));
  if (s.failure) block("failure", s.failure);
  block("answer", s.answer);
  if (s.target) block("target", s.target);
  if (s.scores.length) {
    const rows = el("tbody");
    for (const c of s.scores)
      rows.append(el("tr", {}, el("td", {text: c.name + (c.rating ? " (judge)" : "")}),
        el("td", {text: c.unscored ? "unscored: " + c.unscored : show(c.value, scaleOf(s, c))}), el("td", {dir: "auto", text: (c.extracted === undefined ? "" : "extracted: " + c.extracted + (c.detail ? "\n" : "")) + c.detail})));
    body.append(el("h3", {text: "scores"}), el("div", {class: "scroll"}, el("table", {}, el("thead", {}, el("tr", {},
      el("th", {scope: "col", text: "name"}), el("th", {scope: "col", text: "value"}), el("th", {scope: "col", text: "detail or reason"}))), rows)));
  }
  block("prompt", s.prompt);
  body.append(el("p", {class: "note", text: [s.model, s.finish && "ended by " + s.finish, count(s.prompt_tokens) + " tokens in, " +
    count(s.completion_tokens) + " out", s.seconds.toFixed(2) + " s"].filter(Boolean).join(", ")}));
  document.getElementById("detail-previous").disabled = at === 0;
  document.getElementById("detail-next").disabled = at + 1 >= state.found.length;
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}

const models = [...new Set(samples.map(s => s.model))];
function options(id, values, name) {
  const box = document.getElementById(id);
  if (values.length < 2) { box.parentElement.hidden = true; return; }
  for (const value of values) box.append(el("option", {value, text: value}));
  box.addEventListener("change", () => { state[name] = box.value; select(); });
}

drawHead();
drawTiles();
options("model", models, "model");
options("task", [...new Set(samples.map(s => s.task))], "task");
let timer = 0;
document.getElementById("search").addEventListener("input", e => {
  clearTimeout(timer);
  timer = setTimeout(() => { state.search = e.target.value; select(); }, 150);
});
document.getElementById("sort").addEventListener("change", e => { state.sort = e.target.value; select(); });
for (const button of document.querySelectorAll("[data-show]")) {
  const name = button.dataset.show, n = samples.filter(kinds[name]).length;
  button.textContent += " " + count(n);
  if (!n && name !== "all") button.disabled = true;
  button.addEventListener("click", () => {
    state.show = name;
    for (const other of document.querySelectorAll("[data-show]")) other.setAttribute("aria-pressed", String(other === button));
    select();
  });
}
document.getElementById("previous").addEventListener("click", () => { --state.page; drawRows(); });
document.getElementById("next").addEventListener("click", () => { ++state.page; drawRows(); });
document.getElementById("detail-previous").addEventListener("click", () => open(state.open - 1));
document.getElementById("detail-next").addEventListener("click", () => open(state.open + 1));
document.getElementById("close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", e => { if (e.target === dialog) dialog.close(); });
dialog.addEventListener("keydown", e => {
  if (e.target.closest("pre") && e.key.startsWith("Arrow")) return;
  if (e.key === "ArrowLeft" || e.key === "k") open(state.open - 1);
  if (e.key === "ArrowRight" || e.key === "j") open(state.open + 1);
});
select();
})();
)js";

}  // namespace assay::reports::viewer
