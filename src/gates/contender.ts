import type { DataFile } from '../data/files.ts'
import type { OpenDataset } from '../data/open.ts'
import { splitColumn, tellsSides } from '../data/split.ts'
import type { Signature } from '../model/examination.ts'
import type { PredictCommand } from '../model/predict.ts'
import type { RankedBy } from '../project/best-run.ts'
import type { Digest } from '../project/digest.ts'
import { columnRules } from '../project/schema/dataset.ts'
import type { Target } from '../project/schema/model.ts'
import type { SplitRule } from '../project/schema/split.ts'
import { targetText } from './trained-as-judged.ts'

/** A model file to score, and where it comes from. */
export interface Contender {
  /** `unusable` where there is no model to ask, and why. */
  artifact: string | { unusable: string }
  digest: Digest
  bytes: number
  commit: string
  run: string
  features: readonly string[]
  /** A model that somebody gave, or a file of its predictions: nobody knows which rows it was trained on. */
  given?: 'model' | 'predictions'
  /** What it says of the held-out rows, where only that is known of it. */
  predictions?: DataFile
  /** Where the policy holds the export against it. */
  origin?: Origin | undefined
  /** The user's program that predicts with it; undefined for ONNX. Its time-out is in milliseconds, its digest undefined where that is not known. */
  predict?: { command: PredictCommand; timeout: number; digest?: Digest | undefined } | undefined
}

/** The framework's own model, which a candidate was exported from, or why it cannot be asked. */
export type Origin = Pick<Contender, 'artifact' | 'features' | 'predict'>

/** The version in production; `unusable` says why it cannot be scored. */
export type Incumbent = Omit<Contender, 'given' | 'origin'> & {
  version: string
  data: Digest
  /** Inputs and outputs as they were recorded. */
  signature?: Signature | undefined
  split: SplitRule
  /** What it predicts; null where that is not known. */
  target: Target | null
}

/** What the policy compares with: what is in production, another version, or a constant. */
export type Against =
  | { kind: 'production' }
  | { kind: 'version'; version: Incumbent | null }
  /** Production first, then the newest; `gone` are those of which nothing is left to ask. */
  | {
      kind: 'best-run'
      by: RankedBy
      versions: readonly Incumbent[]
      gone: readonly { version: string; reason: string }[]
    }
  | { kind: 'baseline' }

/** Production as it can be asked; without a split where none of its rows can be told. */
export type Scorable = Omit<Incumbent, 'split'> & { split: SplitRule | null }

/**
 * A version that was trained on, or split by, columns that the files no longer have, or that predicts something else,
 * cannot be scored. It is then told as such, and neither its features nor its split are asked for: the candidate's own
 * figures are still shown.
 */
export function scorable(production: Incumbent, asked: { open: OpenDataset; target: Target }): Scorable {
  const unusable = unusableBecause(production, asked)
  // A file is not asked about features.
  if (unusable === undefined) return production.predictions ? { ...production, features: [] } : production
  const { predictions: _, ...known } = production
  return { ...known, features: [], split: null, artifact: { unusable } }
}

function unusableBecause(
  { artifact, predictions, features, split, target, version }: Incumbent,
  { open, target: asked }: { open: OpenDataset; target: Target },
): string | undefined {
  if (typeof artifact !== 'string' && !predictions) return artifact.unusable
  const by = splitColumn(split)
  if ('dataset' in split && !open.present.includes(by))
    return `version ${version} was judged on a dataset of its own, ${split.dataset}, which this evaluation does not read`
  const needed = [...new Set([...(predictions ? [] : features), by])]
  const lacking = needed.filter((column) => !open.present.includes(column))
  if (lacking.length > 0)
    return `${open.dataset.config.dataset} has no ${lacking.join(', ')} any more, which version ${version} was made with`
  const type = columnRules(open.dataset.config, by)?.type ?? 'string'
  if (!tellsSides(split, type))
    return `version ${version} was split by ${by}, which is of type ${type} now, so the rows that it was not trained on cannot be told`
  if (target && targetText(target) !== targetText(asked))
    return `version ${version} was trained to predict ${targetText(target)}, and ${targetText(asked)} is asked for now`
  return undefined
}
