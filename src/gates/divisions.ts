import type { Holdout } from '../data/holdout.ts'
import { type Mark, marksOf } from '../data/marks.ts'
import type { OpenDataset } from '../data/open.ts'
import { type Attribute, attributesOf } from '../evaluation/fairness/groups.ts'
import { type SliceRows, slicesOf } from '../evaluation/slices.ts'
import type { Model } from '../project/schema/model.ts'

/** The held-out rows as one policy divides them. */
export interface Divided {
  slices: readonly SliceRows[]
  attributes: readonly Attribute[]
  /** Slices and groups that are too many to judge. */
  left: ReturnType<typeof slicesOf>['left']
}

export const nothingDivided: Divided = { slices: [], attributes: [], left: [] }

/**
 * What to ask of the held-out rows so that each policy's slices and protected attributes can be told, and how they are then
 * divided, policy by policy.
 */
export async function divisionsOf(
  open: OpenDataset,
  { asked, file }: { asked: readonly Model['evaluate'][]; file: string },
): Promise<{ marks: Mark[]; divide: (marks: Holdout['marks']) => Divided[] }> {
  const slices = asked.map((evaluate) => evaluate.slices ?? [])
  const attributes = asked.map((evaluate) => evaluate.protected ?? [])
  // Slices come first, so that an expression is known by its place among them.
  const kinds = [...slices, ...attributes]
  const marks = await marksOf(open, { slices: kinds.flat(), file })
  return {
    marks,
    divide(found) {
      const rest = [...found]
      const divided = kinds.map((kind) => slicesOf(rest.splice(0, kind.length)))
      return asked.map((_, index) => {
        const [sliced, grouped] = [divided[index], divided[asked.length + index]]
        return {
          slices: sliced?.slices ?? [],
          attributes: attributesOf(grouped?.slices ?? []),
          left: [...(sliced?.left ?? []), ...(grouped?.left ?? [])],
        }
      })
    },
  }
}
