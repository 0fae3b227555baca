import type { GateResult, Report } from '../gates/report.ts'
import type { Fit } from '../gates/scored-section.ts'
import { figure, signed } from './figures.ts'

/** The model that a candidate was compared with, as a reader is to see it. */
export interface Rival {
  name: 'production' | 'version' | 'best-run' | 'baseline'
  /** null for a baseline, which is no version. */
  version: string | null
  metrics: Report['candidate']['metrics']
  curves: Report['candidate']['curves']
  fit?: Fit | undefined
}

/** What the policy compares with: production, another version, or a constant baseline; null where there is none. */
export function rivalOf({ against, production }: Report): Rival | null {
  if (against) return against
  return production && { ...production, name: 'production' }
}

/** `production 1.0.0`, `baseline`. */
export function rivalWords({ name, version }: Pick<Rival, 'name' | 'version'>): string {
  return version === null ? name : `${name} ${version}`
}

/** What stands where the rival has no such figure: how far two models are apart is about both, parity is about the candidate alone. */
export const noneOfIts = '\u2013'

/** The rival's figure and the change from it, or dashes for a figure that only the candidate can have. */
export function rivalFigures({ production, change }: Pick<GateResult, 'production' | 'change'>): {
  production: string
  change: string
} {
  if (production === undefined && change === undefined) return { production: noneOfIts, change: noneOfIts }
  return { production: figure(production), change: signed(change) }
}
