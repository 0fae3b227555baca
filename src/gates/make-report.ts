import { checkedOf } from './checked.ts'
import { type Judgement, overall } from './overall.ts'
import type { GateResult, Report } from './report.ts'
import { type Against, isSame, type ReportParts, rivalOf, type Subject } from './report-parts.ts'
import { countText } from './words.ts'

/**
 * Puts a report together and draws its verdict. Pure; `canonicalJson` of the result gives the same bytes for the same
 * parts. A candidate that is production's model is `unchanged`: it has no gates, because there is nothing to compare.
 */
export function makeReport(parts: ReportParts): Report {
  const { model, task, candidate, production, against, data, policy, environment, ownGates } = parts
  const unchanged = unchangedBecause(candidate, production)
  const firstVersion = rivalOf(parts) === null
  const checked = checkedOf(parts)
  const judged = (gates: readonly GateResult[], measured: readonly GateResult[] = []): Judgement =>
    overall({ gates, measured, unchanged, firstVersion, checked })
  const gates = unchanged === undefined ? [...parts.gates] : []
  const whole = judged(gates, parts.measured?.gates)
  const stages = parts.stages?.map(({ stage, gates: own }) => {
    if (own === undefined || unchanged !== undefined) return { stage, ...whole }
    const timed = parts.measured?.stages?.find((each) => each.stage === stage)?.gates
    return { stage, ...judged(own, timed), gates: [...own] }
  })
  return {
    schema: 'pawl/report@1',
    model,
    task,
    ...whole,
    candidate: { ...scored(candidate), ...(candidate.given && { given: candidate.given }) },
    production: production && {
      ...scored(production),
      version: production.version,
      ...(production.unscored !== undefined && { unscored: production.unscored }),
    },
    ...(against && unchanged === undefined && { against: compared(against) }),
    data: { ...data, leakage: parts.evidence.leakage.found },
    policy: {
      ...policy,
      ...(ownGates && unchanged === undefined && { own: judged(ownGates, parts.ownMeasured) }),
    },
    gates,
    ...(stages && { stages }),
    ...(parts.operating && unchanged === undefined && { operating: parts.operating }),
    ...(parts.slices && unchanged === undefined && { slices: parts.slices }),
    ...(parts.classes && unchanged === undefined && { classes: parts.classes }),
    ...(parts.segments && unchanged === undefined && { segments: parts.segments }),
    ...(parts.fairness && unchanged === undefined && { fairness: parts.fairness }),
    ...(parts.behaviour && unchanged === undefined && { behaviour: parts.behaviour }),
    ...(parts.measured && unchanged === undefined && { measured: parts.measured }),
    checked,
    notes: [...notesOf(parts, { unchanged: unchanged !== undefined, checked }), ...(parts.notes ?? [])],
    environment,
  }
}

/** Why a candidate is production's model: the same bytes, or other bytes that say the same of every row. */
function unchangedBecause(candidate: Subject, production: Subject | null): string | undefined {
  if (production && isSame(candidate, production))
    return 'the candidate is the model in production, byte for byte'
  if (candidate.scored === undefined || candidate.scored.scores !== production?.scored?.scores)
    return undefined
  return 'the candidate gives every held-out row the score that the model in production gives it'
}

function scored({
  digest,
  bytes,
  commit,
  run,
  figures,
  scored,
  predictions,
  program,
}: Subject): Report['candidate'] {
  return {
    digest,
    bytes,
    commit,
    run,
    metrics: figures.metrics,
    curves: figures.curves,
    ...(figures.confusion && { confusion: confusionOf(figures.confusion) }),
    ...(figures.fit && { fit: [...figures.fit] }),
    ...(scored && { scored }),
    ...(predictions && { predictions }),
    ...(program?.digest && { program: program.digest }),
  }
}

function confusionOf({ classes, counts }: NonNullable<Subject['figures']['confusion']>) {
  return { classes: [...classes], counts: counts.map((row) => [...row]) }
}

function compared({ figures, program, ...about }: Against): NonNullable<Report['against']> {
  return {
    ...about,
    ...(program?.digest && { program: program.digest }),
    metrics: figures.metrics,
    curves: figures.curves,
    ...(figures.fit && { fit: [...figures.fit] }),
  }
}

function notesOf(
  { production, data, policy, gates }: ReportParts,
  { unchanged, checked }: { unchanged: boolean; checked: Report['checked'] },
): string[] {
  const unapplied = gates.filter(({ applied }) => applied === false).length
  const text = (check: string): string => sentence(checked?.find((one) => one.check === check)?.text ?? '')
  const said = (check: string): boolean =>
    checked?.some((one) => one.check === check && one.verdict !== 'pass') ?? false
  return [
    policy.changed &&
      `The change edits the policy. It was judged by the policy of ${policy.commit.slice(0, 7)}, the base.`,
    production === null &&
      unapplied > 0 &&
      `This is a first version: ${countText(unapplied)} of ${countText(gates.length)} gates compare with production and were not applied.`,
    ...(
      [
        'predictions-made',
        'every-version-scored',
        'steady-answers',
        'base-dataset',
        'unseen-rows',
        'both-classes',
        'one-side',
        'conflicting-targets',
        'target-proxies',
        'time-order',
        'signature',
      ] as const
    ).map((check) => said(check) && text(check)),
    said('production-scored') && !unchanged && text('production-scored'),
    (said('unaltered-rows') || (data.holdout.added ?? 0) > 0) && text('unaltered-rows'),
    data.twins > 0 && `${text('twins').slice(0, -1)}${said('twins') ? ': the figures may be too good' : ''}.`,
  ].filter((note) => note !== false)
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
}
