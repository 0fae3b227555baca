import { join } from 'node:path'
import { files } from '../exchange.ts'
import type { MeasureJob, Result } from '../job.ts'
import { batchesOf, type Piece, piecesOf, rowsOf } from './batches.ts'
import { type Asking, planOf } from './plan.ts'
import { load } from './running.ts'
import { type Clock, timed } from './timing.ts'

/** Loading and whole batches take longer than rows: a few times of each. */
const loads = { warmUp: 0, runs: 5, milliseconds: 2_000 }
const batches = { warmUp: 1, runs: 20, milliseconds: 1_500 }
const hundred = { rows: 100, warmUp: 5, runs: 200, milliseconds: 500 }

const wall: Clock = () => Number(process.hrtime.bigint()) / 1e6

/** Loads the model a few times, runs single rows, then a hundred and then all of them at once, and says how long each took. */
export async function measure(
  of: Omit<Asking, 'job'> & { job: MeasureJob },
  clock: Clock = wall,
): Promise<Extract<Result, { kind: 'measured' }>> {
  const { folder, job, phase } = of
  const { inputs, loading: asked, feedsOf } = planOf(of)
  phase('loading the model')
  const model = await load(asked)
  const [batch] = batchesOf({
    path: join(folder, files.columns),
    rows: job.rows,
    columns: job.columns,
    size: Math.max(1, job.rows),
  })
  if (batch === undefined) throw new Error('a model is measured on one row at least')
  const run = async (pieces: readonly Piece[]) => {
    for (const piece of pieces) await model.run(feedsOf(piece))
  }
  phase('running single rows')
  const single = await timed({
    ...job.effort,
    clock,
    run: (at) => run([...piecesOf(rowsOf(batch, at % batch.rows, 1), inputs.rows)]),
  })
  phase('running a hundred rows')
  const hundreds = Math.floor(batch.rows / hundred.rows)
  const hundredTimes =
    hundreds === 0
      ? []
      : await timed({
          ...hundred,
          clock,
          run: (at) =>
            run([...piecesOf(rowsOf(batch, (at % hundreds) * hundred.rows, hundred.rows), inputs.rows)]),
        })
  phase('running all rows')
  const all = [...piecesOf(batch, inputs.rows)]
  const whole = await timed({ ...batches, clock, run: () => run(all) })
  // Kibibytes, whatever the system; before the model is loaded again beside itself.
  const memory = process.resourceUsage().maxRSS * 1024
  await model.release()
  const loading = await timed({
    ...loads,
    clock,
    run: async () => {
      const again = await load(asked)
      return () => again.release()
    },
  })
  return {
    kind: 'measured',
    single,
    hundreds: hundredTimes,
    batch: whole,
    rows: batch.rows,
    load: loading,
    memory,
  }
}
