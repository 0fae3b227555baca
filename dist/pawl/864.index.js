export const id = 864;
export const ids = [864];
export const modules = {

/***/ 12583:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  $2: () => (/* binding */ draw),
  Ef: () => (/* binding */ drawNamed),
  Pw: () => (/* binding */ ink),
  JV: () => (/* binding */ valueAxis)
});

// EXTERNAL MODULE: ./node_modules/echarts/lib/chart/line/install.js + 8 modules
var install = __webpack_require__(57730);
// EXTERNAL MODULE: ./node_modules/echarts/lib/chart/bar/install.js + 6 modules
var bar_install = __webpack_require__(7599);
// EXTERNAL MODULE: ./node_modules/echarts/lib/chart/custom/install.js + 11 modules
var custom_install = __webpack_require__(36214);
// EXTERNAL MODULE: ./node_modules/echarts/lib/component/grid/install.js + 23 modules
var grid_install = __webpack_require__(87628);
// EXTERNAL MODULE: ./node_modules/echarts/lib/component/legend/install.js + 10 modules
var legend_install = __webpack_require__(84640);
// EXTERNAL MODULE: ./node_modules/echarts/lib/extension.js
var extension = __webpack_require__(91798);
// EXTERNAL MODULE: ./node_modules/echarts/lib/core/echarts.js + 18 modules
var echarts = __webpack_require__(8541);
// EXTERNAL MODULE: ./node_modules/echarts/lib/renderer/installSVGRenderer.js + 10 modules
var installSVGRenderer = __webpack_require__(9833);
;// CONCATENATED MODULE: ./build/src/report/html/wrap.js
/** Where a long name may go on in a new line: after these, best after a blank. */
const breaks = [/\s/, /[\s_.,=:;/|&-]/];
/** What a character takes of a line of text: letters of wide scripts as much as two. */
function wide(character) {
    return character.codePointAt(0) >= 0x1100 ? 2 : 1;
}
/** A text in lines of at most `most` letters each, broken between words where there are any; nothing is left out. */
function wrap(text, most) {
    const lines = [];
    let line = '';
    let taken = 0;
    for (const character of text) {
        if (taken + wide(character) > most) {
            const letters = [...line];
            const ends = breaks.map((ending) => letters.findLastIndex((letter) => ending.test(letter)) + 1);
            // Lines that are broken very early would leave the names in tatters.
            const kept = ends.find((at) => at > most / 3) ?? letters.length;
            lines.push(letters.slice(0, kept).join('').trimEnd());
            line = letters.slice(kept).join('');
            taken = [...line].reduce((sum, letter) => sum + wide(letter), 0);
        }
        if (line === '' && character === ' ' && lines.length > 0)
            continue;
        line += character;
        taken += wide(character);
    }
    return [...lines, line.trimEnd()];
}

;// CONCATENATED MODULE: ./build/src/report/html/charts.js





(0,extension/* use */.Y)([install/* install */.a, bar_install/* install */.a, custom_install/* install */.a, grid_install/* install */.a, legend_install/* install */.a, installSVGRenderer/* install */.a]);
/** Colours are the page's own variables, so that one picture serves light and dark. */
const ink = {
    text: 'var(--text)',
    muted: 'var(--muted)',
    line: 'var(--line)',
    candidate: 'var(--candidate)',
    production: 'var(--production)',
    chance: 'var(--chance)',
};
const font = 'system-ui, -apple-system, sans-serif';
/** Draws a chart as SVG text: the same options give the same bytes. */
function draw(option, size) {
    const chart = (0,echarts/* init */.Ts)(null, null, { renderer: 'svg', ssr: true, ...size });
    try {
        chart.setOption({
            animation: false,
            textStyle: { fontFamily: font, color: ink.text },
            legend: { show: false },
            ...option,
        });
        return stable(chart.renderToSVGString({ useViewBox: true }));
    }
    finally {
        chart.dispose();
    }
}
/**
 * Takes out what ECharts adds for a mouse and what it numbers through the whole process. Text in the chart cannot be
 * hit: its quotes are entities there. Clip paths keep names, made from the chart's own content.
 */
