import type { Figures } from '../evaluation/binary.ts'
import { alteredText, hasManyTwins, overall, twinsText } from './overall.ts'
import type { GateResult, Report } from './report.ts'
import { countText } from './words.ts'

/** A model with what was computed of it. */
export interface Subject {
  digest: Report['candidate']['digest']
  bytes: number
  commit: string
  run: string
  figures: Figures
}

export interface ReportParts {
  model: string
  candidate: Subject
  /** The version in production; null for a first version. `unscored` says why it could not be scored. */
  production: (Subject & { version: string; unscored?: string }) | null
  data: Report['data']
  policy: Report['policy']
  /** What `judge` said; ignored for an unchanged candidate. */
  gates: readonly GateResult[]
  /** Remarks of the caller that a reader must see, such as self-approval allowed. */
  notes?: readonly string[]
  environment: Report['environment']
}

/**
 * Puts a report together and draws its verdict. Pure; `canonicalJson` of the result gives the same bytes for the same
 * parts. A candidate with production's digest is `unchanged`: it has no gates, because nothing is compared.
 */
export function makeReport(parts: ReportParts): Report {
  const { model, candidate, production, data, policy, environment } = parts
  const unchanged = isUnchanged(candidate, production)
  const gates = unchanged ? [] : [...parts.gates]
  const judgement = overall({
    gates,
    unchanged,
    firstVersion: production === null,
    rows: data.holdout.rows,
    altered: data.holdout.altered,
    twins: data.twins,
  })
  return {
    schema: 'pawl/report@1',
    model,
    ...judgement,
    candidate: scored(candidate),
    production: production && { ...scored(production), version: production.version },
    data,
    policy,
    gates,
    notes: [...notesOf(parts, unchanged), ...(parts.notes ?? [])],
    environment,
  }
}

/** Whether there is a version to compare with and the candidate is its very bytes: then nothing needs to be scored. */
export function isUnchanged(
  candidate: Pick<Subject, 'digest'>,
  production: Pick<Subject, 'digest'> | null,
): boolean {
  return production !== null && production.digest === candidate.digest
}

function scored({ digest, bytes, commit, run, figures }: Subject): Report['candidate'] {
  return { digest, bytes, commit, run, metrics: figures.metrics, curves: figures.curves }
}

function notesOf({ production, data, policy, gates }: ReportParts, unchanged: boolean): string[] {
  const unapplied = gates.filter(({ applied }) => applied === false).length
  return [
    policy.changed &&
      `The change edits the policy. It was judged by the policy of ${policy.commit.slice(0, 7)}, the base.`,
    production === null &&
      unapplied > 0 &&
      `This is a first version: ${countText(unapplied)} of ${countText(gates.length)} gates compare with production and were not applied.`,
    production?.unscored !== undefined &&
      !unchanged &&
      `Production could not be scored: ${production.unscored}.`,
    data.holdout.altered > 0 && sentence(alteredText(data.holdout.altered)),
    data.twins > 0 &&
      sentence(
        `${twinsText({ twins: data.twins, rows: data.holdout.rows })}${
          hasManyTwins({ twins: data.twins, rows: data.holdout.rows }) ? ': the figures may be too good' : ''
        }`,
      ),
  ].filter((note) => note !== false)
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
}
