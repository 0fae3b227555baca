export const id = 451;
export const ids = [451];
export const modules = {

/***/ 93451:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   renderDriftHtml: () => (/* binding */ renderDriftHtml)
/* harmony export */ });
/* harmony import */ var _drift_words_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(54611);
/* harmony import */ var _figures_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(31953);
/* harmony import */ var _drift_charts_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(15805);
/* harmony import */ var _escape_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(54497);
/* harmony import */ var _page_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(62876);





const tones = {
    drift: 'fail',
    stable: 'pass',
    inconclusive: 'inconclusive',
};
const words = {
    drift: 'Drift',
    stable: 'Stable',
    inconclusive: 'Inconclusive',
};
const mostCharts = 40;
/** A drift report as a page of its own, with the distributions before and now where the profiles are given. */
function renderDriftHtml(report, context = {}) {
    const sorted = (0,_drift_words_js__WEBPACK_IMPORTED_MODULE_0__/* .mostDriftedFirst */ .qF)(report.columns);
    const before = (0,_drift_words_js__WEBPACK_IMPORTED_MODULE_0__/* .referenceWords */ .vy)(report, (name) => (0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(name)).map((part) => typeof part === 'string' ? (0,_escape_js__WEBPACK_IMPORTED_MODULE_2__/* .html */ .qy) `${part}` : part);
    return (0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .page */ .MY)({
        title: `${(0,_drift_words_js__WEBPACK_IMPORTED_MODULE_0__/* .subjectOf */ .et)(report)}: ${report.verdict}`,
        body: (0,_escape_js__WEBPACK_IMPORTED_MODULE_2__/* .html */ .qy) `<header class="card headline" style="--tone:var(--${tones[report.verdict]})">
${(0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .badge */ .qS)(tones[report.verdict], words[report.verdict])}
<h1>${(0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .value */ .Uq)((0,_drift_words_js__WEBPACK_IMPORTED_MODULE_0__/* .subjectOf */ .et)(report), 64)}: ${(0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .value */ .Uq)(report.reason)}</h1>
<p class="muted">Window ${(0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(report.window.id)} (${(0,_figures_js__WEBPACK_IMPORTED_MODULE_4__/* .counted */ .hS)(report.window.rows, 'row')}) against ${before}.</p>
</header>
${context.decision ? decisionCard(context.decision) : undefined}
<section class="card"><h2>Columns</h2>${columnsTable(sorted, report)}</section>
${togetherCard(report)}
${chartsCard(sorted)}`,
    });
}
function columnsTable(columns, { correction }) {
    const further = furtherColumns.filter(({ of }) => columns.some((column) => of(column) !== ''));
    const methods = [...new Set(columns.map(({ method }) => method))].filter((method) => method !== 'none');
    const effects = methods.map((method) => `${_drift_words_js__WEBPACK_IMPORTED_MODULE_0__/* .methodWords */ .XF[method].name}: ${_drift_words_js__WEBPACK_IMPORTED_MODULE_0__/* .methodWords */ .XF[method].effect}`);
    return (0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .htmlTable */ .I$)({
        caption: `Effect is 0 where nothing changed. ${effects.join('; ')}. p is ${_drift_words_js__WEBPACK_IMPORTED_MODULE_0__/* .correctionWords */ .Cz[correction]}.`,
        columns: [
            { title: 'Column' },
            { title: 'Verdict' },
            { title: 'Method' },
            { title: 'Effect, limit', as: 'short' },
            { title: 'Adjusted p', as: 'number' },
            { title: 'Nulls before, now', as: 'number' },
            ...further.map(({ title }) => ({ title })),
        ],
        rows: columns.map((column) => [
            (0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(column.column, 64),
            (0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .badge */ .qS)(tones[column.verdict], words[column.verdict]),
            _drift_words_js__WEBPACK_IMPORTED_MODULE_0__/* .methodWords */ .XF[column.method].name,
            column.effect === null
                ? 'undefined'
                : (0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .shareBar */ .HH)(Math.min(1, column.effect), `${column.effect.toFixed(2)}, ${column.limit ?? ''}`, tones[column.verdict]),
            (0,_figures_js__WEBPACK_IMPORTED_MODULE_4__/* .probability */ .E5)(column['adjusted-p']),
            `${(0,_figures_js__WEBPACK_IMPORTED_MODULE_4__/* .percent */ .KN)(column.nulls.reference)}, ${(0,_figures_js__WEBPACK_IMPORTED_MODULE_4__/* .percent */ .KN)(column.nulls.current)}`,
            ...further.map(({ of }) => (0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .value */ .Uq)(of(column))),
        ]),
        below: columns.map(({ reason }) => (0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .value */ .Uq)(reason)),
    });
}
/** Shown only where some column has something there. */
const furtherColumns = [
    { title: 'Family', of: _drift_words_js__WEBPACK_IMPORTED_MODULE_0__/* .familyWords */ .Ye },
    { title: 'Importance', of: _drift_words_js__WEBPACK_IMPORTED_MODULE_0__/* .importanceWords */ .o7 },
    { title: 'Evidently by default', of: ({ evidently }) => (0,_drift_words_js__WEBPACK_IMPORTED_MODULE_0__/* .evidentlyWords */ .ui)(evidently) },
];
/** The tests of all features at once, and what Evidently would have said of the dataset. */
function togetherCard({ together = [], evidently }) {
    if (together.length === 0 && !evidently)
        return undefined;
    return (0,_escape_js__WEBPACK_IMPORTED_MODULE_2__/* .html */ .qy) `<section class="card"><h2>All columns together</h2>${together.length === 0
        ? undefined
        : (0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .htmlTable */ .I$)({
            caption: together
                .map(({ method }) => `${_drift_words_js__WEBPACK_IMPORTED_MODULE_0__/* .togetherWords */ .oB[method].name}: ${_drift_words_js__WEBPACK_IMPORTED_MODULE_0__/* .togetherWords */ .oB[method].effect}`)
                .join('; '),
            columns: [
                { title: 'Test' },
                { title: 'Verdict' },
                { title: 'Effect, limit', as: 'short' },
                { title: 'p', as: 'number' },
                { title: 'Why', as: 'prose' },
            ],
            rows: together.map((each) => [
                _drift_words_js__WEBPACK_IMPORTED_MODULE_0__/* .togetherWords */ .oB[each.method].name,
                (0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .badge */ .qS)(tones[each.verdict], words[each.verdict]),
                each.effect === null ? 'undefined' : `${each.effect.toFixed(2)}, ${each.limit}`,
                (0,_figures_js__WEBPACK_IMPORTED_MODULE_4__/* .probability */ .E5)(each.p),
                (0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .value */ .Uq)(each.reason),
            ]),
        })}${evidently
        ? (0,_escape_js__WEBPACK_IMPORTED_MODULE_2__/* .html */ .qy) `<p>Evidently by default: ${String(evidently.drifted)} of ${(0,_figures_js__WEBPACK_IMPORTED_MODULE_4__/* .counted */ .hS)(evidently.columns, 'column')} drifted, which is ${evidently.drift ? 'drift' : 'no drift'} of the dataset (it takes half of them).</p>`
        : undefined}</section>`;
}
function chartsCard(columns) {
    if (columns.every(({ shapes }) => shapes === undefined))
        return undefined;
    const figures = columns.slice(0, mostCharts).flatMap((column) => {
        const { shapes } = column;
        if (!shapes)
            return [];
        const kind = shapes.kind === 'numeric'
            ? 'from low to high'
            : 'from the commonest category of the reference to the rarest';
        return [
            (0,_escape_js__WEBPACK_IMPORTED_MODULE_2__/* .html */ .qy) `<div><h3>${(0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(column.column, 64)} ${(0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .badge */ .qS)(tones[column.verdict], words[column.verdict])}</h3>${(0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .figureOf */ .Mn)({
                chart: (0,_drift_charts_js__WEBPACK_IMPORTED_MODULE_1__/* .shapesChart */ .J)(shapes),
                alt: `Distribution before and now, ${kind}. Shares now: ${shapes.current.map(_figures_js__WEBPACK_IMPORTED_MODULE_4__/* .percent */ .KN).join(', ')}.`,
                caption: `Share of rows, ${kind}.`,
            })}</div>`,
        ];
    });
    return (0,_escape_js__WEBPACK_IMPORTED_MODULE_2__/* .html */ .qy) `<section class="card"><h2>Distributions</h2><div class="pair">${figures}</div></section>`;
}
function decisionCard(decision) {
    return (0,_escape_js__WEBPACK_IMPORTED_MODULE_2__/* .html */ .qy) `<section class="card"><h2>${decision.retrain ? 'Retraining was decided' : 'No retraining'}</h2>
<p>${(0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .value */ .Uq)(decision.reason)}</p>
${(0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .htmlTable */ .I$)({
        caption: `What the decision rested on (${decision.id})`,
        columns: [{ title: 'Clause' }, { title: 'Held' }, { title: 'What it saw', as: 'prose' }],
        rows: decision.clauses.map(({ clause, held, detail }) => [
            (0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(clause),
            (0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .badge */ .qS)(held ? 'pass' : 'fail', held ? 'Yes' : 'No'),
            (0,_page_js__WEBPACK_IMPORTED_MODULE_3__/* .value */ .Uq)(detail),
        ]),
    })}</section>`;
}


/***/ })

};
