import { withDatabase } from '../data/database.ts'
import { type FileColumns, type FileFormat, openTableFile } from '../data/table-file.ts'
import { refusalOf } from './admit.ts'
import type { Answers, Asked, AskedBinary, AskedMulticlass } from './answers.ts'
import { choosePositive, isValue, placeClasses } from './classes.ts'
import { labelBook } from './label-book.ts'
import { improbableRows, largestOf } from './probabilities.ts'
import { oneLine, someOf } from './text.ts'

/** A file of predictions: rows in order; columns `prediction` and `probability_<class>`, not both needed for classes. */
export interface PredictionsFile {
  path: string
  format: FileFormat
  /** Rows that were asked for. */
  rows: number
  asked: Asked
  /** What messages call it. */
  name: string
  /** Of a file that a person gave: what is no probability is refused, where a program's may be a score. */
  strict?: true
}

const probabilityPrefix = 'probability_'
/** What stands in the columns of such a file; undefined for a column that it cannot have. */
export function predictionColumn(
  name: string,
  { task }: Pick<Asked, 'task'>,
): 'string' | 'number' | undefined {
  if (name === 'prediction') return task === 'regression' ? 'number' : 'string'
  const isProbability = name.startsWith(probabilityPrefix) && name.length > probabilityPrefix.length
  return isProbability && task !== 'regression' ? 'number' : undefined
}

/** Reads predictions that another program made. Throws a UserError where the file does not answer what was asked. */
export async function readPredictions(of: PredictionsFile): Promise<Answers> {
  const refuse = refusalOf(of.name)
  return withDatabase(
    async (database) => {
      const columns = await openTableFile(database, of).catch((error: unknown) => {
        throw refuse(`is no ${of.format} file that can be read: ${oneLine(String(error), 200)}`)
      })
      if (columns.rows !== of.rows)
        throw refuse(
          `has ${columns.rows} rows for ${of.rows} rows of features`,
          'write one row for each, in their order',
        )
      return answersOf(columns, of)
    },
    { threads: 1 },
  )
}

function answersOf(columns: FileColumns, of: PredictionsFile): Promise<Answers> {
  switch (of.asked.task) {
    case 'binary-classification':
      return binaryAnswers(columns, { ...of, asked: of.asked })
    case 'multiclass-classification':
      return multiclassAnswers(columns, { ...of, asked: of.asked })
    case 'regression':
      return regressionAnswers(columns, of)
  }
}

type Of<A extends Asked> = PredictionsFile & { asked: A }

async function binaryAnswers(columns: FileColumns, of: Of<AskedBinary>): Promise<Answers> {
  const refuse = refusalOf(of.name)
  const { task, positive } = of.asked
  const probabilities = probabilityColumns(columns)
  const texts = columns.names.includes('prediction') ? await textsOf(columns, of) : undefined
  const isOne = (label: string) => isValue(label, positive) || (Number(label) === 1 && positive !== false)
  const labels = texts && Uint8Array.from(texts, (label) => (isOne(label) ? 1 : 0))
  const others = new Set(texts?.filter((label) => !isOne(label)))
  if (of.strict && others.size > 1)
    throw refuse(
      `predicts ${others.size} values beside the positive one, and a binary target has one`,
      'write the values of the target',
    )
  if (probabilities.length === 0) {
    if (!labels) throw refuse(...lacksColumns(of))
    if (labels.length > 0 && !labels.includes(1))
      throw refuse(
        'predicts labels only, and none of them is the positive value',
        'write probabilities too, or the values of the target as predictions',
      )
    return { task, scores: Float64Array.from(labels), from: 'labels', labels }
  }
  const [only] = probabilities
  const choice =
    probabilities.length === 1 && only !== undefined && isOne(only)
      ? { found: true as const, index: 0 }
      : choosePositive({ kind: 'text', labels: probabilities }, positive)
  if (!choice.found) throw refuse(choice.reason, 'name the columns after the values of the target')
  const column = `${probabilityPrefix}${probabilities[choice.index]}`
  if (of.strict) await requireProbabilities(columns, probabilities, of)
  return { task, scores: await numbersOf(columns, [column], of), from: 'scores', labels }
}

