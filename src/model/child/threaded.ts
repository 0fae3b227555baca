import { entryOf } from '../../project/entry.ts'
import { type Ask, withThread } from '../../project/thread.ts'
import { type Loading, load, memoryOf, type Tensors } from './running.ts'

export type Task =
  | { kind: 'prepare'; runtime: string }
  | { kind: 'load'; loading: Loading }
  | { kind: 'run'; feeds: Tensors }
export type Answer =
  | { kind: 'done' }
  | { kind: 'loaded'; version: string }
  | { kind: 'ran'; outputs: Tensors }

/** A model on its way: it may be asked to run before it is loaded. Tensors that are fed are given away. */
export interface Model {
  /** Bytes of rows that are worth having ready for it. */
  ahead: number
  version: Promise<string>
  run(feeds: Tensors): Promise<Tensors>
}

/** Enough that a model in a thread never waits for rows, and that many lie ready when it is loaded. */
const ahead = 2 ** 24

/**
 * Gives what loads a model into a thread of its own: onnxruntime holds the thread that it runs on, from the first row to the
 * last. It is loaded there at once, before anybody has looked the model over.
 */
export function withModelThread<T>(
  runtime: string,
  use: (load: (loading: Loading) => Model) => Promise<T>,
): Promise<T> {
  const entry = entryOf(import.meta.url, { source: 'thread/main', bundle: 'infer' })
  return withThread<Task, Answer, T>(entry, (ask) => {
    // Whoever loads a model is told what is wrong with it.
    ask({ kind: 'prepare', runtime }).catch(() => undefined)
    return use((loading) => modelBehind(ask, loading))
  })
}

/** Loads it here, which is sooner done for a few rows than a thread is started. */
export function modelHere(loading: Loading): Model {
  const loaded = load(loading)
  return {
    ahead: 0,
    version: loaded.then(({ version }) => version),
    run: async (feeds) => (await loaded).run(feeds),
  }
}

function modelBehind(ask: Ask<Task, Answer>, loading: Loading): Model {
  const version = ask({ kind: 'load', loading }).then((answer) => {
    if (answer.kind === 'loaded') return answer.version
    throw new Error(`a model was to be loaded, and the thread answered ${answer.kind}`)
  })
  return {
    ahead,
    version,
    async run(feeds) {
      const answer = await ask({ kind: 'run', feeds }, memoryOf(feeds))
      if (answer.kind === 'ran') return answer.outputs
      throw new Error(`a model was to be run, and the thread answered ${answer.kind}`)
    },
  }
}
