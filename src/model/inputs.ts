import { refusalOf } from './admit.ts'
import type { Signature, Slot } from './examination.ts'
import { tensorType } from './signature.ts'
import { oneLine, someOf } from './text.ts'

/** A feature as the child knows it: its place among the columns that were handed over, its kind and its name. */
export interface Feature {
  name: string
  kind: 'number' | 'text'
}

/** Element types that Pawl can feed. */
export type FeedType = 'float' | 'double' | 'float16' | 'int64' | 'int32' | 'bool' | 'string'

/** One tensor to feed: which columns go into it, in order, and whether its rows are lists (`[n, k]`) or single values (`[n]`). */
export interface Feed {
  name: string
  type: FeedType
  columns: readonly number[]
  flat: boolean
}

export interface InputPlan {
  feeds: readonly Feed[]
  /** Rows that must be fed at a time, where the model fixes their number. */
  rows: number | undefined
  /** Features that no input takes: the model does without them. */
  unused: readonly string[]
}

const feedTypes: ReadonlySet<string> = new Set<FeedType>([
  'float',
  'double',
  'float16',
  'int64',
  'int32',
  'bool',
  'string',
])

/**
 * A column's name as skl2onnx writes it: every character but letters and digits becomes `_`, and `_` goes before a
 * leading digit (`education-num` is `education_num`, `1stFlrSF` is `_1stFlrSF`).
 */
export function plainName(name: string): string {
  const plain = name.replace(/[^0-9A-Za-z]/g, '_')
  return /^\d/.test(plain) ? `_${plain}` : plain
}

/**
 * Decides which features go into which input: one input takes all of them in their order, one of numbers and one of
 * texts each its kind, and otherwise inputs are matched by name.
 * Throws a UserError where features and inputs do not fit.
 */
export function planInputs(of: {
  signature: Signature
  features: readonly Feature[]
  file: string
}): InputPlan {
  const { inputs } = of.signature
  const [only] = inputs
  const feeds =
    inputs.length === 1 && only && !isColumnOf(only, of.features)
      ? [matrix(only, { ...of, columns: of.features.map((_, index) => index) })]
      : (byKind(inputs, of) ?? byName(inputs, of))
  const used = new Set(feeds.flatMap(({ columns }) => columns))
  const unused = of.features.filter((_, index) => !used.has(index)).map(({ name }) => name)
  return { feeds, rows: fixedRows(inputs, of.file), unused }
}

function isColumnOf(slot: Slot, features: readonly Feature[]): boolean {
  const [only] = features
  return features.length === 1 && only !== undefined && plainName(only.name) === plainName(slot.name)
}

/**
 * Two inputs, one of numbers and one of texts, as wide as there are features of either kind, and neither named after a
 * feature: each takes its kind of features in their order.
 */
function byKind(
  inputs: readonly Slot[],
  of: { features: readonly Feature[]; file: string },
): Feed[] | undefined {
  const names = new Set(of.features.map(({ name }) => plainName(name)))
  if (inputs.length !== 2 || inputs.some(({ name }) => names.has(plainName(name)))) return undefined
  const groups = inputs.map((slot) => {
    const kind = tensorType(slot) === 'string' ? 'text' : 'number'
    const columns = of.features.flatMap((feature, index) => (feature.kind === kind ? [index] : []))
    return { slot, kind, columns }
  })
  const fits = groups.every(
    ({ slot, columns }) => slot.shape.length === 2 && slot.shape[1] === columns.length,
  )
  if (!fits || groups[0]?.kind === groups[1]?.kind) return undefined
  return groups.map(({ slot, columns }) => {
    const features = columns.map((index) => of.features[index] as Feature)
    return matrix(slot, { features, columns, file: of.file })
  })
}