async function multiclassAnswers(columns: FileColumns, of: Of<AskedMulticlass>): Promise<Answers> {
  const refuse = refusalOf(of.name)
  const { asked } = of
  const known = probabilityColumns(columns)
  const kind = known.every((label) => /^\d+$/.test(label)) ? 'integer' : 'text'
  const placing = placeClasses({ kind, labels: known }, asked)
  if (!placing.found) throw refuse(placing.reason, 'name the columns after the values of the target')
  const places = new Map(placing.indexes.map((place, index) => [place, known[index] as string]))
  const texts = columns.names.includes('prediction') ? await textsOf(columns, of) : undefined
  if (of.strict && known.length > 0) await requireProbabilities(columns, known, of)
  const spread = known.length > 0 ? await probabilitiesOf(columns, { ...of, places }) : undefined
  const improbable = spread !== undefined && improbableRows(spread, asked.classes.length) > 0
  if (improbable && !texts)
    throw refuse('has probabilities that do not sum to 1 in each row', 'write probabilities, not scores')
  if (!spread && !texts) throw refuse(...lacksColumns(of))
  return {
    task: asked.task,
    labels: texts ? placesOf(texts, of) : largestOf(spread as Float64Array, asked.classes.length),
    probabilities: improbable ? undefined : spread,
  }
}

async function regressionAnswers(columns: FileColumns, of: PredictionsFile): Promise<Answers> {
  if (!columns.names.includes('prediction')) throw refusalOf(of.name)(...lacksColumns(of))
  return { task: 'regression', values: await numbersOf(columns, ['prediction'], of) }
}

/** Probabilities by class in the order of the target's values; 0 for those without a column. */
async function probabilitiesOf(
  columns: FileColumns,
  of: Of<AskedMulticlass> & { places: ReadonlyMap<number, string> },
): Promise<Float64Array> {
  const width = of.asked.classes.length
  const given = [...of.places.keys()]
  const names = given.map((place) => `${probabilityPrefix}${of.places.get(place)}`)
  const values = await numbersOf(columns, names, of)
  const spread = new Float64Array(of.rows * width)
  for (const [index, place] of given.entries())
    for (let row = 0; row < of.rows; row++)
      spread[row * width + place] = values[row * given.length + index] as number
  return spread
}

function placesOf(texts: readonly string[], of: Of<AskedMulticlass>): Int32Array {
  const book = labelBook(undefined, of.name)
  const areIntegers = texts.every((text) => /^\d+$/.test(text))
  const codes = Int32Array.from(texts, (text) => book.code(areIntegers ? Number(text) : text))
  const places = book.places(of.asked)
  return codes.map((code) => places[code] as number)
}

/** Every number lies in 0..1, and those of a row that has more than one sum to 1. */
async function requireProbabilities(
  columns: FileColumns,
  classes: readonly string[],
  of: PredictionsFile,
): Promise<void> {
  const refuse = refusalOf(of.name)
  const names = classes.map((label) => `${probabilityPrefix}${label}`)
  const values = await numbersOf(columns, names, of)
  let outside = 0
  for (let start = 0; start < values.length; start += names.length)
    if (values.subarray(start, start + names.length).some((value) => value < 0 || value > 1)) outside++
  if (outside > 0)
    throw refuse(
      `has a probability outside 0 to 1 for ${outside} of ${of.rows} rows`,
      'write probabilities, not scores or percentages',
    )
  const improbable = names.length > 1 ? improbableRows(values, names.length) : 0
  if (improbable > 0)
    throw refuse(
      `has probabilities that do not sum to 1 for ${improbable} of ${of.rows} rows`,
      'write a column for each class, or for the positive value alone',
    )
}

/** The classes that the file has a column of probabilities for. */
function probabilityColumns({ names }: FileColumns): string[] {
  return names
    .filter((name) => name.startsWith(probabilityPrefix))
    .map((name) => name.slice(probabilityPrefix.length))
}

async function textsOf(columns: FileColumns, { name }: PredictionsFile): Promise<string[]> {
  const texts = await columns.texts('prediction')
  const missing = texts.filter((text) => text === null).length
  if (missing > 0) throw refusalOf(name)(`lacks the prediction of ${missing} of ${texts.length} rows`)
  return texts as string[]
}

async function numbersOf(
  columns: FileColumns,
  names: readonly string[],
  of: PredictionsFile,
): Promise<Float64Array> {
  const values = await columns.numbers(names, names.length)
  const width = Math.max(1, names.length)
  let bad = 0
  for (let row = 0; row < of.rows; row++)
    if (!values.subarray(row * width, (row + 1) * width).every(Number.isFinite)) bad++
  if (bad > 0)
    throw refusalOf(of.name)(
      `has no finite number in ${someOf(names)} for ${bad} of ${of.rows} rows`,
      'look for divisions by zero, overflows, and missing values that the model was not trained on',
    )
  return values
}

function lacksColumns({ asked }: PredictionsFile): [string, string] {
  return asked.task === 'regression'
    ? ['lacks the column prediction', 'write one value for each row into it']
    : ['lacks prediction and probability_<class>', 'write a column for each class, or the predicted labels']
}
