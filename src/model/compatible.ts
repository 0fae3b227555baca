import type { Signature, Slot } from './examination.ts'
import { oneLine } from './text.ts'

/**
 * What keeps a model from standing where another stands: inputs that whoever calls the other does not give or gives in
 * another type or width, and outputs that they would miss. Nothing where all fits; further outputs do no harm.
 */
export function incompatibilities(model: Signature, standing: Signature): string[] {
  const [given, taken] = [byName(standing.inputs), byName(model.inputs)]
  return [
    ...standing.inputs
      .filter(({ name }) => !taken.has(name))
      .map(({ name }) => `it has no input ${shown(name)}`),
    ...model.inputs
      .filter(({ name }) => !given.has(name))
      .map(({ name }) => `it asks for an input ${shown(name)}`),
    ...model.inputs.flatMap((slot) => differences('input', slot, given.get(slot.name))),
    ...lostOutputs(model.outputs, standing.outputs),
  ]
}

function byName(slots: readonly Slot[]): ReadonlyMap<string, Slot> {
  return new Map(slots.map((slot) => [slot.name, slot]))
}

function differences(what: string, slot: Slot, other: Slot | undefined): string[] {
  if (!other) return []
  const name = `its ${what} ${shown(slot.name)}`
  if (slot.type !== other.type) return [`${name} is a ${shown(slot.type)} instead of a ${shown(other.type)}`]
  if (sameWidth(slot, other)) return []
  return [`${name} has the shape ${shapeText(slot)} instead of ${shapeText(other)}`]
}

/** Sizes that a model leaves open fit any; the first is the number of rows. */
function sameWidth(a: Slot, b: Slot): boolean {
  const isUnknown = ({ shape }: Slot): boolean => shape.length === 1 && shape[0] === '...'
  if (isUnknown(a) || isUnknown(b)) return true
  if (a.shape.length !== b.shape.length) return false
  return a.shape.every(
    (size, at) =>
      at === 0 || typeof size === 'string' || typeof b.shape[at] === 'string' || size === b.shape[at],
  )
}

/** Outputs are matched by kind, because exporters name them as they like: each of the other's has to have one here. */
function lostOutputs(outputs: readonly Slot[], standing: readonly Slot[]): string[] {
  const left = [...outputs]
  return standing.flatMap((wanted) => {
    const fits = (slot: Slot): boolean => slot.type === wanted.type && sameWidth(slot, wanted)
    const named = left.findIndex((slot) => slot.name === wanted.name && fits(slot))
    const at = named >= 0 ? named : left.findIndex(fits)
    if (at < 0)
      return [
        `it has no output like ${shown(wanted.name)}, a ${shown(wanted.type)} of the shape ${shapeText(wanted)}`,
      ]
    left.splice(at, 1)
    return []
  })
}

function shapeText({ shape }: Slot): string {
  return `[${shape.map((size) => (typeof size === 'string' ? shown(size) : size)).join(', ')}]`
}

function shown(name: string): string {
  return oneLine(name, 60)
}
