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

;// CONCATENATED MODULE: ./build/src/model/child/running.js

/** onnxruntime, from its own file. */
function runtimeAt(path) {
    return (0,external_node_module_namespaceObject.createRequire)(import.meta.url)(path);
}
/** Loads a model, and onnxruntime where it is not loaded yet. Throws what onnxruntime says where it cannot. */
async function load({ model, runtime, threads, fetches }) {
    const { InferenceSession, Tensor, env } = runtimeAt(runtime);
    const session = await InferenceSession.create(model, {
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        logSeverityLevel: 3,
    });
    const tensorOf = ({ type, data, dims }) => new Tensor(type, data, dims);
    return {
        version: env.versions.node ?? env.versions.common,
        run: (feeds) => session.run(Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, tensorOf(tensor)])), fetches),
        release: () => session.release(),
    };
}
/** The memory of tensors that a thread can be given instead of a copy: that of numbers. */
function memoryOf(tensors) {
    const buffers = Object.values(tensors).flatMap(({ data }) => ArrayBuffer.isView(data) && data.buffer instanceof ArrayBuffer ? [data.buffer] : []);
    return [...new Set(buffers)];
}

;// CONCATENATED MODULE: ./build/src/model/child/thread/main.js
/** The thread that runs a model while the next rows are prepared and the last answers are read. */


let loaded;
async function answer(task) {
    if (task.kind === 'prepare') {
        runtimeAt(task.runtime);
        return { kind: 'done' };
    }
    if (task.kind === 'load') {
        loaded = load(task.loading);
        return { kind: 'loaded', version: (await loaded).version };
    }
    if (loaded === undefined)
        throw new Error('a model is loaded before it is run');
    const { run } = await loaded;
    return { kind: 'ran', outputs: plain(await run(task.feeds)) };
}
function plain(tensors) {
    return Object.fromEntries(Object.entries(tensors).map(([name, { type, data, dims }]) => [name, { type, data, dims }]));
}
answerTasks(answer, (given) => (given.kind === 'ran' ? memoryOf(given.outputs) : []));

