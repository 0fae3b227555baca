import type { Answers, Asked, Left } from './answers.ts'
import { files, readAnswer } from './exchange.ts'

/** Answers, or what is missing of them, or for how many rows they are no finite numbers. */
export type AnswersIn = Answers | { lacks: string } | { bad: number; what: string }

/** Reads the files of answers that the child left in its folder. */
export async function answersIn(
  folder: string,
  of: { rows: number; asked: Asked; left: Left },
): Promise<AnswersIn> {
  const { rows, asked, left } = of
  switch (left.task) {
    case 'binary-classification': {
      if (asked.task !== left.task) return otherTask
      const scores = await floatsIn(folder, { rows, width: 1, what: 'score' })
      if (!(scores instanceof Float64Array)) return scores
      const labels = left.labels ? await bytesIn(folder, files.labels, rows) : undefined
      if (left.labels && !labels) return { lacks: `did not leave ${rows} labels` }
      return { task: left.task, scores, from: left.from, labels }
    }
    case 'multiclass-classification': {
      if (asked.task !== left.task) return otherTask
      const width = asked.classes.length
      const probabilities = left.probabilities
        ? await floatsIn(folder, { rows, width, what: 'probability' })
        : undefined
      if (probabilities && !(probabilities instanceof Float64Array)) return probabilities
      const labels = await labelsIn(folder, { rows, width, places: left.places })
      return labels ? { task: left.task, labels, probabilities } : { lacks: `did not leave ${rows} labels` }
    }
    case 'regression': {
      if (asked.task !== left.task) return otherTask
      const values = await floatsIn(folder, { rows, width: 1, what: 'value' })
      return values instanceof Float64Array ? { task: left.task, values } : values
    }
  }
}

const otherTask = { lacks: 'answered something else than it was asked' }

async function bytesIn(folder: string, file: string, length: number): Promise<Uint8Array | undefined> {
  const bytes = await readAnswer(folder, { file, most: length })
  return bytes?.length === length ? bytes : undefined
}

async function floatsIn(
  folder: string,
  { rows, width, what }: { rows: number; width: number; what: string },
): Promise<Float64Array | { lacks: string } | { bad: number; what: string }> {
  const bytes = await bytesIn(folder, files.values, rows * width * 8)
  if (!bytes)
    return { lacks: `did not leave ${rows} ${what === 'probability' ? 'rows of probabilities' : `${what}s`}` }
  const values = new Float64Array(aligned(bytes))
  let bad = 0
  for (let row = 0; row < rows; row++) {
    let finite = true
    for (let at = row * width; at < (row + 1) * width; at++) finite &&= Number.isFinite(values[at])
    if (!finite) bad++
  }
  return bad > 0 ? { bad, what } : values
}

/** Labels as indexes of the target's values; undefined unless each is one. */
async function labelsIn(
  folder: string,
  { rows, width, places }: { rows: number; width: number; places: readonly number[] },
): Promise<Int32Array | undefined> {
  const bytes = await bytesIn(folder, files.labels, rows * 4)
  if (!bytes) return undefined
  const labels = new Int32Array(aligned(bytes))
  for (let row = 0; row < rows; row++) {
    const place = places[labels[row] as number]
    if (place === undefined || place >= width) return undefined
    labels[row] = place
  }
  return labels
}

/** The bytes in a buffer of their own: Node's small ones share one, at any offset. */
function aligned({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  const whole = byteOffset === 0 && buffer.byteLength === byteLength && buffer instanceof ArrayBuffer
  return whole ? buffer : (buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer)
}