function stable(svg) {
    const bare = svg
        .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
        .replace(/ (?:class|ecmeta_[a-z_]+|pointer-events|xmlns:xlink|version|baseProfile)="[^"]*"/g, '');
    const name = `c${hash(bare.replace(/zr\d+-/g, ''))}`;
    return bare.replace(/(id="|url\(#)zr\d+-/g, `$1${name}-`);
}
/** FNV-1a, enough to tell the charts of one page apart. */
function hash(text) {
    let state = 0x811c9dc5;
    for (let at = 0; at < text.length; at++)
        state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
    return (state >>> 0).toString(36);
}
/** An axis from `min` to `max` in the page's colours. */
function valueAxis(title, range = {}) {
    return {
        type: 'value',
        name: title,
        nameLocation: 'middle',
        nameGap: 30,
        nameTextStyle: { color: ink.muted, fontSize: 13 },
        ...range,
        axisLine: { show: true, lineStyle: { color: ink.line } },
        axisTick: { show: false },
        axisLabel: { color: ink.muted, fontSize: 12, hideOverlap: true },
        splitLine: { lineStyle: { color: ink.line, opacity: 0.6 } },
    };
}
/** Room for lines of so many letters, as fonts differ from what a name is measured with here. */
const besideNames = { label: 230, left: 250, letters: 30 };
const narrowWidth = 330;
const narrowLetters = 42;
const lineHeight = 15;
/** Names in lines, and how many the longest has. */
function inLines(names) {
    return {
        names: names.map((lines) => lines.join('\n')),
        most: Math.max(...names.map(({ length }) => length)),
    };
}
/**
 * Draws such a chart. `row` is the height of one row, more where names take more; `names` are from the top down, with a line
 * break where one has no room beside its row. Names are never cut, since the ends of two may be all that tells them apart.
 */
function drawNamed({ names, row, width, ...option }) {
    const axis = {
        type: 'category',
        inverse: true,
        axisLine: { lineStyle: { color: ink.line } },
        axisTick: { show: false },
    };
    const label = { color: ink.text, interval: 0, lineHeight };
    const beside = inLines(names.map((name) => name.split('\n').flatMap((part) => wrap(part, besideNames.letters))));
    const above = inLines(names.map((name) => wrap(name.replaceAll('\n', ' '), narrowLetters)));
    const wideRow = Math.max(row, beside.most * lineHeight + 6);
    /** What a name above its row takes. */
    const aboveRow = above.most * lineHeight + 7;
    const grid = { right: 20, top: 8, bottom: 48 };
    const besideAxis = {
        ...axis,
        data: beside.names,
        axisLabel: { ...label, fontSize: 13, width: besideNames.label },
    };
    const aboveAxis = {
        ...axis,
        data: above.names,
        axisLabel: {
            ...label,
            fontSize: 12,
            inside: true,
            margin: 2,
            verticalAlign: 'bottom',
            padding: [0, 0, row / 2 - 2, 0],
        },
    };
    return {
        wide: draw({ ...option, grid: { ...grid, left: besideNames.left }, yAxis: besideAxis }, { width, height: 64 + names.length * wideRow }),
        narrow: draw({ ...option, grid: { ...grid, left: 10, top: 8 + aboveRow / 2 }, yAxis: aboveAxis }, { width: narrowWidth, height: 64 + aboveRow / 2 + names.length * (row + aboveRow) }),
    };
}


/***/ }),

/***/ 15805:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ shapesChart)
/* harmony export */ });
/* harmony import */ var _charts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(12583);

