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
): Promise<{
  marks: Mark[]
  /** The columns that the first policy divides rows by. */
  columns: string[]
  divide: (marks: Holdout['marks']) => Divided[]
}> {
  const slices = asked.map((evaluate) => evaluate.slices ?? [])
  const attributes = asked.map((evaluate) => evaluate.protected ?? [])
  // Slices come first, so that an expression is known by its place among them.
  const kinds = [...slices, ...attributes]
  const marks = await marksOf(open, { slices: kinds.flat(), file })
  const ofKind = partedLike(kinds, marks)
  const ofFirst = [ofKind[0], ofKind[asked.length]].flatMap((some) => some ?? [])
  return {
    marks,
    columns: [...new Set(ofFirst.flatMap(({ columns }) => columns))],
    divide(found) {
      const divided = partedLike(kinds, found).map((some, index) => {
        // A group without rows takes no part in anything; a slice without rows has gates that cannot be told.
        const isSlices = index < asked.length
        return slicesOf(some, isSlices ? ofKind[index]?.map(({ named }) => named) : [])
      })
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

/** Things one after the other, in parts of the sizes given. */
function partedLike<T>(sizes: readonly { length: number }[], all: readonly T[]): T[][] {
  const rest = [...all]
  return sizes.map(({ length }) => rest.splice(0, length))
}
