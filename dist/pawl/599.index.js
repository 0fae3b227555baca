export const id = 599;
export const ids = [599];
export const modules = {

/***/ 48599:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  renderHtml: () => (/* binding */ renderHtml)
});

// EXTERNAL MODULE: ./build/src/report/figures.js
var report_figures = __webpack_require__(31953);
// EXTERNAL MODULE: ./build/src/report/outcome.js
var report_outcome = __webpack_require__(35440);
// EXTERNAL MODULE: ./build/src/report/visible.js
var visible = __webpack_require__(81018);
// EXTERNAL MODULE: ./build/src/report/behaviour.js
var behaviour = __webpack_require__(24547);
// EXTERNAL MODULE: ./build/src/report/rival.js
var report_rival = __webpack_require__(91672);
// EXTERNAL MODULE: ./build/src/report/html/escape.js
var html_escape = __webpack_require__(54497);
// EXTERNAL MODULE: ./build/src/report/html/charts.js + 1 modules
var charts = __webpack_require__(12583);
;// CONCATENATED MODULE: ./build/src/report/html/importance-chart.js


const most = 20;
/** What each feature matters to the candidate and to what it is compared with, as bars; undefined without any. */
function importanceChart(features) {
    const shown = features.slice(0, most);
    if (shown.length === 0)
        return undefined;
    const compared = shown.some(({ production }) => production !== undefined);
    const bars = (values, color) => ({
        type: 'bar',
        data: [...values],
        itemStyle: { color },
        barMaxWidth: 12,
    });
    return (0,charts/* drawNamed */.Ef)({
        names: shown.map(({ feature }) => (0,visible/* visible */.RK)(feature, 80)),
        row: compared ? 34 : 22,
        width: 680,
        xAxis: (0,charts/* valueAxis */.JV)('loss of the main metric'),
        series: [
            bars(shown.map(({ candidate }) => candidate.mean), charts/* ink */.Pw.candidate),
            ...(compared
                ? [
                    bars(shown.map(({ production }) => production?.mean ?? null), charts/* ink */.Pw.production),
                ]
                : []),
        ],
    });
}

// EXTERNAL MODULE: ./build/src/report/html/page.js + 3 modules
var page = __webpack_require__(62876);
;// CONCATENATED MODULE: ./build/src/report/html/behaviour.js







/** How the candidate behaves beside its metrics, folded. */
function behaviourPart(report) {
    return (report.behaviour ?? []).map(({ of, how, figures, features }) => (0,html_escape/* html */.qy) `<details><summary>${behaviour/* behaviourTitles */.xl[of]}</summary>${figuresTable(how === undefined ? behaviour/* behaviourTitles */.xl[of] : `${behaviour/* behaviourTitles */.xl[of]} (${how})`, figures, report)}${features ? featuresPart(features, report) : undefined}</details>`);
}
function featuresPart(features, report) {
    const rival = (0,report_rival/* rivalOf */.IS)(report);
    const chart = importanceChart(features);
    const caption = `Loss of the main metric where a feature is permuted, mean and standard deviation${rival ? `, beside ${(0,report_rival/* rivalWords */._G)(rival)}` : ''}`;
    return (0,html_escape/* html */.qy) `${chart === undefined ? undefined : (0,page/* figureOf */.Mn)({ chart, alt: `${caption}; the table below has the figures.`, caption })}${(0,page/* htmlTable */.I$)({
        caption,
        columns: [
            { title: 'Feature' },
            { title: 'Candidate', as: 'number' },
            ...(rival ? [{ title: 'Compared with', as: 'number' }] : []),
        ],
        rows: features.map(({ feature, candidate, production }) => [
            (0,page/* code */.aY)(feature),
            (0,behaviour/* shownImportance */.WA)(candidate),
            ...(rival ? [(0,behaviour/* shownImportance */.WA)(production)] : []),
        ]),
    })}`;
}
/** Gates on what was measured with a clock. */
function measuredGates({ measured }) {
    if (!measured || measured.gates.length === 0)
        return undefined;
    const { gates } = measured;
    return (0,html_escape/* html */.qy) `<h3>Measured: ${(0,report_outcome/* tally */.N4)(gates)}</h3>
<ul class="verdicts">${(0,report_outcome/* worstFirst */.md)(gates).map((gate) => (0,html_escape/* html */.qy) `<li>${(0,page/* badge */.qS)((0,report_outcome/* standing */.JA)(gate), gate.verdict === 'warn' ? 'Warning' : undefined)} ${(0,page/* value */.Uq)(gate.reason)}</li>`)}</ul>`;
}
/** What was measured with a clock, folded. */
function measuredPart(report) {
    const { measured } = report;
    if (!measured)
        return undefined;
    const { figures, environment, runs, digest } = measured;
    return (0,html_escape/* html */.qy) `<details><summary>Measured: latency, throughput, loading, memory</summary>
${figuresTable('Speed and memory', figures, report)}
<p class="muted">${(0,report_figures/* counted */.hS)(runs.candidate, 'single row')} timed on ${environment.cpus} × ${(0,page/* value */.Uq)(environment.cpu, 80)}, Node ${(0,page/* value */.Uq)(environment.node)}, ${(0,page/* value */.Uq)(environment.platform)}, one thread, in turns with what it is compared with. These figures differ from run to run; their digest is ${(0,page/* code */.aY)(digest)}.</p></details>`;
}
/** Figures of both models, one a row. */
function figuresTable(caption, figures, report) {
    const rival = (0,report_rival/* rivalOf */.IS)(report);
    return (0,page/* htmlTable */.I$)({
        caption: rival ? `${caption}, beside ${(0,report_rival/* rivalWords */._G)(rival)}` : caption,
        columns: [
            { title: 'Figure' },
            { title: 'Candidate', as: 'number' },
            { title: '95 % interval', as: 'short' },
            ...(rival ? [{ title: 'Compared with', as: 'number' }] : []),
        ],
        rows: figures.map(({ figure, candidate, interval, production }) => [
            (0,page/* code */.aY)(figure),
            (0,page/* value */.Uq)((0,behaviour/* shownValue */.JJ)(candidate)),
            (0,behaviour/* shownEnds */.cf)(interval),
            ...(rival ? [production ? (0,page/* value */.Uq)((0,behaviour/* shownValue */.JJ)(production)) : report_rival/* noneOfIts */.kX] : []),
        ]),
    });
}

;// CONCATENATED MODULE: ./build/src/report/html/checked.js