/** A column's distribution before and now, as bars side by side. */
function shapesChart(shapes, names = { reference: 'reference', current: 'this window' }) {
    const last = shapes.reference.length - 1;
    const name = (bucket) => {
        if (shapes.kind === 'categorical')
            return bucket === last ? 'others' : `no. ${bucket + 1}`;
        if (!shapes.range)
            return bucket === 0 ? 'low' : bucket === last ? 'high' : '';
        const { from, to } = shapes.range;
        return String(Number((from + ((to - from) * bucket) / shapes.reference.length).toPrecision(3)));
    };
    const series = (name, color, shares) => ({
        type: 'bar',
        name,
        data: shares.map((share) => Number((share * 100).toFixed(3))),
        itemStyle: { color },
        barGap: '5%',
        barCategoryGap: '18%',
    });
    return (0,_charts_js__WEBPACK_IMPORTED_MODULE_0__/* .draw */ .$2)({
        grid: { left: 48, right: 12, top: 36, bottom: 30 },
        legend: {
            show: true,
            top: 0,
            left: 40,
            itemWidth: 14,
            itemHeight: 10,
            itemGap: 26,
            selectedMode: false,
            textStyle: { color: _charts_js__WEBPACK_IMPORTED_MODULE_0__/* .ink */ .Pw.text, fontSize: 13 },
        },
        xAxis: {
            type: 'category',
            data: shapes.reference.map((_, bucket) => name(bucket)),
            axisLine: { lineStyle: { color: _charts_js__WEBPACK_IMPORTED_MODULE_0__/* .ink */ .Pw.line } },
            axisTick: { show: false },
            axisLabel: { color: _charts_js__WEBPACK_IMPORTED_MODULE_0__/* .ink */ .Pw.muted, fontSize: 11, hideOverlap: true },
        },
        yAxis: { ...(0,_charts_js__WEBPACK_IMPORTED_MODULE_0__/* .valueAxis */ .JV)(''), axisLabel: { color: _charts_js__WEBPACK_IMPORTED_MODULE_0__/* .ink */ .Pw.muted, fontSize: 12, formatter: '{value} %' } },
        series: [
            series(names.reference, _charts_js__WEBPACK_IMPORTED_MODULE_0__/* .ink */ .Pw.production, shapes.reference),
            series(names.current, _charts_js__WEBPACK_IMPORTED_MODULE_0__/* .ink */ .Pw.candidate, shapes.current),
        ],
    }, { width: 440, height: 240 });
}


/***/ }),

/***/ 54497:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   IZ: () => (/* binding */ trusted),
/* harmony export */   qy: () => (/* binding */ html)
/* harmony export */ });
/* unused harmony export escapeHtml */
/** HTML with values in it, in text or in a quoted attribute: strings are escaped, lists joined, undefined is nothing. */
function html(parts, ...values) {
    return { html: parts.reduce((sum, part, at) => sum + source(values[at - 1]) + part) };
}
/** HTML that was made elsewhere and is known to be safe: a chart, a style sheet of ours. */
function trusted(made) {
    return { html: made };
}
function source(value) {
    if (value === undefined)
        return '';
    if (typeof value === 'number')
        return String(value);
    if (typeof value === 'string')
        return escapeHtml(value);
    if ('html' in value)
        return value.html;
    return value.map(source).join('');
}
const entities = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
    '`': '&#96;',
};
/** Text as HTML text or as the value of a quoted attribute. */
function escapeHtml(value) {
    return value.replace(/[&<>"'`]/g, (character) => entities[character]);
}


/***/ }),

/***/ 62876:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  qS: () => (/* binding */ badge),
  aY: () => (/* binding */ code),
  Mn: () => (/* binding */ figureOf),
  I$: () => (/* binding */ htmlTable),
  MY: () => (/* binding */ page),
  HH: () => (/* binding */ shareBar),
  Uq: () => (/* binding */ value)
});

// EXTERNAL MODULE: ./build/src/report/outcome.js
var outcome = __webpack_require__(35440);
// EXTERNAL MODULE: ./build/src/report/visible.js
var visible = __webpack_require__(81018);
// EXTERNAL MODULE: ./build/src/report/html/escape.js
var html_escape = __webpack_require__(54497);
;// CONCATENATED MODULE: ./build/src/report/html/document.js


