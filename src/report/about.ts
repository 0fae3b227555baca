import type { GateResult } from '../gates/report.ts'

/** What a gate is about beside its metric: `contract=two-year`, `gender, class setosa`; undefined for all held-out rows. */
export function aboutOf({ slice, class: name }: Pick<GateResult, 'slice' | 'class'>): string | undefined {
  const parts = [slice, name === undefined ? undefined : `class ${name}`].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : parts.join(', ')
}
