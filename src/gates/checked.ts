import type { Verdict } from '../project/verdict.ts'
import { alteredText, referenceWords } from './doubts.ts'
import { comparing } from './gate.ts'
import { leakageChecks } from './leakage.ts'
import type { Ranking } from './ranking.ts'
import type { Checked, Report } from './report.ts'
import { isSame, type ReportParts, rivalOf } from './report-parts.ts'
import { signatureCheck } from './signature.ts'
import { isUnsteady } from './steadiness.ts'
import { splitText } from './trained-as-judged.ts'
import { countText, numberOf } from './words.ts'

/**
 * What makes a verdict more than words: that two different models were asked about the same rows, which neither had seen
 * and nobody had changed. What does not hold caps the verdict.
 */
export function checkedOf(parts: ReportParts): Checked[] {
  return [
    otherModel(parts),
    ...predictionsMade(parts),
    productionScored(parts),
    ...(parts.against?.ranking ? [everyVersionScored(parts.against.ranking)] : []),
    sameRows(parts),
    steadyAnswers(parts),
    unseenRows(parts),
    unalteredRows(parts),
    baseDataset(parts),
    bothClasses(parts),
    ...leakageChecks({
      data: parts.data,
      ...parts.evidence.leakage,
      split: parts.evidence.splits.candidate,
    }),
    signatureCheck(parts.evidence.signatures, {
      version: parts.production?.version,
      unchanged: parts.production !== null && isSame(parts.production, parts.candidate),
    }),
    basePolicy(parts),
  ]
}

function result(check: Checked['check'], text: string, verdict: Verdict = 'pass'): Checked {
  return { check, verdict, text }
}

function notApplied(check: Checked['check'], text: string): Checked {
  return { check, verdict: 'pass', applied: false, text }
}

function otherModel(parts: ReportParts): Checked {
  const { candidate, production, evidence, data } = parts
  if (production && isSame(production, candidate))
    return notApplied('other-model', `the candidate is production ${production.version}, byte for byte`)
  const rival = rivalOf(parts)
  if (rival === null) return notApplied('other-model', 'there is no version in production to differ from')
  if (rival.digest !== null && isSame({ ...rival, digest: rival.digest }, candidate))
    return result('other-model', `the candidate is ${rival.called}, byte for byte`, 'inconclusive')
  const { differing } = evidence
  const other =
    rival.digest === candidate.digest
      ? `the candidate is the file of ${rival.called}, byte for byte, read by another program`
      : `the candidate is another model than ${rival.called}`
  if (differing === null) return notApplied('other-model', `${other}; not both were scored`)
  const rows = numberOf(data.holdout.rows, 'row')
  return result(
    'other-model',
    `${other}, and scores ${countText(differing)} of ${rows} differently`,
    differing === 0 && !rival.standing ? 'inconclusive' : 'pass',
  )
}

/** Where predictions come from a file, nothing ties them to a model: that is told, and the policy says whether it will do. */
function predictionsMade(parts: ReportParts): Checked[] {
  const { candidate, evidence } = parts
  const rival = rivalOf(parts)
  if (candidate.predictions === undefined && rival?.predictions === undefined) return []
  const whose = [
    ...(candidate.predictions ? ['the candidate'] : []),
    ...(rival?.predictions ? [rival.called] : []),
  ].join(' and of ')
  const text = `the predictions of ${whose} were given in a file, not made here: nothing proves which model made them, or that it had not seen the answers`
  if (candidate.predictions === undefined || candidate.given || evidence.mayGive)
    return [result('predictions-made', text, 'warn')]
  return [
    result(
      'predictions-made',
      `${text}; the policy does not let that decide (predict: {file: …} in model.yaml of the base would)`,
      'inconclusive',
    ),
  ]
}

function productionScored(parts: ReportParts): Checked {
  const { evidence, gates } = parts
  const rival = rivalOf(parts)
  if (rival === null) return notApplied('production-scored', 'there is no version in production')
  if (rival.unscored === undefined) return result('production-scored', `${rival.called} was scored`)
  const compares = gates.some(({ rule }) => comparing(rule))
  return result(
    'production-scored',
    `${rival.called} could not be scored: ${rival.unscored}`,
    compares ? evidence.whenUnscorable : 'warn',
  )
}

/** The best of all is only known where all were asked. That old ones cannot be any more must not keep new ones out. */
function everyVersionScored({ versions }: Ranking): Checked {
  const all = numberOf(versions.length, 'version')
  const left = versions.flatMap((one) => ('unscored' in one ? [`${one.version} (${one.unscored})`] : []))
  if (left.length === 0) return result('every-version-scored', `all of ${all} were scored on the same rows`)
  const named = left.slice(0, 3).join('; ') + (left.length > 3 ? `; and ${left.length - 3} more` : '')
  return result(
    'every-version-scored',
    `${left.length} of ${all} could not be scored, so a better one may be among them: ${named}`,
    'warn',
  )
}

function sameRows(parts: ReportParts): Checked {
  const { candidate, data } = parts
  const rival = rivalOf(parts)
  const rows = numberOf(data.holdout.rows, 'row')
  if (!candidate.scored || !rival?.scored)
    return notApplied('same-rows', `only one model was scored on the ${rows}`)
  return candidate.scored.rows === rival.scored.rows
    ? result('same-rows', `both models were scored on the same ${rows}, in the same order`)
    : result('same-rows', 'the two models were scored on different rows', 'error')
}