/** What keeps a page still: nothing is loaded from anywhere, no script runs, no form is sent. */
const nothing = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/** A whole HTML document; on its own it needs nothing from anywhere: no script, no font, no picture. */
function htmlDocument({ title, style, body, policy = nothing, script }) {
    // A form of a page that tells nobody where it is sends no origin, and would be refused.
    const referrer = script === undefined ? 'no-referrer' : 'same-origin';
    return `${(0,html_escape/* html */.qy) `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${(0,html_escape/* trusted */.IZ)(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="${referrer}">
<title>${(0,visible/* visible */.RK)(title, 160)}</title>
<style>${(0,html_escape/* trusted */.IZ)(style)}</style>${script === undefined
        ? undefined
        : (0,html_escape/* html */.qy) `
<script src="${script}" defer></script>`}
</head>
<body>
${body}
</body>
</html>`.html}\n`;
}

;// CONCATENATED MODULE: ./build/src/report/html/scroll.js
/**
 * Rules for a box that is wider than a narrow window: it scrolls by itself, and a shadow at its edge shows that there is
 * more that way. `ground` is the colour that it stands on; what is in the box lets it through.
 */
function scrollHint(selectors, ground) {
    const shade = (side) => `radial-gradient(farthest-side at ${side === 'left' ? 0 : 100}% 50%, rgb(110 118 129 / 0.65), transparent) ${side} / 16px 100% no-repeat scroll`;
    const cover = (side) => `linear-gradient(to ${side === 'left' ? 'right' : 'left'}, ${ground} 40%, transparent) ${side} / 48px 100% no-repeat local`;
    const all = (part) => selectors.map((selector) => `${selector}${part}`).join(', ');
    return `${all('')} { overflow-x: auto; background: ${cover('left')}, ${cover('right')}, ${shade('left')}, ${shade('right')}; }
${all('::-webkit-scrollbar')} { height: 8px; } ${all('::-webkit-scrollbar-thumb')} { background: rgb(110 118 129 / 0.5); border-radius: 4px; }`;
}

;// CONCATENATED MODULE: ./build/src/report/html/style.js

/** The style sheet of the pages: light and dark, no font or picture from elsewhere, contrast of at least 4.5 to 1 for text. */
const style = `
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
`;

;// CONCATENATED MODULE: ./build/src/report/html/page.js





/** A whole page that needs nothing from anywhere: no script, no font, no picture. */
function page({ title, body }) {
    return htmlDocument({ title, style: style, body: (0,html_escape/* html */.qy) `<main>\n${body}\n</main>` });
}
/** A value from outside on one line. */
function value(text, max = 300) {
    return (0,html_escape/* html */.qy) `${(0,visible/* visible */.RK)(text, max) || '(empty)'}`;
}
function code(text, max = 120) {
    return (0,html_escape/* html */.qy) `<code>${value(text, max)}</code>`;
}
/** A verdict with its shape; `--tone` carries the colour, which is never alone. */
function badge(where, words = outcome/* word */.Vm[where]) {
    return (0,html_escape/* html */.qy) `<span class="badge" style="--tone:var(--${where})"><i aria-hidden="true">${outcome/* mark */.Gy[where]}</i>${words}</span>`;
}
/** A table whose first column names its rows. It scrolls by itself where the window is narrow. */
function htmlTable(table) {
    const { caption, columns, rows, below = [], max = 200 } = table;
    const left = rows.length - Math.min(rows.length, max);
    const cell = (content, column) => {
        const as = columns[column]?.as;
        const kind = as && (0,html_escape/* html */.qy) ` class="${as}"`;
        return column === 0
            ? (0,html_escape/* html */.qy) `<th scope="row"${kind}>${content}</th>`
            : (0,html_escape/* html */.qy) `<td${kind} data-title="${columns[column]?.title}">${content}</td>`;
    };
    return (0,html_escape/* html */.qy) `<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}${left > 0 ? ` (${left} more rows are not shown)` : ''}</caption>
<thead><tr>${columns.map(({ title, as }) => (0,html_escape/* html */.qy) `<th scope="col"${as && (0,html_escape/* html */.qy) ` class="${as}"`}>${title}</th>`)}</tr></thead>
<tbody>${rows.slice(0, max).map((row, nth) => (0,html_escape/* html */.qy) `<tr${below[nth] && (0,html_escape/* html */.qy) ` class="over"`}>${row.map(cell)}</tr>\n${sentenceBelow(below[nth], columns.length)}`)}</tbody>
</table></div>`;
}
function sentenceBelow(words, width) {
    return words === undefined
        ? undefined
        : (0,html_escape/* html */.qy) `<tr class="below"><td class="prose" colspan="${width}">${words}</td></tr>\n`;
}
/** A chart with words for those who do not see it. One of rows with names has a drawing of its own for narrow windows. */
function figureOf(figure) {
    const { chart, alt, caption } = figure;
    const drawn = typeof chart === 'string'
        ? (0,html_escape/* trusted */.IZ)(chart)
        : (0,html_escape/* html */.qy) `<div class="wide">${(0,html_escape/* trusted */.IZ)(chart.wide)}</div><div class="narrow">${(0,html_escape/* trusted */.IZ)(chart.narrow)}</div>`;
    return (0,html_escape/* html */.qy) `<figure><div role="img" aria-label="${alt}">${drawn}</div><figcaption>${caption}</figcaption></figure>`;
}
/** A share as a small bar before its percentage. */
function shareBar(share, words, where) {
    const width = share <= 0 ? 0 : Math.max(2, Math.min(100, Math.round(share * 100)));
    return (0,html_escape/* html */.qy) `<span class="bar" style="--tone:var(--${where})" aria-hidden="true"><b style="width:${width}%"></b></span>${words}`;
}


/***/ })

};
