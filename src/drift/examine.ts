import type { Shapes } from '../data/shapes.ts'
import type { MethodChoice } from '../project/watched.ts'
import { type Comparison, isTested, type Sides, type Tested, type Untested } from './comparison.ts'
import { grouped } from './decide.ts'
import { type CategoryEvidence, categoryShapes, type Evidence, type Material } from './evidence.ts'
import { chooseMethod, compareValues, type MethodDefaults } from './methods.ts'
import { compareMissing } from './missing.ts'
import { compareSpread } from './spread.ts'

/** One column with its comparisons, before the correction for the number of tests. */
export interface Examined {
  column: string
  /** Rows with a usable value. */
  usable: Sides
  /** Share of the rows without a usable value: null, NaN or infinite. */
  missingShares: Sides
  unseen?: number
  vanished?: number
  values: Comparison
  /** The effect from which a difference of the values matters. */
  limit?: number
  /** Undefined where there is nothing to test, or where it is what `values` tests. */
  missing?: Tested
  /** Whether numbers are spread differently, which goes with KS. */
  spread?: Tested
  shapes?: Shapes
}

/** Compares one column with its reference, as far as that can be done. */
export function examine(given: {
  column: string
  material: Material
  own: MethodChoice
  defaults: MethodDefaults
  minRows: number
}): Examined {
  const { column, material, own, defaults, minRows } = given
  const { rows, usable, kinds } = material
  const missing = { reference: rows.reference - usable.reference, current: rows.current - usable.current }
  const missingShares = {
    reference: missing.reference / Math.max(1, rows.reference),
    current: missing.current / Math.max(1, rows.current),
  }
  const untested = (values: Untested): Examined => ({ column, usable, missingShares, values })

  if (kinds.reference === undefined)
    return untested({ verdict: 'inconclusive', reason: 'is not in the reference profile' })
  if (rows.current === 0) return untested({ verdict: 'inconclusive', reason: 'the window has no rows' })
  if (kinds.current === undefined) return untested({ verdict: 'drift', reason: 'is missing in the window' })
  if (Math.min(rows.reference, rows.current) < minRows) return untested(tooFew('rows', rows, minRows))

  const { method, limit } = chooseMethod(kinds.reference, own, defaults)
  const missingTest = compareMissing({ rows, missing })
  if (method === 'null-share')
    return {
      column,
      usable,
      missingShares,
      values: missingTest ?? { verdict: 'stable', reason: 'lacks no value on either side, or every one' },
      limit,
    }
  const { values } = material
  const shapes = values && shapesOf(values)
  const compares = compared(material, minRows, (evidence) => compareValues(method, evidence))
  const spread =
    isTested(compares) && compares.method === 'ks' && values?.kind === 'numeric'
      ? compareSpread(values)
      : undefined
  return {
    column,
    usable,
    missingShares,
    ...(values?.kind === 'categorical' ? cameAndWent(values) : {}),
    values: compares,
    limit,
    ...(missingTest === undefined ? {} : { missing: missingTest }),
    ...(spread === undefined ? {} : { spread }),
    ...(shapes === undefined ? {} : { shapes }),
  }
}

function compared(
  { usable, kinds, values }: Material,
  minRows: number,
  compare: (evidence: Evidence) => Comparison,
): Comparison {
  if (usable.reference === 0 && usable.current === 0)
    return { verdict: 'stable', reason: 'has no values on either side' }
  if (Math.min(usable.reference, usable.current) === 0) return tooFew('values', usable, minRows)
  if (kinds.reference !== kinds.current || values === undefined)
    return {
      verdict: 'drift',
      reason: `was ${words[kinds.reference as Evidence['kind']]} in the reference and is ${words[kinds.current as Evidence['kind']]} now`,
    }
  if (Math.min(usable.reference, usable.current) < minRows) return tooFew('values', usable, minRows)
  return compare(values)
}

const words = { numeric: 'numbers', categorical: 'text' }

const shapesOf = (values: Evidence): Shapes | undefined =>
  values.kind === 'numeric' ? values.shapes() : categoryShapes(values)

/** So many rows of a category would have been expected that its absence is no chance. */
const wouldShow = 10

/** Categories that are new, and those that are gone although so many rows should have shown them. */
function cameAndWent({
  unseen,
  vanished,
  cells,
  rows,
}: CategoryEvidence): Pick<Examined, 'unseen' | 'vanished'> {
  const isGone = ({ reference, current }: Sides) =>
    current === 0 && (reference / rows.reference) * rows.current >= wouldShow
  return {
    ...(unseen === undefined ? {} : { unseen: unseen.categories }),
    ...(vanished === undefined ? {} : { vanished: cells.filter(isGone).length }),
  }
}

function tooFew(what: 'rows' | 'values', { reference, current }: Sides, minRows: number): Untested {
  return {
    verdict: 'inconclusive',
    reason: `${grouped(current)} ${what} against ${grouped(reference)} in the reference, of which each side needs ${grouped(minRows)}`,
  }
}