function steadyAnswers({ evidence: { steady } }: ReportParts): Checked {
  if (steady === undefined) return notApplied('steady-answers', 'the candidate was not asked again')
  const again = 'one at a time and in another order'
  if ('unanswered' in steady)
    return result(
      'steady-answers',
      `asked again, ${again}, the candidate does not answer: ${steady.unanswered}`,
      'inconclusive',
    )
  const rows = numberOf(steady.rows, 'row')
  return isUnsteady(steady)
    ? result(
        'steady-answers',
        `asked again about ${rows}, ${again}, the candidate answers ${countText(steady.differing)} of them otherwise: what it says of a row hangs on chance or on the rows beside it (as of a model exported in training mode), so no figure says how it would do`,
        'inconclusive',
      )
    : result('steady-answers', `asked again about ${rows}, ${again}, the candidate says the same`)
}

function unseenRows(parts: ReportParts): Checked {
  const { splits, trainingSaw } = parts.evidence
  const own = splitText(splits.candidate)
  if (trainingSaw === 'files')
    return result(
      'unseen-rows',
      `training was given the dataset's files (train.data is files), so that it left the held-out rows (${own}) alone is its own word`,
      'warn',
    )
  if (trainingSaw === 'unknown') {
    const [what, its] = parts.candidate.predictions ? ['file of predictions', 'its model'] : ['file', 'it']
    return result(
      'unseen-rows',
      `the candidate is a ${what} that was given, and which rows ${its} was trained on is not known: it may have seen the held-out rows (${own})`,
      'warn',
    )
  }
  if (rivalOf(parts) === null)
    return result('unseen-rows', `no row was trained on: the split (${own}) holds all out`)
  if (splits.rival === null)
    return result('unseen-rows', `the candidate was trained on no row: its split (${own}) holds all out`)
  const before = splitText(splits.rival)
  return result(
    'unseen-rows',
    own === before
      ? `no row was trained on by either model: the split of both (${own}) holds all out`
      : `no row was trained on by either model: the splits of the candidate (${own}) and of ${rivalOf(parts)?.called} (${before}) hold all out`,
  )
}

function unalteredRows({ evidence, data }: ReportParts): Checked {
  const { reference } = evidence
  const { altered, added = 0, rows } = data.holdout
  const of = referenceWords(reference)
  switch (reference.state) {
    case 'none':
      return notApplied('unaltered-rows', 'there are no earlier rows to hold the held-out ones against')
    case 'unreadable':
      return result(
        'unaltered-rows',
        `${of.rows} cannot be read, so nothing says whether held-out rows were altered: ${reference.reason}`,
        'inconclusive',
      )
    case 'same':
      return result('unaltered-rows', `the held-out rows are those of ${of.short}, unaltered`)
    case 'compared': {
      if (altered > 0) return result('unaltered-rows', alteredText(altered, reference), 'inconclusive')
      const news = added > 0 ? `; ${countText(added)} of the ${countText(rows)} are new` : ''
      const text = `no held-out row of ${of.short} is altered or removed${news}`
      // Nothing is taken away, and yet most of what the figures are of came with the change itself.
      if (reference.of === 'base' && added > rows / 2)
        return result(
          'unaltered-rows',
          `${text}, so most of what the figures are of came with this change`,
          'warn',
        )
      return result('unaltered-rows', text)
    }
  }
}

function baseDataset({ evidence }: ReportParts): Checked {
  const { judged, base } = evidence.datasets
  if (base === null) return notApplied('base-dataset', 'the base does not have the model')
  return base === judged
    ? result('base-dataset', `the dataset is the base's, ${judged}`)
    : result(
        'base-dataset',
        `this change judges the model on another dataset, ${judged} instead of ${base}, so its figures cannot decide`,
        'inconclusive',
      )
}

function bothClasses({ data }: ReportParts): Checked {
  const { positives, classes, rows } = data.holdout
  if (classes) return everyClass(classes)
  if (positives === undefined)
    return notApplied('both-classes', 'there are no classes: the model predicts a number')
  const text = `${countText(positives)} of ${numberOf(rows, 'held-out row')} are positive`
  return positives > 0 && positives < rows
    ? result('both-classes', text)
    : result('both-classes', `${text}, so there is one class only and nothing to tell apart`, 'inconclusive')
}

function everyClass(classes: NonNullable<Report['data']['holdout']['classes']>): Checked {
  const missing = classes.filter(({ rows }) => rows === 0).map(({ name }) => name)
  const all = `${classes.length} classes`
  if (missing.length === 0) return result('both-classes', `there are held-out rows of all ${all}`)
  const named = missing.slice(0, 5).join(', ') + (missing.length > 5 ? ` and ${missing.length - 5} more` : '')
  return result('both-classes', `no held-out row is of ${named}, of ${all}`, 'inconclusive')
}

function basePolicy({ policy }: ReportParts): Checked {
  const from = `the policy of ${policy.commit.slice(0, 7)}`
  return result(
    'base-policy',
    policy.changed
      ? `${from}, the base, judged; this change edits what decides`
      : `${from} judged, and this change does not edit it`,
  )
}
