import { scrollHint } from './scroll.ts'

/** The style sheet of the pages: light and dark, no font or picture from elsewhere, contrast of at least 4.5 to 1 for text. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #1c2128; --muted: #59636e; --line: #d5dae0; --soft: #eef1f4;
  --accent: #0b62c4; --candidate: #0b62c4; --production: #8a5a00; --chance: #8b949e;
  --pass: #14702c; --warn: #8a5a00; --inconclusive: #6639ba; --fail: #c11f2a; --error: #c11f2a; --info: #0b62c4;
  --not-applied: #59636e; --unchanged: #59636e;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --card: #151b23; --text: #e6edf3; --muted: #9aa5b1; --line: #343c46; --soft: #1f2730;
    --accent: #6cb0ff; --candidate: #6cb0ff; --production: #e3b04b; --chance: #7d8590;
    --pass: #56d364; --warn: #e3b04b; --inconclusive: #c297ff; --fail: #ff8077; --error: #ff8077; --info: #6cb0ff;
    --not-applied: #9aa5b1; --unchanged: #9aa5b1;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 1.4rem; line-height: 1.35; margin: 4px 0; text-wrap: balance; }
h2 { font-size: 1.25rem; margin: 0 0 4px; }
h3 { font-size: 1.05rem; margin: 28px 0 8px; }
p { margin: 0 0 12px; }
a { color: var(--accent); }
code { font: 0.9em ui-monospace, "SF Mono", Menlo, Consolas, monospace; background: var(--soft); padding: 0.1em 0.35em; border-radius: 4px; overflow-wrap: anywhere; }
pre { font: 0.85em/1.45 ui-monospace, "SF Mono", Menlo, Consolas, monospace; background: var(--soft); padding: 12px; border-radius: 8px; overflow: auto; }
.muted { color: var(--muted); font-size: 0.9rem; }
p:last-child { margin-bottom: 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 20px; margin-top: 20px; }
.headline { border-left: 6px solid var(--tone); }
.badge { display: inline-flex; align-items: center; gap: 0.4em; font-weight: 600; color: var(--tone); white-space: nowrap; }
.badge i { font-style: normal; display: inline-grid; place-items: center; width: 1.45em; height: 1.45em; border-radius: 50%; border: 2px solid var(--tone); font-size: 0.8em; line-height: 1; }
.notes, .verdicts { margin: 12px 0 0; padding: 0; list-style: none; }
.next { margin-top: 24px; background: var(--soft); border-left: 4px solid var(--accent); border-radius: 8px; padding: 12px 16px; }
.next h3 { margin: 0 0 4px; } .next ul { margin: 0; padding-left: 20px; } .next code { background: var(--card); }
.notes li { border-left: 3px solid var(--warn); padding: 2px 0 2px 10px; margin: 6px 0; }
${scrollHint(['.scroll', 'figure > div'], 'var(--card)')}
.scroll:focus-visible { outline: 2px solid var(--accent); }
table { border-collapse: collapse; width: 100%; font-size: 0.93rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); font-size: 0.88rem; padding-bottom: 6px; }
th, td { text-align: left; vertical-align: top; padding: 7px 10px; border-bottom: 1px solid var(--line); }
thead th { color: var(--muted); font-weight: 600; font-size: 0.85rem; white-space: nowrap; }
tr.over > * { border-bottom: 0; padding-bottom: 2px; } tr.below td { color: var(--muted); padding-top: 0; }
tbody tr:last-child > * { border-bottom: 0; }
th[scope=row] { font-weight: 500; min-width: 7rem; max-width: 22rem; }
th[scope=row] code { overflow-wrap: break-word; }
.prose { min-width: 15rem; }
.short { white-space: nowrap; }
.limit { min-width: 6.5rem; }
@media (min-width: 641px) and (max-width: 1100px) {
  th, td { padding-inline: 7px; }
  th[scope=row] { min-width: 10rem; }
  th[scope=row] code { overflow-wrap: anywhere; }
  thead th { white-space: normal; }
}
.number { text-align: right; white-space: nowrap; }
.number small { display: block; color: var(--muted); }
figure { margin: 12px 0; min-width: 0; }
figcaption { color: var(--muted); font-size: 0.9rem; margin-top: 6px; }
figure svg { display: block; width: 100%; height: auto; }
figure .wide svg { max-width: 860px; }
figure .narrow { display: none; }
.unseen { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
.card > .unseen + h3, .card > .unseen + .notes, .card > h3:first-child, .card > .notes:first-child { margin-top: 0; }
.pair { display: grid; gap: 8px 28px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); align-items: start; }
.bar { display: inline-block; width: 96px; height: 8px; border-radius: 4px; background: var(--soft); overflow: hidden; vertical-align: middle; margin-right: 8px; }
.heat { display: block; margin: -7px -10px; padding: 7px 10px; background: color-mix(in srgb, var(--tone) var(--share), transparent); }
table .heat small { color: inherit; }
.bar b { display: block; height: 100%; background: var(--tone, var(--accent)); border-radius: 4px; }
details { border-top: 1px solid var(--line); padding: 9px 0; }
details:last-of-type { border-bottom: 1px solid var(--line); }
details[open] { padding-bottom: 16px; } details[open] > summary { margin-bottom: 10px; }
summary { cursor: pointer; font-weight: 600; }
summary:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
dl { display: grid; grid-template-columns: minmax(100px, max-content) minmax(0, 1fr); gap: 6px 16px; margin: 0; font-size: 0.92rem; }
dt { color: var(--muted); } dd { margin: 0; }
@media (max-width: 560px) { h1 { font-size: 1.15rem; } main { padding: 12px 8px 40px; } .card { padding: 14px; border-radius: 8px; } dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 8px; } }
@media (max-width: 640px) {
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  caption, tbody, tr { display: block; }
  tr { border-bottom: 1px solid var(--line); padding: 8px 0; }
  tr.over { border-bottom: 0; padding-bottom: 0; } tr.below { padding-top: 0; }
  tbody tr:last-child { border-bottom: 0; }
  th[scope=row], td { display: flex; gap: 12px; justify-content: space-between; border: 0; padding: 3px 0; min-width: 0; max-width: none; text-align: right; }
  th[scope=row] { display: block; font-weight: 600; text-align: left; }
  td { flex-wrap: wrap; overflow-wrap: anywhere; }
  .number, .short { white-space: normal; }
  .limit { min-width: 0; }
  .heat { margin: 0; padding: 1px 8px; min-width: 5rem; }
  .bar { align-self: center; }
  figure .wide { display: none; }
  figure .narrow { display: block; }
  figure .narrow svg { max-width: 460px; }
  td::before { margin-right: auto; content: attr(data-title); color: var(--muted); font-size: 0.85rem; text-align: left; flex: none; }
  td:empty { display: none; }
  td.prose { display: block; text-align: left; } td.prose::before { display: block; }
}
@media print { body { background: #fff; } .card { break-inside: avoid; } }
`
