import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
var __webpack_exports__ = {};

;// CONCATENATED MODULE: external "node:worker_threads"
const external_node_worker_threads_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");
;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
;// CONCATENATED MODULE: external "node:module"
const external_node_module_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:module");
;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");
;// CONCATENATED MODULE: external "node:url"
const external_node_url_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:url");
;// CONCATENATED MODULE: ./build/src/project/entry.js




/**
 * The program of a process or a thread of its own: `<bundle>/index.js` beside the bundle, or `<source>.ts` beside the sources,
 * seen from the module that asks. Throws an Error when neither is there.
 */
function entryOf(asking, { source, bundle }) {
    const own = fileURLToPath(asking);
    const folder = dirname(own);
    const candidates = own.endsWith('.ts')
        ? [join(folder, `${source}.ts`)]
        : [join(folder, `${source}.js`), join(folder, bundle, 'index.js'), join(folder, '..', bundle, 'index.js')];
    const found = candidates.find((path) => existsSync(path));
    if (!found)
        throw new Error(`the program ${bundle} is missing: looked for ${candidates.join(', ')}`);
    return found;
}
/** What Node needs to be told to run an entry: TypeScript sources need tsx. */
function nodeOptions(entry) {
    return entry.endsWith('.ts') ? ['--import', tsx('loader.mjs')] : [];
}
/** The module that a thread starts with. A thread of Node 20 does not heed `--import`: it has to ask for tsx itself. */
function entry_threadModule(entry) {
    const module = pathToFileURL(entry);
    if (!entry.endsWith('.ts'))
        return module;
    const own = JSON.stringify(module.href);
    const code = `(await import(${JSON.stringify(tsx('esm/api/index.mjs'))})).tsImport(${own}, ${own})`;
    return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
function tsx(file) {
    const own = createRequire(import.meta.url).resolve('tsx/package.json');
    return pathToFileURL(join(dirname(own), 'dist', file)).href;
}

;// CONCATENATED MODULE: ./build/src/project/thread.js


/**
 * Starts a thread of its own for as long as it is used. Values in a SharedArrayBuffer are not copied; they must stay as they are
 * until their answer is there. When the thread fails, everything that waits for it and what is asked later fails with it.
 */
async function withThread(entry, use) {
    const thread = new Worker(threadModule(entry), { env: {} });
    try {
        return await use(asking(thread));
    }
    finally {
        await thread.terminate();
    }
}
function asking(thread) {
    const waiting = new Map();
    let [asked, failure] = [0, undefined];
    const fail = (error) => {
        failure ??= error;
        for (const { reject } of waiting.values())
            reject(failure);
        waiting.clear();
    };
    thread.on('message', ({ id, answer }) => {
        waiting.get(id)?.resolve(answer);
        waiting.delete(id);
    });
    thread.on('error', fail);
    thread.on('exit', () => fail(new Error('a thread has ended before its work was done')));
    return (task, given = []) => new Promise((resolve, reject) => {
        if (failure !== undefined)
            return reject(failure);
        const id = asked++;
        waiting.set(id, { resolve, reject });
        thread.postMessage({ id, task }, given);
    });
}
/**
 * The thread's side: answers tasks. An exception ends the thread, and all that waits for it. Memory that `given` names of an
 * answer is handed over and not copied.
 */
function answerTasks(answer, given = () => []) {
    if (external_node_worker_threads_namespaceObject.parentPort === null)
        throw new Error('this is the program of a thread');
    const port = external_node_worker_threads_namespaceObject.parentPort;
    port.on('message', async ({ id, task }) => {
        const answered = await answer(task);
        port.postMessage({ id, answer: answered }, given(answered));
    });
}

;// CONCATENATED MODULE: ./build/src/data/number-counter.js
const cells = 4096;
/** Where the totals are: values below the first edge and above the last, the least, the greatest, how many are finite, and the sums of the distances and of their squares. */
const at = { below: 0, above: 1, min: 2, max: 3, finite: 4, sum: 5, squares: 6 };
/** A counter between the edges of a profile; without one it counts no bins. */
function numberCounter(before) {
    const edges = before?.histogram.edges ?? [];
    const [first, last] = [edges[0] ?? 0, edges.at(-1) ?? 0];
    const inner = shared(edges.slice(1));
    const scale = last > first && Number.isFinite(cells / (last - first)) ? cells / (last - first) : 0;
    const startOf = new Int32Array(new SharedArrayBuffer(4 * (cells + 1)));
    for (let cell = 0; cell <= cells; cell++) {
        // One cell further down than the value's own, in case a rounding put it there.
        const least = first + (cell - 1) / (scale || 1);
        const found = inner.findIndex((edge) => edge >= least);
        startOf[cell] = found < 0 ? Math.max(0, inner.length - 1) : found;
    }
    return {
        edges,
        inner,
        scale,
        startOf,
        centre: before?.mean ?? first,
        counts: shared(new Array(inner.length).fill(0)),
        totals: shared([0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0]),
    };
}
function shared(values) {
    const memory = new Float64Array(new SharedArrayBuffer(8 * values.length));
    memory.set(values);
    return memory;
}
function countColumns({ counters, columns }) {
    for (const [index, counter] of counters.entries())
        count(counter, columns[index]);
}
/** Counts values. Every total is a variable of its own and read by its index: otherwise it would take half as long again. */
function count({ edges, inner, scale, startOf, centre, counts, totals }, items) {
    let below = total(totals, at.below);
    let above = total(totals, at.above);
    let min = total(totals, at.min);
    let max = total(totals, at.max);
    let finite = total(totals, at.finite);
    let sum = total(totals, at.sum);
    let squares = total(totals, at.squares);
    const [first, last, bins] = [edges[0] ?? 0, edges.at(-1) ?? 0, inner.length];
    for (let index = 0; index < items.length; index++) {
        const value = items[index];
        if (value - value !== 0)
            continue;
        finite++;
        const distance = value - centre;
        sum += distance;
        squares += distance * distance;
        if (value < min)
            min = value;
        if (value > max)
            max = value;
        if (value < first)
            below++;
        else if (value > last)
            above++;
        else if (bins > 0) {
            let bin = startOf[((value - first) * scale) | 0];
            while (inner[bin] < value)
                bin++;
            counts[bin] = counts[bin] + 1;
        }
    }
    totals.set([below, above, min, max, finite, sum, squares]);
}
function total(totals, index) {
    return totals[index];
}
/** What was counted, as a profile has it. */
function countedNumbers({ edges, counts, centre, totals }, rows) {
    const [finite, sum, squares] = [total(totals, at.finite), total(totals, at.sum), total(totals, at.squares)];
    const variance = finite < 2 ? null : Math.max(0, squares - (sum * sum) / finite) / (finite - 1);
    return {
        kind: 'numeric',
        rows,
        nulls: rows - finite,
        nonfinite: 0,
        min: finite === 0 ? null : total(totals, at.min),
        max: finite === 0 ? null : total(totals, at.max),
        mean: finite === 0 || !Number.isFinite(sum) ? null : centre + sum / finite,
        stdev: variance === null || !Number.isFinite(variance) ? null : Math.sqrt(variance),
        histogram: {
            edges: [...edges],
            counts: [...counts],
            below: total(totals, at.below),
            above: total(totals, at.above),
        },
    };
}

;// CONCATENATED MODULE: ./build/src/data/thread/main.js
/** The thread that counts columns of numbers while the database reads the next rows. */


answerTasks(countColumns);

