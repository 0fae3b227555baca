import type { Report } from '../gates/report.ts'
import { count, counted, percent } from './figures.ts'

/** More classes than this are counted only. */
const named = 8

/** `1,409 rows, 367 positive (26 %), 0 earlier ones altered, 12 new`. Class names are hostile text. */
export function holdoutWords({
  rows,
  positives,
  classes,
  altered,
  added = 0,
}: Report['data']['holdout']): string {
  const parts = [
    counted(rows, 'row'),
    ...(positives === undefined
      ? []
      : [`${count(positives)} positive (${percent(rows === 0 ? null : positives / rows)})`]),
    ...(classes === undefined
      ? []
      : [
          `${classes.length} classes (${classes
            .slice(0, named)
            .map((one) => `${one.name}: ${count(one.rows)}`)
            .join(', ')}${classes.length > named ? ', …' : ''})`,
        ]),
    `${count(altered)} earlier ones altered`,
    `${count(added)} new`,
  ]
  return parts.join(', ')
}