/** What makes the verdict more than words, thing by thing, folded: its title says whether all holds. */
function checkedPart({ checked = [] }) {
    if (checked.length === 0)
        return undefined;
    return (0,html_escape/* html */.qy) `<details><summary>What was checked besides the figures: ${(0,report_outcome/* tally */.N4)(checked)}</summary>
<ul>${checked.map((one) => (0,html_escape/* html */.qy) `<li>${(0,page/* badge */.qS)((0,report_outcome/* standing */.JA)(one), one.verdict === 'warn' ? 'Warning' : undefined)} ${(0,page/* value */.Uq)((0,visible/* sentence */.em)(one.text))}</li>`)}</ul></details>`;
}
/** What the change edits of all that decides, and what its own policy would say. */
function policyPart({ policy: { changes = [], own } }) {
    if (changes.length === 0)
        return undefined;
    return (0,html_escape/* html */.qy) `<h3>This change edits what decides</h3>
${(0,page/* htmlTable */.I$)({
        caption: "Dataset, features and what training sees are the change's own; all else comes from the base until it is merged",
        columns: [{ title: 'Setting' }, { title: 'Base' }, { title: 'This change' }],
        rows: changes.map(({ setting, before, after }) => [
            (0,page/* code */.aY)(setting),
            before === null ? 'not set' : (0,page/* code */.aY)(before),
            after === null ? 'not set' : (0,page/* code */.aY)(after),
        ]),
    })}
${own ? (0,html_escape/* html */.qy) `<p>Judged by its own gates it would be: ${(0,page/* badge */.qS)(own.verdict)} ${(0,page/* value */.Uq)(own.reason)}</p>` : undefined}`;
}

// EXTERNAL MODULE: ./build/src/report/holdout.js
var holdout = __webpack_require__(79275);
// EXTERNAL MODULE: ./build/src/report/slices.js
var report_slices = __webpack_require__(45537);
;// CONCATENATED MODULE: ./build/src/report/html/classes.js







/** How the candidate does on each class against the rest, folded. */
function classesPart(report) {
    const { classes = [] } = report;
    if (classes.length === 0)
        return undefined;
    const metrics = classes[0]?.metrics.map(({ metric }) => metric) ?? [];
    const rival = (0,report_rival/* rivalOf */.IS)(report);
    return (0,html_escape/* html */.qy) `<details><summary>${(0,report_figures/* counted */.hS)(classes.length, 'class', 'classes')} against the rest</summary>${(0,page/* htmlTable */.I$)({
        caption: `Figures of ${(0,report_figures/* counted */.hS)(classes.length, 'class', 'classes')} against the rest${rival ? `; in brackets ${(0,report_rival/* rivalWords */._G)(rival)}` : ''}`,
        columns: [
            { title: 'Class' },
            { title: 'Rows', as: 'number' },
            ...metrics.map((metric) => ({ title: metric, as: 'number' })),
        ],
        rows: classes.map((one) => [
            (0,page/* code */.aY)(one.name),
            (0,report_figures/* count */.U9)(one.rows),
            ...metrics.map((metric) => (0,report_slices/* sliceFigure */.TB)(one, metric)),
        ]),
    })}</details>`;
}
/** The confusion matrix as a heat map: the darker, the larger the share of the rows of that class. */
function confusionPart({ candidate: { confusion }, data }) {
    const weighted = data.holdout.weights !== undefined;
    if (!confusion)
        return undefined;
    return (0,page/* htmlTable */.I$)({
        caption: `${weighted ? 'What held-out rows weigh,' : 'Held-out rows'} by what they are (rows) and what the candidate takes them for (columns); shaded by the share of the class's rows`,
        columns: [
            { title: 'Is' },
            ...confusion.classes.map((title) => ({ title: (0,visible/* visible */.RK)(title, 60), as: 'number' })),
        ],
        rows: confusion.counts.map((row, actual) => {
            const rows = row.reduce((sum, times) => sum + times, 0);
            return [
                (0,page/* code */.aY)(confusion.classes[actual] ?? '', 60),
                ...row.map((times, label) => heat(times, { share: rows === 0 ? 0 : times / rows, right: label === actual })),
            ];
        }),
    });
}
function heat(times, { share, right }) {
    const tone = right ? 'var(--pass)' : 'var(--fail)';
    return (0,html_escape/* html */.qy) `<span class="heat" style="--tone:${tone};--share:${Math.round(share * 45)}%">${(0,holdout/* weightText */.Ob)(times)}<small>${(0,report_figures/* percent */.KN)(share)}</small></span>`;
}

;// CONCATENATED MODULE: ./build/src/report/html/curve-charts.js


const square = { min: 0, max: 1 };
const size = { width: 440, height: 380 };
/** ROC curves of candidate and production; undefined where the candidate has none. */
function rocChart(report) {
    const { candidate } = report;
    const production = (0,report_rival/* rivalOf */.IS)(report);
    if (!candidate.curves || candidate.curves.roc.length < 2)
        return undefined;
    return lines({ x: 'false positive rate', y: 'true positive rate' }, [
        {
            name: 'chance',
            color: charts/* ink */.Pw.chance,
            points: [
                [0, 0],
                [1, 1],
            ],
            dashed: true,
        },
        ...(production?.curves
            ? [{ name: production.name, color: charts/* ink */.Pw.production, points: production.curves.roc }]
            : []),
        { name: 'candidate', color: charts/* ink */.Pw.candidate, points: candidate.curves.roc },
    ]);
}
/** Predicted against observed shares; undefined where the candidate's scores are no probabilities. */
function calibrationChart(report) {
    const { candidate } = report;
    const production = (0,report_rival/* rivalOf */.IS)(report);
    if (!candidate.curves || candidate.curves.calibration.length < 2)
        return undefined;
    const points = (curves) => curves.calibration.map(({ predicted, observed }) => [predicted, observed]);
    return lines({ x: 'predicted probability', y: 'observed share' }, [
        {
            name: 'perfect',
            color: charts/* ink */.Pw.chance,
            points: [
                [0, 0],
                [1, 1],
            ],
            dashed: true,
        },
        ...(production?.curves
            ? [{ name: production.name, color: charts/* ink */.Pw.production, points: points(production.curves), marks: true }]
            : []),
        { name: 'candidate', color: charts/* ink */.Pw.candidate, points: points(candidate.curves), marks: true },
    ]);
}
/** Predicted against actual of a regression; undefined where there are too few rows for points. */
function fitChart({ candidate, ...report }) {
    const { fit = [] } = candidate;
    if (fit.length < 2)
        return undefined;
    const rival = (0,report_rival/* rivalOf */.IS)({ candidate, ...report });
    const points = (of) => of.map(({ predicted, actual }) => [predicted, actual]);
    const ends = (of) => of.flatMap(({ predicted, actual, spread }) => [predicted, actual - spread, actual + spread]);
    const all = [...ends(fit), ...ends(rival?.fit ?? [])];
    const range = { min: Math.min(...all), max: Math.max(...all) };
    const room = (range.max - range.min) * 0.05;
    return lines({ x: 'predicted', y: 'actual' }, [
        {
            name: 'perfect',
            color: charts/* ink */.Pw.chance,
            points: [
                [range.min, range.min],
                [range.max, range.max],
            ],
            dashed: true,
        },
        ...(rival?.fit
            ? [{ name: rival.name, color: charts/* ink */.Pw.production, points: points(rival.fit), marks: true }]
            : []),
        { name: 'candidate', color: charts/* ink */.Pw.candidate, points: points(fit), marks: true },
        ...fit.map(({ predicted, actual, spread }) => ({
            color: charts/* ink */.Pw.candidate,
            points: [
                [predicted, actual - spread],
                [predicted, actual + spread],
            ],
            thin: true,
        })),
    ], { min: range.min - room, max: range.max + room });
}
function lines(axes, series, range = square) {
    return (0,charts/* draw */.$2)({
        grid: { left: range === square ? 52 : 78, right: 16, top: 40, bottom: 48 },
        legend: {
            show: true,
            top: 0,
            left: 44,
            icon: 'path://M0 4H24V7H0Z',
            itemWidth: 24,
            itemHeight: 3,
            itemGap: 26,
            selectedMode: false,
            textStyle: { color: charts/* ink */.Pw.text, fontSize: 13 },
            data: series.flatMap(({ name }) => name ?? []).reverse(),
        },
        xAxis: figureAxis(axes.x, range),
        yAxis: { ...figureAxis(axes.y, range), nameGap: range === square ? 36 : 62 },
        series: series.map(({ name, color, points, dashed = false, marks = false, thin = false }) => ({
            type: 'line',
            ...(name !== undefined && { name }),
            data: points,
            symbol: marks ? 'circle' : 'none',
            symbolSize: 7,
            itemStyle: { color },
            lineStyle: {
                color,
                opacity: thin ? 0.5 : 1,
                width: dashed || thin ? 1.5 : 2.5,
                type: dashed ? 'dashed' : 'solid',
            },
        })),
    }, size);
}
/** The axis of a square from 0 to 1, or of a target in units of its own, whose ends are no round numbers. */
function figureAxis(title, range) {
    if (range === square)
        return (0,charts/* valueAxis */.JV)(title, range);
    const axis = (0,charts/* valueAxis */.JV)(title, range);
    return {
        ...axis,
        axisLabel: { ...axis.axisLabel, showMinLabel: false, showMaxLabel: false, formatter: axisFigure },
    };
}
/** Short enough for an axis: `1200`, `0.25`, `1.2e7`. */
function axisFigure(value) {
    return String(Number(value.toPrecision(3)));
}