/** `columns` are the places of the features among all. */
function matrix(
  slot: Slot,
  of: { features: readonly Feature[]; columns: readonly number[]; file: string },
): Feed {
  const refuse = refusalOf(of.file)
  const type = feedTypeOf(slot, of.file)
  const texts = of.features.filter(({ kind }) => kind === 'text').map(({ name }) => name)
  if (type !== 'string' && texts.length > 0)
    throw refuse(
      `takes one tensor of numbers, and these features are texts: ${someOf(texts)}`,
      'export the model with one input per column, or encode the texts in the features',
    )
  const width = slot.shape.length === 2 ? slot.shape[1] : undefined
  if (slot.shape.length === 1 ? of.features.length !== 1 : slot.shape.length !== 2 && slot.shape[0] !== '...')
    throw refuse(
      `input ${oneLine(slot.name, 80)} has shape [${slot.shape.join(', ')}], which is no table of rows and features`,
      'reshape within the exported graph, so that what it takes is such a table',
    )
  if (typeof width === 'number' && width !== of.features.length)
    throw refuse(
      `input ${oneLine(slot.name, 80)} takes ${width} features, model.yaml names ${of.features.length}`,
      'list data.features as the model was trained on them, in that order',
    )
  return {
    name: slot.name,
    type,
    columns: of.columns,
    flat: slot.shape.length === 1,
  }
}

function byName(inputs: readonly Slot[], of: { features: readonly Feature[]; file: string }): Feed[] {
  const refuse = refusalOf(of.file)
  const byPlainName = new Map<string, number>()
  const byExactName = new Map(of.features.map(({ name }, index) => [name, index] as const))
  for (const [index, { name }] of of.features.entries()) {
    const other = byPlainName.get(plainName(name))
    if (other !== undefined)
      throw refuse(
        `features ${someOf([of.features[other]?.name ?? '', name])} have the same name in ONNX, ${plainName(name)}`,
        'rename one of the columns',
      )
    byPlainName.set(plainName(name), index)
  }
  const feeds = inputs.map((slot) => {
    const index =
      byExactName.get(slot.name) ??
      byPlainName.get(plainName(slot.name)) ??
      byPlainName.get(plainName(unwrapped(slot.name)))
    const feature = index === undefined ? undefined : of.features[index]
    if (index === undefined || !feature)
      throw refuse(
        `has an input ${oneLine(slot.name, 80)} that no feature is named after`,
        'list the column in data.features, or export the model with the names of its columns',
      )
    return single(slot, { index, feature, file: of.file })
  })
  const used = new Set(feeds.flatMap(({ columns }) => columns))
  if (used.size < feeds.length) throw refuse('has two inputs that stand for the same feature')
  return feeds
}

/** A name without what TensorFlow puts around it: `serving_default_tenure:0`. */
function unwrapped(name: string): string {
  return name.replace(/^serving_default_/, '').replace(/:0$/, '')
}

function single(slot: Slot, of: { index: number; feature: Feature; file: string }): Feed {
  const refuse = refusalOf(of.file)
  const type = feedTypeOf(slot, of.file)
  const name = oneLine(slot.name, 80)
  if (of.feature.kind === 'text' && type !== 'string')
    throw refuse(
      `input ${name} takes ${type}, and feature ${oneLine(of.feature.name, 80)} is text`,
      'export this input as a string tensor, or make the column a number',
    )
  const [, width] = slot.shape
  if (slot.shape.length > 2 || (typeof width === 'number' && width !== 1))
    throw refuse(`input ${name} has shape [${slot.shape.join(', ')}], a single column is [rows, 1] or [rows]`)
  return {
    name: slot.name,
    type,
    columns: [of.index],
    flat: slot.shape.length === 1 && slot.shape[0] !== '...',
  }
}

function feedTypeOf(slot: Slot, file: string): FeedType {
  const type = tensorType(slot)
  if (type !== undefined && feedTypes.has(type)) return type as FeedType
  throw refusalOf(file)(
    `input ${oneLine(slot.name, 80)} is ${slot.type}, which Pawl cannot feed`,
    `use a tensor of ${[...feedTypes].join(', ')}`,
  )
}

function fixedRows(inputs: readonly Slot[], file: string): number | undefined {
  const fixed = new Set(inputs.map(({ shape }) => shape[0]).filter((size) => typeof size === 'number'))
  if (fixed.size > 1)
    throw refusalOf(file)(
      'fixes different numbers of rows for its inputs',
      'export it with a dynamic first dimension',
    )
  const [rows] = fixed
  if (rows === 0) throw refusalOf(file)('takes no rows at all', 'export it with a dynamic first dimension')
  return rows
}
