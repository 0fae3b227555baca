import type { Watched } from '../project/watched.ts'
import { type DriftLimits, type ExaminedOf, examineOne } from './compare.ts'
import type { Sides } from './comparison.ts'
import type { Material } from './evidence.ts'
import { evidentlyColumn } from './evidently.ts'
import { numbersOfRows } from './numbers-of-rows.ts'

/** How columns are examined. */
export interface Examining {
  settings: DriftLimits
  /** Whether to add what Evidently says. */
  evidently: boolean
}

/** A column of numbers on both sides, as plain data that another thread can be given. */
export interface NumbersTask extends Examining {
  own: Watched
  /** All rows. */
  rows: Sides
  /** The finite values of the reference and of the window. */
  x: Float64Array
  y: Float64Array
}

/** Compares the values of a column of numbers, before the correction for the number of tests. */
export function examineNumbers({ own, rows, x, y, ...how }: NumbersTask): ExaminedOf {
  const usable = { reference: x.length, current: y.length }
  const values = Math.min(x.length, y.length) > 0 ? { values: numbersOfRows(x, y) } : {}
  return examineMaterial(
    own,
    { rows, usable, kinds: { reference: 'numeric', current: 'numeric' }, ...values },
    how,
  )
}

/** Compares one column as the settings say, with what Evidently says of it where that is asked for. */
export function examineMaterial(
  own: Watched,
  material: Material,
  { settings, evidently }: Examining,
): ExaminedOf {
  return {
    ...examineOne(own, material, settings),
    ...(evidently ? { evidently: evidentlyColumn(material.values) } : {}),
  }
}