// EXTERNAL MODULE: ./build/src/report/about.js
var report_about = __webpack_require__(26585);
// EXTERNAL MODULE: ./build/src/report/limit.js
var report_limit = __webpack_require__(29467);
;// CONCATENATED MODULE: ./build/src/report/html/gate-chart.js





const gate_chart_most = 30;
/** Gates as points with intervals against their limits, on one axis of room to the limit; undefined without any figure. */
function gateChart(gates) {
    const rooms = gates.slice(0, gate_chart_most).flatMap(roomOf);
    if (rooms.length === 0)
        return undefined;
    const ends = rooms.flatMap(({ low, high }) => [low, high, 0]);
    const [least, greatest] = [Math.min(...ends), Math.max(...ends)];
    const margin = (greatest - least || 1) * 0.06;
    return (0,charts/* drawNamed */.Ef)({
        names: rooms.map(({ name }) => name),
        row: 34,
        width: 680,
        xAxis: {
            ...(0,charts/* valueAxis */.JV)('room to the limit', { min: least - margin, max: greatest + margin }),
            axisLabel: {
                color: charts/* ink */.Pw.muted,
                fontSize: 12,
                hideOverlap: true,
                showMinLabel: false,
                showMaxLabel: false,
                formatter: tick,
            },
        },
        series: [
            {
                type: 'custom',
                data: rooms.map(({ low, point, high }, at) => [low, at, point, high]),
                encode: { x: [0, 2, 3], y: 1 },
                renderItem: (_, api) => row(rooms, api),
            },
        ],
    });
}
function roomOf(gate) {
    const axis = (0,report_limit/* axisOf */.L$)(gate);
    // Megabytes would leave no room for shares on one axis.
    if (axis.point === null || gate.applied === false || gate.metric.startsWith('artifact.'))
        return [];
    const [low, point, high] = [axis.low ?? axis.point, axis.point, axis.high ?? axis.point].map(room(axis));
    const ends = [low, high, ...(axis.to === null ? [] : [point])];
    const about = (0,report_about/* aboutOf */.r)(gate);
    return [
        {
            name: nameOf(gate.metric, `${about === undefined ? '' : `${about} `}${(0,report_limit/* limitWords */.vd)(gate)}`),
            where: (0,report_outcome/* standing */.JA)(gate),
            point,
            low: Math.min(...ends),
            high: Math.max(...ends),
        },
    ];
}
/** A metric, and on a line of its own what it is about and its limit, which tell gates on one metric apart. */
function nameOf(metric, rest) {
    return `${(0,visible/* visible */.RK)(metric, 80)}\n${(0,visible/* visible */.RK)(rest, 80)}`;
}
/** Between two limits the room is that to the nearer one. */
function room({ limit, to, better }) {
    if (to !== null)
        return (value) => Math.min(value - limit, to - value);
    return (value) => (better === 'higher' ? value - limit : limit - value);
}
function tick(value) {
    const rounded = Number(value.toPrecision(3));
    return `${rounded > 0 ? '+' : ''}${String(rounded).replace('-', '\u2212')}`;
}
function row(rooms, api) {
    const at = api.value(1);
    const where = rooms[at]?.where ?? 'fail';
    const [x1, y] = api.coord([api.value(0), at]);
    const [x2] = api.coord([api.value(2), at]);
    const [x3] = api.coord([api.value(3), at]);
    const [limit] = api.coord([0, at]);
    const half = api.size([0, 1])[1] / 2;
    const stroke = `var(--${where})`;
    const line = (from, to, style) => ({
        type: 'line',
        shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
        style,
    });
    return {
        type: 'group',
        children: [
            line([limit, y - half], [limit, y + half], { stroke: charts/* ink */.Pw.text, lineWidth: 1.5, lineDash: [4, 3] }),
            line([x1, y], [x3, y], { stroke, lineWidth: 3 }),
            line([x1, y - 5], [x1, y + 5], { stroke, lineWidth: 2 }),
            line([x3, y - 5], [x3, y + 5], { stroke, lineWidth: 2 }),
            { type: 'circle', shape: { cx: x2, cy: y, r: 5.5 }, style: { fill: stroke } },
        ],
    };
}

;// CONCATENATED MODULE: ./build/src/report/html/gates.js









