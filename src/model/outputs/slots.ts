import type { ModelProto } from 'onnx-buf'
import { refusalOf } from '../admit.ts'
import type { Asked } from '../answers.ts'
import type { Signature, Slot } from '../examination.ts'
import { someOf } from '../text.ts'

/** A model's outputs, and what is wanted of them. */
export interface Outputs<A extends Asked = Asked> {
  model: ModelProto
  signature: Signature
  asked: A
  file: string
}

/** Element types that scores, probabilities and values come in. */
export const floats: ReadonlySet<string> = new Set(['float', 'double', 'float16'])

/** The only entry, or the only one of the usual name; undefined for none; a UserError for several. */
export function onlyOne<T extends { name: string }>(
  list: readonly T[],
  wanted: { what: string; usual: RegExp; file: string },
): T | undefined {
  if (list.length <= 1) return list[0]
  const usual = list.filter(({ name }) => wanted.usual.test(name))
  if (usual.length === 1) return usual[0]
  throw refusalOf(wanted.file)(
    `has several outputs that could be the ${wanted.what}: ${someOf(list.map(({ name }) => name))}`,
    `export one output of ${wanted.what}`,
  )
}

/**
 * The outputs that may have so many columns, which leaves out an embedding or the leaves of a forest beside the scores;
 * all of them where none may, so that the refusal speaks of what is there.
 */
export function ofWidth(slots: readonly Slot[], widths: readonly number[]): readonly Slot[] {
  const fitting = slots.filter(({ shape }) => {
    const width = shape.length > 1 ? shape.at(-1) : 1
    return shape.length <= 2 && (typeof width !== 'number' || widths.includes(width))
  })
  return fitting.length > 0 ? fitting : slots
}
