import { booleanOf, numberOf, textOf } from '../expression/evaluate.ts'
import type { Standing } from '../expression/status.ts'
import type { JobEnd } from '../job/run-job.ts'
import type { Conclusion } from '../job/state.ts'
import type { JobDefinition } from '../workflow/model.ts'
import { literalOf } from '../workflow/tokens.ts'
import { type JobScope, jobScope, type Need, type RunState, type StrategyContext } from './job-scope.ts'
import { type Combination, combinationsOf, nameWithValues } from './matrix.ts'
import type { Outcome, RunJobs, RunSignal } from './outcome.ts'
import { type Cell, openRecord, runCell } from './run-cell.ts'
import { recordSkipped } from './skipped.ts'
import { openSlots } from './slots.ts'

interface Turn {
  job: JobDefinition
  needs: ReadonlyMap<string, Need>
  standing: Standing
  run: RunJobs
}

/** Runs all jobs that a definition makes, and puts their results together. */
export async function runMatrix(state: RunState, around: RunSignal, turn: Turn): Promise<Outcome> {
  const { job, run } = turn
  let cells: Cell[]
  let strategy: StrategyContext
  try {
    ;({ cells, strategy } = open(state, turn))
  } catch (error) {
    return recordSkipped(state, { job, conclusion: 'failure', error })
  }
  const failing = new AbortController()
  const signal = AbortSignal.any([around.signal, failing.signal])
  const slots = openSlots(strategy['max-parallel'])
  const ends = await Promise.all(
    cells.map(async (cell) => {
      const free = await slots.take()
      const end = await runCell(cell, { job, run, around: { ...around, signal } }).finally(free)
      if (end.conclusion === 'failure' && strategy['fail-fast'] && !cell.forgiven) {
        failing.abort(`The strategy configuration was canceled because "${cell.name}" failed`)
      }
      return { ...end, forgiven: cell.forgiven }
    }),
  )
  return together(ends)
}

function open(state: RunState, turn: Turn): { cells: Cell[]; strategy: StrategyContext } {
  const { job, needs, standing } = turn
  const { strategy: declared } = job
  const { scope } = jobScope(state, { needs, standing })
  const combinations = declared?.matrix ? combinationsOf({ ...declared }, scope) : [undefined]
  const total = combinations.length
  const strategy = {
    'fail-fast': declared?.failFast ? booleanOf(declared.failFast, scope) : true,
    'job-total': total,
    'max-parallel': numberOf(declared?.maxParallel, scope) ?? total,
    'job-index': 0,
  }
  const cells = combinations.map((combination, index): Cell => {
    const context = { ...strategy, 'job-index': index }
    const own = jobScope(state, { needs, standing, combination, strategy: context })
    const name = nameOf(job, own, combination)
    const forgiven = booleanOf(job.continueOnError, own.scope)
    const cell = { scope: own, combination, name, forgiven }
    return job.call ? cell : { ...cell, record: openRecord(job, cell) }
  })
  return { cells, strategy }
}

/** A name of its own says itself which values it shows; any other gets them all. */
function nameOf(job: JobDefinition, { scope }: JobScope, combination: Combination | undefined): string {
  const plain = job.name ? literalOf(job.name) : job.id
  if (plain === undefined && job.name) return textOf(job.name, scope)
  const name = plain || job.id
  return combination ? nameWithValues(name, combination) : name
}

/** Of many jobs the worst counts, and of their outputs the last that is not empty. */
function together(ends: readonly (JobEnd & { forgiven: boolean })[]): Outcome {
  const outputs = new Map<string, string>()
  for (const end of ends) {
    for (const [name, value] of end.outputs) if (value !== '' || !outputs.has(name)) outputs.set(name, value)
  }
  const worst = (conclusions: readonly Conclusion[]): Conclusion =>
    conclusions.includes('failure') ? 'failure' : conclusions.includes('cancelled') ? 'cancelled' : 'success'
  const results = ends.map(({ conclusion, forgiven }) =>
    forgiven && conclusion === 'failure' ? 'success' : conclusion,
  )
  return { result: worst(results), conclusion: worst(ends.map(({ conclusion }) => conclusion)), outputs }
}