/** Every gate, those that failed first, each with its reason below. */
function gatesPart(report) {
    if (report.gates.length === 0)
        return undefined;
    const sorted = (0,report_outcome/* worstFirst */.md)(report.gates);
    return (0,html_escape/* html */.qy) `<h3>Gates: ${(0,report_outcome/* tally */.N4)(report.gates)}</h3>
${(0,page/* htmlTable */.I$)({
        caption: `Gates, judged on ${(0,holdout/* judgedRowsWords */.a9)(report)}`,
        columns: [
            { title: 'Gate' },
            { title: 'Verdict' },
            { title: 'Candidate', as: 'number' },
            ...productionColumns(report),
            { title: 'Limit', as: 'limit' },
        ],
        rows: sorted.map((gate) => gateRow(gate, report)),
        below: sorted.map(({ reason }) => (0,page/* value */.Uq)(reason)),
    })}${methodsPart(sorted)}`;
}
function methodsPart(gates) {
    const methods = (0,report_limit/* intervalMethods */.M_)(gates);
    return methods.length === 0
        ? undefined
        : (0,html_escape/* html */.qy) `<p class="muted">Intervals: ${(0,page/* value */.Uq)(methods.join('; '), 2000)}.</p>`;
}
/** The same drawn as room to the limits: figures and changes apart, and shares apart from larger figures, as they have no scale in common. */
function gateCharts(report) {
    const sorted = (0,report_outcome/* worstFirst */.md)(report.gates);
    const rival = (0,report_rival/* rivalOf */.IS)(report)?.name ?? 'production';
    return [
        { title: 'against fixed limits', gates: sorted.filter((gate) => !(0,report_limit/* compares */.tk)(gate)) },
        { title: `against ${rival}`, gates: sorted.filter(report_limit/* compares */.tk) },
    ].flatMap(({ title, gates }) => [
        ...chartOf(title, gates.filter(isShare)),
        ...chartOf(`${title}, of larger figures`, gates.filter((gate) => !isShare(gate))),
    ]);
}
function isShare(gate) {
    const { point, limit } = (0,report_limit/* axisOf */.L$)(gate);
    return Math.max(Math.abs(point ?? 0), Math.abs(limit)) <= 1;
}
function chartOf(title, gates) {
    const chart = gateChart(gates);
    if (chart === undefined)
        return [];
    return [
        (0,page/* figureOf */.Mn)({
            chart,
            alt: `Gates ${title}: ${(0,report_outcome/* tally */.N4)(gates)}. The table above has the figures.`,
            caption: `Gates ${title}. The point is the estimate, the line its interval, dashed the limit: what lies left of it is beyond it.`,
        }),
    ];
}
function productionColumns(report) {
    const rival = (0,report_rival/* rivalOf */.IS)(report);
    return rival ? [numberColumn(rivalTitle(rival)), numberColumn('Change')] : [];
}
/** `Production 1.0.0`, as the title of a column. */
function rivalTitle(rival) {
    const words = (0,report_rival/* rivalWords */._G)(rival);
    return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
function numberColumn(title) {
    return { title, as: 'number' };
}
function gateRow(gate, report) {
    const production = (0,report_rival/* rivalOf */.IS)(report);
    const about = (0,report_about/* aboutOf */.r)(gate);
    const name = about === undefined ? (0,page/* code */.aY)(gate.metric) : (0,html_escape/* html */.qy) `${(0,page/* code */.aY)(gate.metric)} of ${(0,page/* code */.aY)(about)}`;
    return [
        gate.level === 'fail' ? name : (0,html_escape/* html */.qy) `${name} (${gate.level})`,
        (0,page/* badge */.qS)((0,report_outcome/* standing */.JA)(gate), gate.verdict === 'warn' ? 'Warning' : undefined),
        withInterval((0,report_figures/* figure */.vP)(gate.candidate), gate, 'candidate'),
        ...(production ? rivalCells(gate) : []),
        (0,page/* value */.Uq)((0,report_limit/* limitWords */.vd)(gate), 80),
    ];
}
function rivalCells(gate) {
    const { production, change } = (0,report_rival/* rivalFigures */.AL)(gate);
    return [production, withInterval(change, gate, 'change')];
}
function withInterval(shown, { interval }, of) {
    if (interval?.of !== of)
        return (0,html_escape/* html */.qy) `${shown}`;
    const show = of === 'change' ? report_figures/* signed */.x8 : report_figures/* figure */.vP;
    return (0,html_escape/* html */.qy) `${shown}<small>${show(interval.low)} to ${show(interval.high)}</small>`;
}

;// CONCATENATED MODULE: ./build/src/report/html/metrics.js





/** Every metric of the candidate and of what it is compared with, folded. */
function metricsPart(report) {
    const { candidate } = report;
    const production = (0,report_rival/* rivalOf */.IS)(report);
    const names = Object.keys(candidate.metrics).sort();
    if (names.length === 0)
        return undefined;
    return (0,html_escape/* html */.qy) `<details><summary>All ${(0,report_figures/* counted */.hS)(names.length, 'metric')}</summary>${(0,page/* htmlTable */.I$)({
        caption: 'Figures on the held-out rows',
        columns: [
            { title: 'Metric' },
            { title: 'Candidate', as: 'number' },
            ...(production ? [numberColumn(rivalTitle(production))] : []),
        ],
        rows: names.map((name) => [
            (0,page/* code */.aY)(name),
            shownMetric(candidate.metrics[name]),
            ...(production
                ? [shownMetric(Object.hasOwn(production.metrics, name) ? production.metrics[name] : undefined)]
                : []),
        ]),
    })}</details>`;
}
/** A figure, or why it has none. */
function shownMetric(metric) {
    if (metric === undefined)
        return 'none';
    return 'value' in metric ? (0,report_figures/* figure */.vP)(metric.value) : `undefined: ${metric.undefined}`;
}

;// CONCATENATED MODULE: ./build/src/report/html/curves.js






/** ROC and calibration beside each other; for a regression, predictions beside what was true. */
function curveCharts(report) {
    const roc = rocChart(report);
    const calibration = calibrationChart(report);
    const fit = fitChart(report);
    if (roc === undefined && calibration === undefined && fit === undefined)
        return undefined;
    return (0,html_escape/* html */.qy) `<div class="pair">
${roc === undefined ? undefined : (0,page/* figureOf */.Mn)({ chart: roc, alt: `ROC curve; ${auc(report)}.`, caption: `ROC curve: the nearer to the upper left corner the better; ${auc(report)}.` })}
${calibration === undefined ? undefined : (0,page/* figureOf */.Mn)({ chart: calibration, alt: 'Calibration curve; a table below has the figures.', caption: 'Calibration: on the dashed line, predicted probabilities are what is observed.' })}
${fit === undefined ? undefined : (0,page/* figureOf */.Mn)({ chart: fit, alt: 'Actual against predicted values; a table below has the figures.', caption: 'Predicted and actual: each point is the mean of rows of similar predictions, the thin line one standard deviation of what is left over on either side. On the dashed line, predictions are right on average.' })}
</div>`;
}
/** What the curves were drawn from, folded. */
function curveTables(report) {
    const { curves, fit = [] } = report.candidate;
    return [
        ...((curves?.calibration.length ?? 0) < 2 ? [] : [calibrationTable(report)]),
        ...(fit.length === 0 ? [] : [fitTable(fit)]),
    ];
}
function fitTable(fit) {
    return (0,html_escape/* html */.qy) `<details><summary>Predicted and actual as a table</summary>${(0,page/* htmlTable */.I$)({
        caption: 'The candidate, rows from low to high prediction',
        columns: [
            { title: 'Predicted', as: 'number' },
            { title: 'Actual', as: 'number' },
            { title: 'Residual spread', as: 'number' },
            { title: 'Rows', as: 'number' },
        ],
        rows: fit.map(({ predicted, actual, spread, rows }) => [
            (0,report_figures/* figure */.vP)(predicted),
            (0,report_figures/* figure */.vP)(actual),
            (0,report_figures/* figure */.vP)(spread),
            (0,report_figures/* count */.U9)(rows),
        ]),
    })}</details>`;
}
function auc(report) {
    const { candidate } = report;
    const production = (0,report_rival/* rivalOf */.IS)(report);
    const of = (metrics) => shownMetric(metrics.roc_auc);
    return `area ${of(candidate.metrics)} for the candidate${production ? `, ${of(production.metrics)} for ${(0,report_rival/* rivalWords */._G)(production)}` : ''}`;
}
function calibrationTable({ candidate }) {
    return (0,html_escape/* html */.qy) `<details><summary>Calibration of the candidate as a table</summary>${(0,page/* htmlTable */.I$)({
        caption: 'Rows by predicted probability',
        columns: [
            { title: 'Predicted', as: 'number' },
            { title: 'Observed', as: 'number' },
            { title: 'Rows', as: 'number' },
        ],
        rows: (candidate.curves?.calibration ?? []).map(({ predicted, observed, rows }) => [
            (0,report_figures/* figure */.vP)(predicted),
            (0,report_figures/* figure */.vP)(observed),
            (0,report_figures/* count */.U9)(rows),
        ]),
    })}</details>`;
}

;// CONCATENATED MODULE: ./build/src/report/html/data.js




/** What the rows of a dataset broke, worst first; nothing where every rule held. */
function brokenRules(data) {
    const broken = (0,report_outcome/* worstFirst */.md)(data.results.filter(report_outcome/* isRemarkable */.XB));
    if (broken.length === 0 && data.verdict === 'pass')
        return undefined;
    return (0,html_escape/* html */.qy) `<h3>Data ${(0,page/* value */.Uq)(data.dataset, 64)}: ${(0,page/* badge */.qS)(data.verdict, (0,report_outcome/* tally */.N4)(data.results) || undefined)}</h3>
${broken.length > 0 ? rulesTable(broken, data) : (0,html_escape/* html */.qy) `<p>${(0,page/* value */.Uq)(data.reason)}</p>`}`;
}
/** The rules that held, folded. */
function heldRules(data) {
    const held = data.results.filter((result) => !(0,report_outcome/* isRemarkable */.XB)(result));
    if (held.length === 0)
        return undefined;
    return (0,html_escape/* html */.qy) `<details><summary>Data ${(0,page/* value */.Uq)(data.dataset, 64)}: ${(0,report_figures/* counted */.hS)(held.length, 'rule')} that held</summary>${rulesTable(held, data)}</details>`;
}
function rulesTable(results, { rows, columns }) {
    return (0,page/* htmlTable */.I$)({
        caption: `Rules on ${(0,report_figures/* counted */.hS)(rows, 'row')} and ${(0,report_figures/* counted */.hS)(columns, 'column')}`,
        columns: [
            { title: 'Expected', as: 'prose' },
            { title: 'Verdict' },
            { title: 'Found', as: 'prose' },
            { title: 'Rows affected', as: 'short' },
        ],
        rows: results.map((result) => [
            (0,page/* value */.Uq)((0,report_outcome/* wanted */.Ol)(result)),
            (0,page/* badge */.qS)((0,report_outcome/* standing */.JA)(result), result.verdict === 'warn' ? 'Warning' : undefined),
            (0,page/* value */.Uq)((0,report_outcome/* foundWords */.oJ)(result)),
            result.share === null ? '' : (0,page/* shareBar */.HH)(result.share, (0,report_figures/* percent */.KN)(result.share), (0,report_outcome/* standing */.JA)(result)),
        ]),
    });
}

// EXTERNAL MODULE: ./build/src/report/data-diff.js
var data_diff = __webpack_require__(27476);
// EXTERNAL MODULE: ./build/src/report/html/drift-charts.js
var drift_charts = __webpack_require__(15805);
;// CONCATENATED MODULE: ./build/src/report/html/data-diff.js





/** So many pictures at most; the table has the rest. */
const mostCharts = 6;
/** How the data differs from the base's: a table, and pictures of the columns that moved furthest. */
function dataDiffPart(diff) {
    const { moved, still } = (0,data_diff/* movedColumns */.fQ)(diff);
    const words = (0,data_diff/* schemaWords */.hd)(diff);
    return (0,html_escape/* html */.qy) `<details><summary>Data ${(0,page/* value */.Uq)(diff.dataset, 64)} changed: ${(0,page/* value */.Uq)((0,data_diff/* rowWords */.O6)(diff))}</summary>
${words.length > 0 ? (0,html_escape/* html */.qy) `<ul class="notes">${words.map((line) => (0,html_escape/* html */.qy) `<li>${(0,page/* value */.Uq)(line, 500)}</li>`)}</ul>` : undefined}
${moved.length > 0 ? columnsTable(moved, diff) : undefined}
<p class="muted">${(0,report_figures/* counted */.hS)(still, 'column')} did not move.</p>
<div class="pair">${moved
        .filter(({ shift }) => (shift ?? 0) > 0)
        .slice(0, mostCharts)
        .map(chart)}</div>
</details>`;
}
function columnsTable(moved, diff) {
    return (0,page/* htmlTable */.I$)({
        caption: 'Columns that moved, furthest first. Shift, from 0 to 1: for numbers the largest gap between the two distributions, for categories the share that would have to change.',
        columns: [
            { title: 'Column' },
            { title: 'Shift', as: 'short' },
            { title: 'Rows changed', as: 'number' },
            { title: 'Nulls', as: 'number' },
            { title: 'Distinct', as: 'number' },
            { title: 'Mean', as: 'number' },
        ],
        rows: moved.map((column) => [
            (0,page/* code */.aY)(column.column, 64),
            column.shift === null ? '' : (0,page/* shareBar */.HH)(column.shift, column.shift.toFixed(3), 'info'),
            column.changed === null ? '' : (0,report_figures/* count */.U9)(column.changed),
            (0,data_diff/* nullWords */.LZ)(column, diff),
            (0,data_diff/* distinctWords */.Em)(column),
            (0,data_diff/* meanWords */.BA)(column),
        ]),
    });
}
function chart({ column, kind, shapes, shift }) {
    if (!shapes)
        return undefined;
    const words = `${column}: shift ${shift?.toFixed(3)}`;
    return (0,page/* figureOf */.Mn)({
        chart: (0,drift_charts/* shapesChart */.J)({ kind, reference: shapes.before, current: shapes.after }, { reference: 'base', current: 'this change' }),
        alt: `Distribution of ${words}. The table has the figures.`,
        caption: words,
    });
}

;// CONCATENATED MODULE: ./build/src/report/html/fairness.js




/** How both models treat the groups of each protected attribute, folded: gates that failed stand in the table above. */
function fairnessPart(report) {
    return (report.fairness ?? []).map((one) => attributePart(one, report));
}
function attributePart(fairness, report) {
    const { attribute, least, groups, measures } = fairness;
    const rival = (0,report_rival/* rivalOf */.IS)(report);
    const names = [...new Set(groups.flatMap(({ figures }) => figures.map(({ figure }) => figure)))];
    return (0,html_escape/* html */.qy) `<details><summary>Fairness: groups by ${(0,page/* value */.Uq)(attribute, 120)}</summary>${(0,page/* htmlTable */.I$)({
        caption: `Of each group the candidate's figures with 95 % intervals${rival ? `, below them those of ${(0,report_rival/* rivalWords */._G)(rival)}` : ''}. Grey: fewer than ${least} rows that it is of, so no part of a figure between groups`,
        columns: [
            { title: 'Group' },
            { title: 'Rows', as: 'number' },
            ...names.map((title) => ({ title, as: 'number' })),
        ],
        rows: groups.map(({ name, rows, figures }) => [
            (0,page/* code */.aY)(name),
            rows < least ? (0,html_escape/* html */.qy) `<span class="muted">${(0,report_figures/* count */.U9)(rows)}, too small</span>` : (0,report_figures/* count */.U9)(rows),
            ...names.map((wanted) => {
                const found = figures.find((one) => one.figure === wanted);
                const before = rival && found?.production;
                return (0,html_escape/* html */.qy) `${shown(found?.candidate)}${before ? (0,html_escape/* html */.qy) `<small>was ${shown(before)}</small>` : undefined}`;
            }),
        ]),
    })}${(0,page/* htmlTable */.I$)({
        caption: `Between the groups by ${attribute}`,
        columns: [
            { title: 'Measure' },
            { title: 'Candidate', as: 'number' },
            { title: '95 % interval', as: 'short' },
            ...(rival ? [{ title: 'Compared with', as: 'number' }] : []),
        ],
        rows: measures.map(({ measure, class: of, candidate, interval, production }) => [
            of === undefined ? (0,page/* code */.aY)(measure) : (0,html_escape/* html */.qy) `${(0,page/* code */.aY)(measure)} of class ${(0,page/* code */.aY)(of, 60)}`,
            metric(candidate),
            interval ? `${(0,report_figures/* figure */.vP)(interval.low)} to ${(0,report_figures/* figure */.vP)(interval.high)}` : '',
            ...(rival ? [metric(production)] : []),
        ]),
    })}</details>`;
}
function shown(of) {
    if (!of)
        return undefined;
    if (of.value === null)
        return (0,html_escape/* html */.qy) `<span class="muted">none of ${(0,report_figures/* counted */.hS)(of.rows, 'row')}</span>`;
    const ends = of.interval && (0,html_escape/* html */.qy) `<small>${(0,report_figures/* figure */.vP)(of.interval.low)} to ${(0,report_figures/* figure */.vP)(of.interval.high)}</small>`;
    return of.small
        ? (0,html_escape/* html */.qy) `<span class="muted">${(0,report_figures/* figure */.vP)(of.value)}</span>${ends ?? undefined}`
        : (0,html_escape/* html */.qy) `${(0,report_figures/* figure */.vP)(of.value)}${ends ?? undefined}`;
}
function metric(of) {
    if (of === undefined)
        return (0,html_escape/* html */.qy) ``;
    return 'value' in of
        ? (0,html_escape/* html */.qy) `${(0,report_figures/* figure */.vP)(of.value)}`
        : (0,html_escape/* html */.qy) `<span class="muted">undefined: ${(0,page/* value */.Uq)(of.undefined)}</span>`;
}

// EXTERNAL MODULE: ./build/src/report/next.js
var next = __webpack_require__(35487);
;// CONCATENATED MODULE: ./build/src/report/html/next.js



/** What a reader can do now. */
function nextPart(check) {
    const steps = (0,next/* nextSteps */.Z)(check);
    if (steps.length === 0)
        return undefined;
    return (0,html_escape/* html */.qy) `<section class="next"><h3>What next</h3><ul>${steps.map((step) => (0,html_escape/* html */.qy) `<li>${sentence(step)}</li>`)}</ul></section>`;
}
function sentence(words) {
    return (0,html_escape/* html */.qy) `${words.map((word) => (typeof word === 'string' ? word : (0,page/* code */.aY)(word.code)))}`;
}

// EXTERNAL MODULE: ./build/src/report/operating.js
var report_operating = __webpack_require__(375);
;// CONCATENATED MODULE: ./build/src/report/html/operating.js




/** Where predictions become positive, and how both models do there, folded. */
function operatingPart(report) {
    const { operating } = report;
    if (!operating)
        return undefined;
    const metrics = (0,report_operating/* pointMetrics */.Ch)(report);
    const [rows, ...remarks] = (0,report_operating/* pointRemarks */.Aw)(report);
    return (0,html_escape/* html */.qy) `<details><summary>${(0,report_operating/* operatingTitle */.Iu)(operating.points.length - 1)}</summary>${(0,page/* htmlTable */.I$)({
        caption: rows ?? '',
        columns: [
            { title: 'Point' },
            { title: 'How' },
            { title: 'Threshold', as: 'number' },
            ...metrics.map((metric) => ({ title: metric, as: 'number' })),
        ],
        rows: operating.points.map((point) => [
            point.name === null ? 'the threshold' : (0,page/* code */.aY)(point.name),
            (0,report_operating/* ruleWords */.mG)(point),
            (0,report_operating/* thresholdWords */.DH)(point),
            ...metrics.map((metric) => (0,report_slices/* sliceFigure */.TB)(point, metric)),
        ]),
    })}${remarks.map((remark) => (0,html_escape/* html */.qy) `<p class="muted">${(0,page/* value */.Uq)(remark)}</p>`)}</details>`;
}

;// CONCATENATED MODULE: ./build/src/report/html/provenance.js




/** What was compared with what, on which rows, judged by which policy: for those who want to check it. */
function provenancePart({ head, base, report, validation }) {
    const facts = [
        ['Head', (0,page/* code */.aY)(head)],
        ['Base', (0,page/* code */.aY)(base)],
        ...(report
            ? reportFacts(report)
            : validation.map((data) => [
                `Data ${data.dataset}`,
                data.version === null ? (0,html_escape/* html */.qy) `cannot be read` : (0,page/* code */.aY)(data.version),
            ])),
    ];
    return (0,html_escape/* html */.qy) `<details><summary>Digests and versions</summary><dl>${facts.map(([name, fact]) => (0,html_escape/* html */.qy) `<dt>${(0,page/* value */.Uq)(name, 80)}</dt><dd>${fact}</dd>`)}</dl></details>`;
}
function reportFacts({ candidate, production, data, policy, environment }) {
    return [
        ['Candidate', (0,html_escape/* html */.qy) `${(0,page/* code */.aY)(candidate.digest)} ${(0,report_figures/* size */.Ej)(candidate.bytes)}, run ${(0,page/* code */.aY)(candidate.run)}`],
        [
            'Production',
            production
                ? (0,html_escape/* html */.qy) `${(0,page/* code */.aY)(production.version)} ${(0,page/* code */.aY)(production.digest)} ${(0,report_figures/* size */.Ej)(production.bytes)}`
                : (0,html_escape/* html */.qy) `none yet`,
        ],
        ['Data', (0,html_escape/* html */.qy) `${(0,page/* code */.aY)(data.dataset)} ${(0,page/* code */.aY)(data.version)}`],
        ['Holdout', (0,html_escape/* html */.qy) `${(0,holdout/* holdoutWords */.fF)(data.holdout)}, ${(0,page/* code */.aY)(data.holdout.digest)}`],
        ['Policy', (0,html_escape/* html */.qy) `${(0,page/* code */.aY)(policy.digest)} of commit ${(0,page/* code */.aY)((0,report_figures/* shortSha */.Fu)(policy.commit))}`],
        [
            'Environment',
            (0,page/* value */.Uq)(`Pawl ${environment.pawl}, Node ${environment.node}, ONNX Runtime ${environment.onnxruntime}, DuckDB ${environment.duckdb}, ${environment.platform}, seed ${environment.seed}`),
        ],
    ];
}

// EXTERNAL MODULE: ./build/src/report/segments.js
var report_segments = __webpack_require__(49772);
;// CONCATENATED MODULE: ./build/src/report/html/segments.js




/** The rows that the candidate does worst on, folded. */
function segmentsPart({ segments }) {
    if (!segments)
        return undefined;
    const { metric, found } = segments;
    if (found.length === 0)
        return (0,html_escape/* html */.qy) `<details><summary>No weak segment</summary><p>None was found that is weak on both halves of the held-out rows (${(0,report_figures/* counted */.hS)(segments.tried, 'segment')} tried).</p></details>`;
    return (0,html_escape/* html */.qy) `<details><summary>${(0,report_figures/* counted */.hS)(found.length, 'weak segment')}</summary>${(0,page/* htmlTable */.I$)({
        caption: `${metric} by segment, worst first. ${(0,report_segments/* searchWords */.i)(segments)}`,
        columns: [
            { title: 'Segment', as: 'prose' },
            { title: 'Rows', as: 'number' },
            { title: 'Candidate', as: 'number' },
            { title: 'Compared with', as: 'number' },
            { title: 'Candidate elsewhere', as: 'number' },
            { title: 'Difference', as: 'number' },
        ],
        rows: found.map(({ name, rows, candidate, elsewhere, excess, production }) => [
            (0,page/* value */.Uq)(name),
            (0,report_figures/* count */.U9)(rows),
            (0,report_figures/* figure */.vP)(candidate),
            production === undefined ? '' : (0,report_figures/* figure */.vP)(production),
            (0,report_figures/* figure */.vP)(elsewhere),
            (0,html_escape/* html */.qy) `${(0,report_figures/* signed */.x8)(candidate - elsewhere)}<small>${(0,report_figures/* signed */.x8)(excess.low)} to ${(0,report_figures/* signed */.x8)(excess.high)}</small>`,
        ]),
    })}</details>`;
}

;// CONCATENATED MODULE: ./build/src/report/html/slices.js







/** More slices than this make a chart that nobody reads. */
const charted = 20;
/** The first figure of the slices, worst first. */
function slicesChart(report) {
    const slices = (0,report_slices/* worstSlices */.PY)(report);
    const [first] = (0,report_slices/* sliceMetrics */.qz)(report);
    const chart = first === undefined ? undefined : drawSlices(slices.slice(0, charted), first);
    if (chart === undefined)
        return undefined;
    const rival = (0,report_rival/* rivalOf */.IS)(report);
    return (0,page/* figureOf */.Mn)({
        chart,
        alt: `${first} of ${(0,report_figures/* counted */.hS)(slices.length, 'slice')}; a table below has the figures.`,
        caption: `${first} by slice, worst first. The point is the candidate, the line its 95 % interval${rival ? `, the ring ${(0,report_rival/* rivalWords */._G)(rival)}` : ''}.`,
    });
}
/** How the candidate does on each kind of rows that the policy asks for, folded. */
function slicesPart(report) {
    const slices = (0,report_slices/* worstSlices */.PY)(report);
    const metrics = (0,report_slices/* sliceMetrics */.qz)(report);
    if (metrics.length === 0)
        return undefined;
    const rival = (0,report_rival/* rivalOf */.IS)(report);
    const classes = report.task !== 'regression';
    const against = rival ? `; in brackets ${(0,report_rival/* rivalWords */._G)(rival)}` : '';
    return (0,html_escape/* html */.qy) `<details><summary>${(0,report_figures/* counted */.hS)(slices.length, 'slice')}, worst first</summary>${(0,page/* htmlTable */.I$)({
        caption: `Figures of ${(0,report_figures/* counted */.hS)(slices.length, 'slice')}, worst first${against}`,
        columns: [
            { title: 'Slice' },
            { title: 'Rows', as: 'number' },
            ...(classes ? [{ title: 'Of the rarer class', as: 'number' }] : []),
            ...metrics.map((metric) => ({ title: metric, as: 'number' })),
        ],
        rows: slices.map((slice) => [
            (0,page/* code */.aY)(slice.name),
            (0,report_figures/* count */.U9)(slice.rows),
            ...(classes ? [supportWords(slice)] : []),
            ...metrics.map((metric) => (0,report_slices/* sliceFigure */.TB)(slice, metric)),
        ]),
    })}</details>`;
}
/** `38`, `38 (21.4 effective)` */
function supportWords({ support, effective }) {
    return effective === undefined ? (0,report_figures/* count */.U9)(support) : `${(0,report_figures/* count */.U9)(support)} (${(0,report_figures/* figure */.vP)(effective)} effective)`;
}
function drawSlices(slices, metric) {
    const marks = slices.flatMap((slice) => {
        const found = slice.metrics.find((one) => one.metric === metric);
        if (!found || !('value' in found.candidate))
            return [];
        const { candidate, interval, production } = found;
        return [
            {
                name: (0,visible/* visible */.RK)(slice.name, 80),
                candidate: candidate.value,
                low: interval?.low ?? null,
                high: interval?.high ?? null,
                production: production && 'value' in production ? production.value : null,
            },
        ];
    });
    if (marks.length === 0)
        return undefined;
    const values = marks.flatMap((mark) => [mark.candidate, mark.low, mark.high, mark.production].filter((value) => value !== null));
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = (high - low || Math.abs(high) || 1) * 0.08;
    return (0,charts/* drawNamed */.Ef)({
        names: marks.map(({ name }) => name),
        row: 28,
        width: 680,
        xAxis: {
            ...(0,charts/* valueAxis */.JV)(metric, { min: low - room, max: high + room }),
            axisLabel: {
                color: charts/* ink */.Pw.muted,
                fontSize: 12,
                hideOverlap: true,
                showMinLabel: false,
                showMaxLabel: false,
                formatter: (value) => (0,report_figures/* figure */.vP)(value),
            },
        },
        series: [
            ...marks.flatMap(({ low: from, high: to }, row) => from === null || to === null
                ? []
                : [
                    {
                        type: 'line',
                        symbol: 'none',
                        lineStyle: { color: charts/* ink */.Pw.candidate, width: 3, opacity: 0.5 },
                        data: [
                            [from, row],
                            [to, row],
                        ],
                    },
                ]),
            points(marks.flatMap(({ production }, row) => (production === null ? [] : [[production, row]])), {
                symbol: 'emptyCircle',
                color: charts/* ink */.Pw.production,
            }),
            points(marks.map(({ candidate }, row) => [candidate, row]), { symbol: 'circle', color: charts/* ink */.Pw.candidate }),
        ],
    });
}
function points(data, { symbol, color }) {
    return { type: 'line', symbol, symbolSize: 9, lineStyle: { width: 0 }, itemStyle: { color }, data };
}

// EXTERNAL MODULE: ./build/src/report/stages.js
var stages = __webpack_require__(6197);
;// CONCATENATED MODULE: ./build/src/report/html/stages.js



/** What the candidate comes to for each stage, where their gates are not the same. */
function stagesPart(report) {
    const rows = report.verdict === 'unchanged' ? [] : (0,stages/* stageRows */.U)(report);
    if (rows.length === 0)
        return undefined;
    return (0,html_escape/* html */.qy) `<h3>Stages</h3>
