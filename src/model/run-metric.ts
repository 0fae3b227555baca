import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type MetricRows, writeMetricRows } from '../data/metric-rows.ts'
import type { FileFormat } from '../data/table-file.ts'
import type { Log } from '../project/log.ts'
import type { Limits } from './limits.ts'
import { oneLine } from './text.ts'
import { runUserProgram } from './user-program.ts'

/** A figure that a program printed, or why it printed none. */
export type RunFigure = { value: number; low?: number; high?: number } | { undefined: string }

export interface MetricProgram {
  run: string
  /** A working copy of the repository; the command starts there. */
  folder: string
  format: FileFormat
  model: string
  metric: string
  /** Whatever of it is random is to follow from this. */
  seed: number
  limits: Limits
  log?: Log | undefined
}

const Printed = z
  .strictObject({ value: z.number(), low: z.number().optional(), high: z.number().optional() })
  .refine(({ low, high }) => (low === undefined) === (high === undefined), 'low and high come together')
  .refine(
    ({ value, low = value, high = value }) => low <= value && value <= high,
    'the value lies outside low and high',
  )

/** The line with the figure is short; what comes before it is a log. */
const longestLine = 65_536

/**
 * Has a command of the user's compute one figure of some rows, in an environment without any token and within limits.
 * Whatever it does wrong is an answer.
 */
export async function metricByCommand(
  rows: MetricRows,
  { run, folder, format, model, metric, seed, limits, log }: MetricProgram,
): Promise<RunFigure> {
  const place = await realpath(await mkdtemp(join(tmpdir(), 'pawl-metric-')))
  try {
    const path = join(place, `rows.${format}`)
    await writeMetricRows(rows, { path, format })
    let tail = ''
    const ended = await runUserProgram({
      run,
      folder,
      place,
      variables: {
        PAWL_MODEL_NAME: model,
        PAWL_METRIC: metric,
        PAWL_ROWS: path,
        PAWL_SEED: String(seed),
      },
      limits,
      phase: `running metrics.${metric}.run`,
      said: (chunk) => {
        tail = (tail + chunk.toString('utf8')).slice(-longestLine)
      },
      log,
    })
    return ended.how === 'done' ? printed(tail) : { undefined: `its program ${ended.message}` }
  } finally {
    await rm(place, { recursive: true, force: true, maxRetries: 3 })
  }
}

function printed(text: string): RunFigure {
  const line = text.trimEnd().split('\n').at(-1)?.trim() ?? ''
  if (line === '') return { undefined: 'its program printed nothing' }
  const said = `its program printed ${JSON.stringify(oneLine(line, 100))} as its last line`
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return { undefined: `${said}, which is no JSON` }
  }
  const read = Printed.safeParse(json)
  if (!read.success)
    return {
      undefined: `${said}, and {"value": 1.7} is asked for: ${oneLine(read.error.issues[0]?.message ?? '', 100)}`,
    }
  // A parser takes the last of several, and nobody knows which was meant. No value holds a colon.
  if ((line.match(/"\s*:/g)?.length ?? 0) !== Object.keys(read.data).length)
    return { undefined: `${said}, which has a key twice` }
  const { value, low, high } = read.data
  return low === undefined || high === undefined ? { value } : { value, low, high }
}
