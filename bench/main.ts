/**
 * `npm run bench -- <job> [--json]`: measures a job beside its yardstick and other tools, in one run. Absolute figures are a feel
 * for size; ratios count. The last line is JSON with --json: {"job", "seconds", "ratio", "peers", ...}.
 */
import { drift } from './drift.ts'

/** What a job measured: seconds of ours, and how many times those of the yardstick that is. */
export interface Measured {
  job: string
  seconds: number
  ratio: number
  /** Seconds of others on the same inputs. */
  peers: Record<string, number>
  [figure: string]: unknown
}

const jobs: Record<string, () => Promise<Measured>> = { drift }

const [name = '', ...flags] = process.argv.slice(2)
const job = jobs[name]
if (job === undefined) {
  console.error(`say which job: ${Object.keys(jobs).join(', ')}`)
  process.exitCode = 2
} else {
  const measured = await job()
  if (flags.includes('--json')) console.log(JSON.stringify(measured))
  else
    for (const [figure, value] of Object.entries(measured)) console.log(`${figure}: ${JSON.stringify(value)}`)
}
