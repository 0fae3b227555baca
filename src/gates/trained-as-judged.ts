import { durationText } from '../data/words.ts'
import { canonicalJson } from '../project/digest.ts'
import type { Target } from '../project/schema/model.ts'
import type { SplitRule } from '../project/schema/split.ts'

/** What a training says it was given, or what a policy says that a training has to be given. */
export interface Trained {
  split: SplitRule
  features: readonly string[]
  target: Target
}

/**
 * Why a training is no evidence under a policy, or undefined where it is: with another split it may have learned rows that
 * it would be judged on, with other features or another target it is another model than the one that is asked about.
 */
export function notTrainedAsJudged(trained: Trained, judged: Trained): string | undefined {
  if (!sameSplit(trained.split, judged.split))
    return `it was trained with the split ${splitText(trained.split)}, and the policy's is ${splitText(judged.split)}: it may have seen rows that it would be judged on`
  if (targetText(trained.target) !== targetText(judged.target))
    return `it was trained to predict ${targetText(trained.target)}, and the policy asks for ${targetText(judged.target)}`
  if (JSON.stringify(trained.features) !== JSON.stringify(judged.features))
    return `it was trained on the features ${trained.features.join(', ')}, and model.yaml names ${judged.features.join(', ')}`
  return undefined
}

export function sameSplit(a: SplitRule, b: SplitRule): boolean {
  return canonicalJson(a) === canonicalJson(b)
}

/**
 * `customer_id, 20 %`, with the salt where it is not the usual one; `signed_up from 2026-01-01 until 2026-02-01, after a gap of 7 days`
 * for a split in time.
 */
export function splitText(split: SplitRule): string {
  if ('dataset' in split) return `all rows of ${split.dataset}`
  if ('time' in split) {
    const until = split.until === undefined ? '' : ` until ${split.until}`
    const gap = split.gap === undefined ? '' : `, after a gap of ${durationText(split.gap)}`
    return `${split.time} from ${split.from}${until}${gap}`
  }
  const { by, holdout, salt } = split
  const share = `${Number((holdout * 100).toPrecision(12))} %`
  return salt === 'pawl' ? `${by}, ${share}` : `${by}, ${share}, salt ${JSON.stringify(salt)}`
}

/** `churned = true`; `contract of monthly, yearly`. */
export function targetText({ column, positive, classes }: Target): string {
  if (classes) return `${column} of ${classes.map((value) => JSON.stringify(value)).join(', ')}`
  return positive === undefined ? column : `${column} = ${JSON.stringify(positive)}`
}
