import type { FamilyName } from '../project/measures.ts'
import { benjaminiHochberg, holm } from '../stats/corrections.ts'
import { normalQuantile } from '../stats/normal.ts'
import { alpha, pValue, type Question } from './compare.ts'
import type { Gate } from './gate.ts'

/** What the number of questions asked together does to one of them. */
export interface Correction {
  /** The p-value, corrected. */
  adjusted: number
  /** How much further than 95 % the bound reaches that would be a fail if it were the first of them. */
  stretch: number
}

/** Whether a gate of the family is judged on many kinds of rows, of which some always cannot be decided. */
export function isOfMany(family: FamilyName): boolean {
  return family === 'slices' || family === 'classes'
}

const alone: Correction = { adjusted: 1, stretch: 1 }

/**
 * Corrects the questions of one level and family for their number: any of many may fail by chance, and what only warns must
 * not shield what fails. Holm over gates on all rows, and over gates between groups; Benjamini and Hochberg over slices and classes, of which there are many.
 */
export function correctedFor(
  asked: readonly (Pick<Gate, 'level' | 'family'> & { question: Question | undefined })[],
): (index: number) => Correction {
  const groups = new Map<string, { index: number; p: number; many: boolean }[]>()
  for (const [index, { level, family, question }] of asked.entries()) {
    if (question === undefined) continue
    const many = isOfMany(family)
    const name = `${level} ${family}`
    groups.set(name, [...(groups.get(name) ?? []), { index, p: pValue(question), many }])
  }
  const found = new Map<number, Correction>()
  for (const group of groups.values()) {
    const p = group.map((one) => one.p)
    const corrected = group[0]?.many ? benjaminiHochberg(p) : holm(p)
    const stretch = normalQuantile(alpha / group.length) / normalQuantile(alpha)
    for (const [rank, { index }] of group.entries())
      found.set(index, { adjusted: corrected[rank] ?? 1, stretch })
  }
  return (index) => found.get(index) ?? alone
}