${(0,page/* htmlTable */.I$)({
        caption: 'What the candidate comes to for each stage',
        columns: [{ title: 'Stage' }, { title: 'Verdict' }, { title: 'Why', as: 'prose' }],
        rows: rows.map(({ stage, verdict, why }) => [(0,page/* code */.aY)(stage), (0,page/* badge */.qS)(verdict), (0,page/* value */.Uq)(why)]),
    })}`;
}

;// CONCATENATED MODULE: ./build/src/report/html/check.js




















/** Checks as a page of its own: one file, charts inside, nothing fetched, no script. The same input gives the same bytes. */
function renderHtml(checks, context) {
    const sorted = (0,report_outcome/* worstFirst */.md)(checks);
    const names = checks.map(({ model }) => model).join(', ');
    return (0,page/* page */.MY)({
        title: checks.length === 0 ? 'No model is touched' : `${names}: ${(0,report_outcome/* outcomeOf */.sG)(checks)}`,
        body: (0,html_escape/* html */.qy) `${header(sorted, context)}${sorted.map((check) => checkCard(check, checks.length > 1))}`,
    });
}
function header(sorted, { changesWorkflows }) {
    const [worst] = sorted;
    if (worst === undefined)
        return (0,html_escape/* html */.qy) `<section class="card"><h1>No model is touched by this change</h1><p>There is nothing to check.</p></section>`;
    const outcome = (0,report_outcome/* outcomeOf */.sG)(sorted);
    const advice = changesWorkflows
        ? (0,html_escape/* html */.qy) `<ul class="notes"><li>Advice only: this change edits <code>.github/</code> and so how it is checked.</li></ul>`
        : undefined;
    const many = sorted.length > 1
        ? (0,html_escape/* html */.qy) `<p class="muted">${(0,report_figures/* counted */.hS)(sorted.length, 'model')}: ${(0,report_outcome/* tally */.N4)(sorted)}</p>`
        : undefined;
    return (0,html_escape/* html */.qy) `<header class="card headline" style="--tone:var(--${outcome})">
