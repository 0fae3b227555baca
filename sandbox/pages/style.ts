import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scrollHint } from '../../src/report/html/scroll.ts'

const require = createRequire(import.meta.url)

/** The style sheet of all pages: GitHub's own for markdown, and a frame close to GitHub's, light and dark. */
export function styleSheet(): string {
  return `${readFileSync(markdownStyle(), 'utf8')}\n${frame}`
}

/** The bundle has it beside itself; the sources have the package. */
function markdownStyle(): string {
  const beside = join(dirname(fileURLToPath(import.meta.url)), 'github-markdown.css')
  if (existsSync(beside)) return beside
  return require.resolve('github-markdown-css/github-markdown.css')
}

const frame = `
:root { color-scheme: light dark; --canvas: #fff; --subtle: #f6f8fa; --line: #d1d9e0; --text: #1f2328; --muted: #59636e; --link: #0969da;
  --open: #1a7f37; --merged: #8250df; --closed: #cf222e; --pending: #9a6700;
  --add: #dafbe1; --add-number: #aceebb; --remove: #ffebe9; --remove-number: #ffcecb; --hunk: #ddf4ff; --bot: #59636e; }
@media (prefers-color-scheme: dark) { :root { --canvas: #0d1117; --subtle: #151b23; --line: #3d444d; --text: #f0f6fc; --muted: #9198a1; --link: #4493f8;
  --open: #3fb950; --merged: #ab7df8; --closed: #f85149; --pending: #d29922;
  --add: #12261e; --add-number: #1c4428; --remove: #25171c; --remove-number: #542426; --hunk: #121d2f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--canvas); color: var(--text); font: 14px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif, "Noto Color Emoji"; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.top { background: var(--subtle); border-bottom: 1px solid var(--line); padding: 14px 24px; font-size: 15px; }
.top b { font-weight: 600; }
main { max-width: 1012px; margin: 0 auto; padding: 24px 16px 80px; }
h1 { font-size: 26px; font-weight: 400; line-height: 1.25; margin: 0 0 10px; overflow-wrap: anywhere; } h1 .number { color: var(--muted); font-weight: 300; }
h2 { font-size: 16px; margin: 32px 0 12px; }
code, .mono { font: 12px ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, monospace; }
.branch { background: var(--hunk); color: var(--link); padding: 2px 6px; border-radius: 6px; overflow-wrap: anywhere; }
.muted { color: var(--muted); }
.state { display: inline-flex; gap: 6px; align-items: center; border-radius: 2em; padding: 4px 12px; color: #fff; font-weight: 500; margin-right: 8px; }
.state.open { background: #1a7f37; } .state.merged { background: #8250df; } .state.closed { background: #cf222e; } .state.done { background: #8250df; } .state.draft { background: #59636e; }
.summary { padding-bottom: 16px; border-bottom: 1px solid var(--line); margin-bottom: 8px; }
nav { display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 10px 0; border-bottom: 1px solid var(--line); margin-bottom: 24px; }
nav span { background: var(--subtle); border: 1px solid var(--line); border-radius: 2em; padding: 0 6px; font-size: 12px; }
.timeline { position: relative; margin: 0; padding: 0; list-style: none; }
.timeline > li { position: relative; padding: 0 0 20px 56px; }
.timeline > li::before { content: ""; position: absolute; left: 19px; top: 0; bottom: 0; width: 2px; background: var(--line); }
.timeline > li:last-child::before { bottom: calc(100% - 20px); }
.avatar { position: absolute; left: 0; top: 0; width: 40px; height: 40px; border-radius: 50%; display: grid; place-items: center; color: #fff; font-weight: 600; font-size: 17px; border: 2px solid var(--canvas); }
.avatar.bot { border-radius: 8px; }
.dot { position: absolute; left: 6px; top: -4px; width: 28px; height: 28px; border-radius: 50%; display: grid; place-items: center; background: var(--subtle); border: 2px solid var(--canvas); font-size: 13px; }
.dot.merged { background: #8250df; color: #fff; } .dot.closed { background: #cf222e; color: #fff; }
.box { border: 1px solid var(--line); border-radius: 6px; background: var(--canvas); min-width: 0; }
.box > header { background: var(--subtle); border-bottom: 1px solid var(--line); border-radius: 6px 6px 0 0; padding: 8px 16px; color: var(--muted); overflow-wrap: anywhere; }
.box > header b { color: var(--text); font-weight: 600; }
.box > .markdown-body { padding: 16px; background: transparent; font-size: 14px; overflow-wrap: break-word; }
.tag { border: 1px solid var(--line); border-radius: 2em; padding: 0 7px; font-size: 12px; font-weight: 500; color: var(--muted); margin-left: 4px; white-space: nowrap; }
.label { border-radius: 2em; padding: 0 8px; font-size: 12px; font-weight: 500; line-height: 18px; display: inline-block; border: 1px solid var(--line); }
.reactions { padding: 0 16px 14px; } .reactions span { border: 1px solid var(--line); border-radius: 2em; padding: 2px 8px; margin-right: 6px; font-size: 12px; }
.commit { display: flex; gap: 12px; justify-content: space-between; align-items: baseline; } .commit span:first-child { overflow-wrap: anywhere; }
.status { font-weight: 600; white-space: nowrap; } .status.success { color: var(--open); } .status.failure, .status.error { color: var(--closed); } .status.pending { color: var(--pending); }
.rows { list-style: none; margin: 0; padding: 0; } .rows > li { padding: 10px 16px; border-top: 1px solid var(--line); } .rows > li:first-child { border-top: 0; }
.message { white-space: pre-wrap; overflow-wrap: anywhere; font: 12px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; padding: 12px 16px; margin: 0; background: var(--subtle); border-top: 1px solid var(--line); border-radius: 0 0 6px 6px; }
.file { border: 1px solid var(--line); border-radius: 6px; margin-bottom: 16px; overflow: hidden; }
.file > summary { background: var(--subtle); padding: 8px 12px; cursor: pointer; overflow-wrap: anywhere; font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.plus { color: var(--open); font-weight: 600; } .minus { color: var(--closed); font-weight: 600; }
.diff { overflow-x: auto; border-top: 1px solid var(--line); }
${scrollHint(['.wide'], 'var(--canvas)')}
.markdown-body .wide { margin-bottom: 16px; } .markdown-body .wide table { margin: 0; display: table; width: max-content; max-width: none; overflow: visible; } .markdown-body .wide td, .markdown-body .wide th { max-width: 24rem; } .markdown-body .wide table tr, .markdown-body .wide table tr:nth-child(2n) { background: transparent; }
.diff table { border-collapse: collapse; width: 100%; font: 12px/20px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.diff td { padding: 0 10px; white-space: pre; vertical-align: top; } .diff td.n { width: 1%; min-width: 44px; text-align: right; color: var(--muted); user-select: none; }
.diff .add td { background: var(--add); } .diff .add td.n { background: var(--add-number); } .diff .remove td { background: var(--remove); } .diff .remove td.n { background: var(--remove-number); }
.diff .hunk td { background: var(--hunk); color: var(--muted); } .note { padding: 10px 16px; color: var(--muted); }
.icon svg, .state svg, .dot svg { vertical-align: -2px; display: inline-block; }
.list > li { display: flex; gap: 10px; align-items: baseline; } .list .what { flex: 1; min-width: 0; overflow-wrap: anywhere; } .list .what > a:first-child { font-weight: 600; font-size: 16px; color: var(--text); }
.icon { font-weight: 700; width: 16px; flex: none; text-align: center; } .icon.open { color: var(--open); } .icon.merged, .icon.done { color: var(--merged); } .icon.closed { color: var(--closed); } .icon.draft { color: var(--muted); }
.markdown-body ul { list-style-type: disc; } .markdown-body .mention { font-weight: 600; } .markdown-body li.task { list-style: none; margin-left: -1.4em; } .markdown-body .picture { border: 1px dashed var(--line); padding: 0 6px; color: var(--muted); }
.markdown-body .xychart { max-width: 100%; height: auto; } .xychart .grid { stroke: var(--line); stroke-width: 1; fill: none; } .xychart text { fill: var(--muted); font-size: 11px; } .xychart .title { fill: var(--text); font-size: 14px; font-weight: 600; }
.xychart .line { fill: none; stroke-width: 2.5; } .xychart .line-0 { stroke: #0969da; } .xychart .line-1 { stroke: #bc4c00; } .xychart .line-2 { stroke: #8c959f; stroke-width: 1.5; stroke-dasharray: 5 4; } .xychart .line-3 { stroke: #8250df; }
@media (prefers-color-scheme: dark) { .xychart .line-0 { stroke: #58a6ff; } .xychart .line-1 { stroke: #f0883e; } .xychart .line-3 { stroke: #bc8cff; } }
.top { display: flex; flex-wrap: wrap; gap: 4px 24px; }
.status.quiet { color: var(--muted); } .button, button { display: inline-block; font: inherit; font-weight: 500; color: #fff; background: #1a7f37; border: 1px solid transparent; border-radius: 6px; padding: 5px 14px; cursor: pointer; } .button.plain, button.plain { color: var(--text); background: var(--subtle); border-color: var(--line); }
.steps > li { padding: 5px 16px; } .job > .note.failure { color: var(--closed); } .job > .note.warning { color: var(--pending); } .whole-log > summary { padding: 8px 16px; border-top: 1px solid var(--line); cursor: pointer; }
.log { font: 12px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; padding: 8px 16px 12px; overflow-x: auto; max-height: 60vh; } .log div, .log summary { white-space: pre-wrap; overflow-wrap: anywhere; } .log .error { color: var(--closed); } .log .warning { color: var(--pending); } .log details > div { padding-left: 16px; color: var(--muted); }
form.box { padding: 12px 16px; margin-top: 16px; display: grid; gap: 10px; } form.row { display: inline-flex; flex-wrap: wrap; gap: 8px; margin: 8px 8px 0 0; align-items: center; } .forms h2 { margin-bottom: 4px; }
label.field { display: grid; gap: 3px; font-weight: 500; } input, select, textarea { font: inherit; color: inherit; background: var(--canvas); border: 1px solid var(--line); border-radius: 6px; padding: 5px 8px; max-width: 100%; } textarea { min-height: 90px; resize: vertical; } .actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.away { background: #9a6700; color: #fff; padding: 8px 16px; text-align: center; }
@media (max-width: 640px) { .timeline > li { padding-left: 0; } .timeline > li::before { display: none; } .avatar { position: static; display: none; } .dot { position: static; display: inline-grid; margin-right: 6px; } main { padding: 16px 8px 60px; } .box > .markdown-body { padding: 12px; } .top { padding: 12px 8px; } .markdown-body table th, .markdown-body table td { padding: 4px 8px; } h1 { font-size: 21px; } .commit { flex-wrap: wrap; } }
`
