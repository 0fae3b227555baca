import type { Leakage } from '../data/leakage/leakage.ts'
import type { Model } from '../project/schema/model.ts'
import type { SplitRule } from '../project/schema/split.ts'
import type { Checked, Report } from './report.ts'
import { countText, numberOf } from './words.ts'

export type LeakageLimits = Model['data']['leakage']

interface Grounds {
  data: Pick<Report['data'], 'twins'> & { holdout: Pick<Report['data']['holdout'], 'rows' | 'weights'> }
  found: Leakage
  limits: LeakageLimits
  /** How the candidate's rows were split. */
  split: SplitRule
}

/** What the training rows may have told of the held-out ones, judged by the limits of the policy. */
export function leakageChecks(grounds: Grounds): Checked[] {
  return [oneSide(grounds), twins(grounds), conflicts(grounds), proxies(grounds), time(grounds)]
}

/** A key or a group that is held out and trained on makes every figure too good, so nothing can be told. */
function oneSide({ found }: Grounds): Checked {
  const sides = found['both-sides']
  const broken = sides.filter(({ values }) => values > 0)
  const named = (columns: readonly string[]): string => columns.join(' and ')
  if (sides.length === 0)
    return {
      check: 'one-side',
      verdict: 'pass',
      applied: false,
      text: 'there is neither a key nor a group that has to be on one side of the split',
    }
  if (broken.length === 0)
    return {
      check: 'one-side',
      verdict: 'pass',
      text: `no ${sides.map(({ columns }) => named(columns)).join(' and no ')} is both held out and trained on`,
    }
  const told = broken.map(({ columns, values }) => `${numberOf(values, 'value')} of ${named(columns)}`)
  const isOne = broken.length === 1 && broken[0]?.values === 1
  return {
    check: 'one-side',
    verdict: 'error',
    text: `${told.join(' and ')} ${isOne ? 'is' : 'are'} both held out and trained on, so the figures say nothing: split by ${named(broken[0]?.columns ?? [])}`,
  }
}

/** `120 of 1,400 holdout rows have the same values as a training row, more than the 5 % allowed`. */
function twins({ data, limits }: Grounds): Checked {
  return counted('twins', {
    rows: data.twins,
    of: heldOut(data),
    words: 'the same values as a training row',
    limit: limits.duplicates,
    limits,
  })
}

function conflicts({ data, found, limits }: Grounds): Checked {
  return counted('conflicting-targets', {
    rows: found.conflicts,
    of: heldOut(data),
    words: 'the features of a training row and another target',
    limit: limits.conflicts,
    limits,
  })
}

function counted(
  check: Checked['check'],
  {
    rows,
    of,
    words,
    limit,
    limits,
  }: { rows: number; of: number; words: string; limit: number | undefined; limits: LeakageLimits },
): Checked {
  const have = `${countText(rows)} of ${numberOf(of, 'holdout row')} ${rows === 1 ? 'has' : 'have'} ${words}`
  if (limit === undefined) return { check, verdict: 'pass', applied: false, text: `${have}; no limit is set` }
  return rows > limit * of
    ? { check, verdict: limits.level, text: `${have}, more than the ${shareText(limit)} that is allowed` }
    : { check, verdict: 'pass', text: have }
}

function proxies({ found, limits }: Grounds): Checked {
  const check = 'target-proxies' as const
  const [best] = found.power
  if (!best || found['no-power'] !== undefined)
    return {
      check,
      verdict: 'pass',
      applied: false,
      text: `how well single features tell the target was not asked: ${found['no-power'] ?? 'there is none'}`,
    }
  const known = found.power.filter(({ feature }) => limits.known.includes(feature))
  const others = found.power.filter(({ feature }) => !limits.known.includes(feature))
  const giving = others.filter(({ auc }) => auc > limits.proxy)
  const aside = known.length > 0 ? `; ${known.map(({ feature }) => feature).join(', ')} may` : ''
  if (giving.length === 0) {
    const [next] = others
    return {
      check,
      verdict: 'pass',
      text: next
        ? `no feature alone tells the target too well; the best, ${next.feature}, has an AUC of ${next.auc.toFixed(3)}${aside}`
        : `all features may tell the target alone`,
    }
  }
  const named = giving.slice(0, 3).map(({ feature, auc }) => `${feature} (AUC ${auc.toFixed(3)})`)
  const more = giving.length > 3 ? ` and ${giving.length - 3} more` : ''
  return {
    check,
    verdict: limits.level,
    text: `${named.join(', ')}${more} alone ${giving.length === 1 ? 'tells' : 'tell'} the target nearly for certain, above ${limits.proxy}: is it known before the target?`,
  }
}

/** A split in time says that what is judged on comes after what was trained on; others say so with a limit. */
function time({ data, found, limits, split }: Grounds): Checked {
  const check = 'time-order' as const
  const limit = limits.time ?? ('time' in split ? 0 : undefined)
  if (limit === undefined || !found.time)
    return { check, verdict: 'pass', applied: false, text: 'the split is not held against time' }
  return counted(check, {
    rows: found.time.rows,
    of: heldOut(data),
    words: `a ${found.time.column} that is no later than the newest training row's`,
    limit,
    limits,
  })
}

/** Rows of weight 0 are judged by nothing, and held out all the same. */
function heldOut({ holdout }: Grounds['data']): number {
  return holdout.rows + (holdout.weights?.zero ?? 0)
}

function shareText(share: number): string {
  return `${Number((share * 100).toPrecision(12))} %`
}
