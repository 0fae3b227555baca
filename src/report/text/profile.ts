import type { ColumnProfile, Profile } from '../../data/profile.ts'
import { shapesBetween } from '../../data/shapes.ts'
import { count, counted, figure, percent } from '../figures.ts'
import { sparkline } from '../histogram.ts'
import { visible } from '../visible.ts'
import { columns } from './columns.ts'
import { painter, type TextStyle } from './paint.ts'

/** A profile for a terminal: a line for each column. */
export function renderProfileText(
  { rows, columns: all }: Profile,
  { files }: { files: readonly string[] },
  style: TextStyle = {},
): string {
  const paint = painter(style)
  const lines = columns(
    [
      { title: 'column' },
      { title: 'type' },
      { title: 'nulls', align: 'right' },
      { title: 'distinct', align: 'right' },
      { title: 'min', align: 'right' },
      { title: 'median', align: 'right' },
      { title: 'max', align: 'right' },
      { title: 'mean', align: 'right' },
      { title: 'stdev', align: 'right' },
      { title: 'shape' },
    ],
    all.map((column) => [
      visible(column.name, 40),
      column.type,
      percent(rows === 0 ? null : column.nulls / rows),
      distinctWords(column),
      ...figuresOf(column),
      shapeWords(column),
    ]),
  )
  return `${paint.bold(counted(rows, 'row'))} in ${counted(files.length, 'file')}\n${lines.join('\n')}\n`
}

/** `1,200`, or `1,200 ± 90` where profiles were merged. */
function distinctWords({ distinct, error }: ColumnProfile): string {
  return error === undefined || error.distinct === 0
    ? count(distinct)
    : `${count(distinct)} ± ${count(error.distinct)}`
}

/** Of text these are the figures of its lengths. */
function figuresOf(column: ColumnProfile): string[] {
  if (column.kind === 'numeric') {
    const known = [column.min, column.quantiles[3] ?? null, column.max, column.mean, column.stdev]
    return known.map((value) => (value === null ? '' : figure(value)))
  }
  const { lengths } = column
  if (lengths === null) return ['', '', '', '', '']
  return [`${lengths.min} ch`, '', `${lengths.max} ch`, `${lengths.mean.toFixed(1)} ch`, '']
}

function shapeWords(column: ColumnProfile): string {
  const shape = shapesBetween(column, column)?.reference
  return shape === undefined ? '' : sparkline(shape, Math.max(...shape))
}