${(0,page/* badge */.qS)(outcome)}
<h1>${(0,page/* value */.Uq)(worst.model, 64)}: ${(0,page/* value */.Uq)(worst.reason)}</h1>
${many}<p class="muted">Checked ${(0,page/* code */.aY)((0,report_figures/* shortSha */.Fu)(worst.head))} against ${(0,page/* code */.aY)((0,report_figures/* shortSha */.Fu)(worst.base))}.</p>${advice}
</header>\n`;
}
/** In the order of a reader who has a minute: gates, what else went wrong, charts; the rest is folded, and what to do comes last. */
function checkCard(check, named) {
    const { report, training } = check;
    const notes = report?.notes.slice(0, 50) ?? [];
    return (0,html_escape/* html */.qy) `<section class="card">
${named ? (0,html_escape/* html */.qy) `<h2>${(0,page/* value */.Uq)(check.model, 64)} ${(0,page/* badge */.qS)(check.verdict)}</h2><p>${(0,page/* value */.Uq)(check.reason)}</p>` : (0,html_escape/* html */.qy) `<h2 class="unseen">Report of ${(0,page/* value */.Uq)(check.model, 64)}</h2>`}
${report ? gatesPart(report) : undefined}
${report ? measuredGates(report) : undefined}
${report ? stagesPart(report) : undefined}
${check.validation.map(brokenRules)}
${training?.error === undefined ? undefined : (0,html_escape/* html */.qy) `<h3>${training.taken ? 'The predictions could not be taken' : 'Training failed'}</h3><p>${training.taken ? 'What was wrong with them:' : 'The end of what it said:'}</p><pre>${(0,visible/* visibleLines */.gB)(training.error)}</pre>`}
${report ? policyPart(report) : undefined}
${notes.length > 0 ? (0,html_escape/* html */.qy) `<ul class="notes">${notes.map((note) => (0,html_escape/* html */.qy) `<li>${(0,page/* value */.Uq)(note)}</li>`)}</ul>` : undefined}
${report ? chartsPart(report) : undefined}
${detailsPart(check)}
${nextPart(check)}
</section>\n`;
}
function chartsPart(report) {
    const charts = [
        ...gateCharts(report),
        curveCharts(report),
        confusionPart(report),
        slicesChart(report),
    ].filter((chart) => chart !== undefined);
    return charts.length === 0 ? undefined : (0,html_escape/* html */.qy) `<h3>Charts</h3>${charts}`;
}
function detailsPart(check) {
    const { report, training, validation, diff } = check;
    return (0,html_escape/* html */.qy) `<h3>Details</h3>
${report ? detailsOf(report) : undefined}
${validation.map(heldRules)}
${diff ? dataDiffPart(diff) : undefined}
${provenancePart(check)}
${training ? (0,html_escape/* html */.qy) `<p class="muted">${training.taken ? 'Predictions were given in a file, not made here.' : `Training took ${(0,report_figures/* duration */.p0)(training.seconds)} on ${(0,report_figures/* counted */.hS)(training.rows, 'row')}.`}</p>` : undefined}`;
}
function detailsOf(report) {
    return [
        operatingPart(report),
        segmentsPart(report),
        slicesPart(report),
        classesPart(report),
        ...fairnessPart(report),
        ...behaviourPart(report),
        measuredPart(report),
        metricsPart(report),
        ...curveTables(report),
        checkedPart(report),
    ];
}


/***/ })

};
