import type { Holdout } from '../data/holdout.ts'
import { weakSegments } from '../evaluation/segments/find.ts'
import { lossesOf } from '../evaluation/segments/losses.ts'
import type { WeakSegments } from '../project/schema/slices.ts'
import { benchOf, type Judging } from './bench.ts'
import type { Segments } from './row-sections.ts'

/** Searches the rows that the candidate does worst on; nothing where it is not asked for or the candidate cannot be judged. */
export function segmentsOf(
  judging: Judging,
  {
    asked,
    holdout: { features, halves },
    columns: known,
  }: { asked: WeakSegments | undefined; holdout: Holdout; columns: readonly string[] },
): Segments | undefined {
  const { candidate, production, broken } = benchOf(judging)
  if (!asked || broken !== undefined) return undefined
  const { columns = known, depth, 'min-rows': least } = asked
  const losses = lossesOf(candidate)
  if (losses === undefined) return undefined
  const other = production && lossesOf(production)
  const { tried, segments } = weakSegments(
    { features, losses, halves, ...(other?.metric === losses.metric && { other }) },
    { columns, depth, least },
  )
  return {
    metric: losses.metric,
    tried,
    found: segments.map(({ name, rows, inside, outside, excess, other }) => ({
      name,
      rows,
      candidate: inside,
      elsewhere: outside,
      excess,
      ...(other !== null && { production: other }),
    })),
  }
}
