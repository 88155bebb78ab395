#include "reports/viewer/page.h"

namespace assay::reports::viewer {

const std::string_view kStyle = R"css(
:root {
  color-scheme: light dark;
  --page: #f7f7f5; --card: #ffffff; --ink: #1d2329; --soft: #5c6670; --line: #dfe1dd; --accent: #0b6a78;
  --accent-soft: #d9ecee; --bad: #a4331f; --bad-soft: #fae5df; --warn: #7a5200; --warn-soft: #fbefd0; --good: #226b3a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14181b; --card: #1c2226; --ink: #e6e9ea; --soft: #9aa6ad; --line: #313a40; --accent: #6cc6d2;
    --accent-soft: #1e3c42; --bad: #f19a86; --bad-soft: #46241d; --warn: #eec36a; --warn-soft: #42351a; --good: #86cf9b;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0; background: var(--page); color: var(--ink); line-height: 1.5;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0; font-weight: 650; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 0.8rem; font-weight: 650; }
.head { display: flex; flex-wrap: wrap; gap: 0.4rem 0.9rem; align-items: baseline; }
.id { color: var(--soft); font-size: 0.9rem; }
code, pre, .id, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.facts { display: flex; flex-wrap: wrap; gap: 0.9rem 2rem; margin: 1.2rem 0 0; padding: 1rem 0; border-block: 1px solid var(--line); }
.facts div { min-width: 0; }
.facts dt { color: var(--soft); font-size: 0.78rem; }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(15.5rem, 1fr)); gap: 0.9rem; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 0.9rem 1rem; min-width: 0; }
.tile .name { font-weight: 600; overflow-wrap: anywhere; }
.tile .where { color: var(--soft); font-size: 0.85rem; overflow-wrap: anywhere; }
.tile .value { font-size: 1.9rem; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.3; margin-top: 0.3rem; }
.tile .between, .tile .counts, .tile .why { font-size: 0.85rem; color: var(--soft); font-variant-numeric: tabular-nums; }
.tile svg { display: block; width: 100%; height: 18px; margin: 0.15rem 0 0.35rem; }
.tile .axis { stroke: var(--line); stroke-width: 2; }
.tile .span { stroke: var(--accent); stroke-width: 3; }
.tile .dot { fill: var(--accent); }
.tile .counts b { color: var(--bad); font-weight: 600; }
.signature { font-size: 0.75rem; color: var(--soft); overflow-wrap: anywhere; margin-top: 0.3rem; }
.badge { display: inline-block; font-size: 0.75rem; font-weight: 600; padding: 0.1rem 0.5rem; border-radius: 99px;
  background: var(--accent-soft); color: var(--accent); white-space: nowrap; }
.badge.warn { background: var(--warn-soft); color: var(--warn); }
.badge.bad { background: var(--bad-soft); color: var(--bad); }
.note { color: var(--soft); font-size: 0.9rem; max-width: 46rem; }
.bar { display: flex; flex-wrap: wrap; gap: 0.6rem 0.9rem; align-items: end; margin-bottom: 0.8rem; }
.bar label { display: grid; gap: 0.15rem; font-size: 0.78rem; color: var(--soft); }
.bar .grow { flex: 1 1 14rem; }
input, select, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 7px;
  padding: 0.35rem 0.65rem; max-width: 100%; }
input { width: 100%; }
button { cursor: pointer; }
button:hover:not(:disabled) { border-color: var(--accent); }
button:disabled { opacity: 0.45; cursor: default; }
button[aria-pressed="true"] { background: var(--accent-soft); border-color: var(--accent); color: var(--accent); font-weight: 600; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.show { display: flex; flex-wrap: wrap; gap: 0.35rem; border: 0; padding: 0; margin: 0; min-width: 0; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 0.78rem; }
th, td { padding: 0.45rem 0.75rem; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody tr:last-child td { border-bottom: 0; }
tbody tr { cursor: pointer; }
tbody tr:hover { background: var(--accent-soft); }
td .link { border: 0; background: none; padding: 0; color: var(--accent); text-align: left; overflow-wrap: anywhere; min-width: 4rem; }
td .cut { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; overflow-wrap: anywhere;
  min-width: 9rem; max-width: 26rem; white-space: pre-wrap; unicode-bidi: isolate; }
.cells { display: flex; flex-wrap: wrap; gap: 0.2rem 0.7rem; }
.cell { white-space: nowrap; font-variant-numeric: tabular-nums; }
.cell span { color: var(--soft); }
.low { color: var(--bad); font-weight: 600; }
.pages { display: flex; gap: 0.7rem; align-items: center; margin-top: 0.8rem; flex-wrap: wrap; }
dialog { color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 0;
  width: min(60rem, 96vw); max-height: 92vh; }
dialog::backdrop { background: rgb(0 0 0 / 0.45); }
dialog header { position: sticky; top: 0; background: var(--card); border-bottom: 1px solid var(--line); padding: 0.8rem 1.1rem;
  display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
dialog header h2 { margin: 0; flex: 1 1 7rem; overflow-wrap: anywhere; }
dialog .body { padding: 0.4rem 1.1rem 1.3rem; }
dialog h3 { font-size: 0.85rem; color: var(--soft); margin: 1rem 0 0.3rem; font-weight: 600; }
pre { margin: 0; padding: 0.7rem 0.85rem; background: var(--page); border: 1px solid var(--line); border-radius: 8px;
  white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.85rem; max-height: 26rem; overflow-y: auto; unicode-bidi: isolate; }
dialog table td { overflow-wrap: anywhere; white-space: pre-wrap; unicode-bidi: isolate; cursor: auto; }
dialog tbody tr { cursor: auto; }
dialog tbody tr:hover { background: none; }
details summary { cursor: pointer; color: var(--soft); margin: 1.5rem 0 0.6rem; }
footer { color: var(--soft); font-size: 0.8rem; margin-top: 3rem; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  main { padding: 1.25rem 0.9rem 3rem; }
  .facts { gap: 0.7rem 1.4rem; }
  .tiles { grid-template-columns: 1fr; }
  #samples-table thead { position: absolute; clip-path: inset(50%); }
  #samples-table tr { display: grid; padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
  #samples-table td { border: 0; padding: 0.12rem 0.85rem; display: grid; grid-template-columns: 4.4rem 1fr; gap: 0.5rem; }
  #samples-table td::before { content: attr(data-title); color: var(--soft); font-size: 0.78rem; }
  td .cut { min-width: 0; }
}
@media print {
  body { background: #fff; }
  main { max-width: none; padding: 0; }
  .bar, .pages, dialog { display: none !important; }
  .tile, tr { break-inside: avoid; }
  .scroll { overflow: visible; }
}
)css";

}  // namespace assay::reports::viewer
