import { refusalOf } from './admit.ts'
import type { AskedMulticlass } from './answers.ts'
import { placeClasses } from './classes.ts'
import { someOf } from './text.ts'

/** Numbers the labels in the order in which they are met, and tells in the end which value of the target each stands for. */
export interface LabelBook {
  code(label: string | number): number
  places(asked: AskedMulticlass): number[]
}

const mostLabels = 10_000

/** `known` says which label is which, where the graph tells. Throws a UserError for labels that are none of the target's values. */
export function labelBook(known: ReadonlyMap<string, number> | undefined, file: string): LabelBook {
  const refuse = refusalOf(file)
  const codes = new Map<string | number, number>()
  let isText = false
  return {
    code(label) {
      const code = codes.get(label)
      if (code !== undefined) return code
      if (codes.size === mostLabels) throw refuse(`gives more than ${mostLabels} different labels`)
      isText ||= typeof label === 'string'
      codes.set(label, codes.size)
      return codes.size - 1
    },
    places(asked) {
      const labels = [...codes.keys()].map(String)
      if (known) return labels.map((label) => placeOf(label))
      const kind = isText ? 'text' : 'integer'
      const placing = placeClasses({ kind, labels }, asked)
      if (!placing.found)
        throw refuse(placing.reason, 'train on the values of the target, or list them in data.target.classes')
      refuseTwoReadings(labels, placing.indexes, asked)
      return [...placing.indexes]
    },
  }

  function placeOf(label: string): number {
    const place = known?.get(label)
    if (place === undefined) throw refuse(`gives a label that is none of its classes: ${someOf([label])}`)
    return place
  }

  /** Without classes in the graph, 1 and 2 of the values 1, 2, 3 may be places as well, the last of three never met. */
  function refuseTwoReadings(
    labels: readonly string[],
    indexes: readonly number[],
    asked: AskedMulticlass,
  ): void {
    if (isText || !asked.encoded) return
    const asPlaces = labels.map(Number)
    if (
      asPlaces.every((place) => place in asked.classes) &&
      asPlaces.some((place, at) => place !== indexes[at])
    )
      throw refuse(
        `gives the labels ${someOf(labels)}, which may be values of the target or places in data.target.classes`,
        'export the class labels, or order data.target.classes so that both are the same',
      )
  }
}
