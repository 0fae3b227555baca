import type { GateResult } from '../gates/report.ts'

const cases = 'cases.'

/** What a gate is about beside its metric: `contract=two-year`, `gender, class setosa`, `case newborn`; undefined for all held-out rows. */
export function aboutOf({
  gate,
  slice,
  class: name,
}: Pick<GateResult, 'gate' | 'slice' | 'class'>): string | undefined {
  const made = gate.startsWith(cases) ? `case ${gate.slice(cases.length)}` : undefined
  const parts = [made, slice, name === undefined ? undefined : `class ${name}`].filter(
    (part) => part !== undefined,
  )
  return parts.length === 0 ? undefined : parts.join(', ')
}
