import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { messageOf } from '../src/project/problem.ts'
import { home } from './inputs.ts'
import type { Figures, Say } from './job.ts'

const run = promisify(execFile)
const folder = join(home, 'data')
const size = process.env.SIZE ?? '1m'

interface DriftFigures extends Figures {
  /** Against a saved profile; its ratio is to the seconds against rows. */
  profile: { seconds: number; ratio: number }
  peakMB: number
  found: { rows: string[]; profile: string[] }
  /** Whether all that was planted was found, and nothing else. */
  exact: boolean
}

interface Part {
  seconds: number
  peakMB: number
  flagged?: string[]
}

/** What is planted: five columns that drift, and one in which only the share of missing values rises. */
const planted = ['cat_00', 'cat_01', 'num_01', 'num_02', 'num_04', 'num_05'].join()

/**
 * 50 columns of numbers and 10 of categories, a million rows against a million (SIZE=100k: 20 columns, a hundred thousand). The
 * yardstick is DuckDB's quantile histograms in the same node; scipy is a loop in Python, where it is installed. Every part runs
 * in a process of its own, in turns, and counts with its median.
 */
export async function drift(say: Say, rounds: number): Promise<DriftFigures> {
  await mkdir(folder, { recursive: true })
  if (!existsSync(join(folder, `drift-ref-${size}.parquet`))) await part('make')
  if (!existsSync(join(folder, `drift-profile-${size}.json`))) await part('make-profile')
  const parts: Record<string, Part[]> = { rows: [], profile: [], duckdb: [] }
  for (let round = 0; round < rounds; round++)
    for (const [name, results] of Object.entries(parts)) results.push(await part(name))
  const [rows, profile, duckdb] = [parts.rows, parts.profile, parts.duckdb].map(median) as [Part, Part, Part]
  const scipy = await scipySeconds(say, rounds)
  say(
    `pawl ${rows.seconds.toFixed(2)} s against rows, ${profile.seconds.toFixed(2)} s against a saved profile; DuckDB's histograms ${duckdb.seconds.toFixed(2)} s`,
  )
  return {
    job: 'drift',
    seconds: rows.seconds,
    ratio: rows.seconds / duckdb.seconds,
    peers: { 'duckdb quantile histograms': duckdb.seconds, scipy: scipy ?? null },
    profile: { seconds: profile.seconds, ratio: profile.seconds / rows.seconds },
    peakMB: Math.max(rows.peakMB, profile.peakMB),
    found: { rows: rows.flagged ?? [], profile: profile.flagged ?? [] },
    exact: rows.flagged?.join() === planted && profile.flagged?.join() === planted,
  }
}

function median(results: Part[] = []): Part {
  const sorted = [...results].sort((a, b) => a.seconds - b.seconds)
  return sorted[sorted.length >> 1] as Part
}

async function part(name: string): Promise<Part> {
  const script = fileURLToPath(new URL('drift-part.js', import.meta.url))
  const { stdout } = await run(process.execPath, [script, name, folder, size], {
    maxBuffer: 1e8,
  })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Part
}

/** The loop over scipy's tests of the shared benchmarks, where Python has what it needs. */
async function scipySeconds(say: Say, rounds: number): Promise<number | undefined> {
  const python = join(home, 'venv-core/bin/python')
  const scripts = resolve('../shared/bench')
  if (!existsSync(python) || !existsSync(join(scripts, 'drift.py'))) return undefined
  try {
    const { stdout } = await run(python, ['drift.py', 'scipy'], {
      cwd: scripts,
      env: { ...process.env, PAWL_BENCH: home, SIZE: size, REPS: String(rounds) },
    })
    return (JSON.parse(stdout) as { seconds: number }).seconds
  } catch (error) {
    say(`scipy was not measured; its inputs come from gen.py of the shared benchmarks: ${messageOf(error)}`)
    return undefined
  }
}
