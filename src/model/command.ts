import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { withDatabase } from '../data/database.ts'
import { writeTableFile } from '../data/table-file.ts'
import { formatProblem, messageOf, UserError } from '../project/problem.ts'
import { admit } from './admit.ts'
import { largestModel } from './limits.ts'
import type { PredictCommand, Prediction, PredictOptions } from './prediction.ts'
import { readPredictions } from './predictions.ts'
import { columnsSignature } from './signature.ts'
import { runUserProgram } from './user-program.ts'

/** Bytes of predictions for a row and for each of its classes: more is no list of predictions. */
const bytesPerCell = 200

/**
 * Scores rows by a command of the user's, in an environment without any token and within limits. Whatever it does wrong is
 * an answer; exceptions are Pawl's own faults.
 */
export async function predictByCommand(
  { artifact, name = artifact, features, asked, limits, log }: PredictOptions,
  command: PredictCommand,
): Promise<Prediction> {
  const place = await realpath(await mkdtemp(join(tmpdir(), 'pawl-predict-')))
  const inside = (file: string): string => join(place, file)
  try {
    await mkdir(inside('model'))
    const model = inside(join('model', basename(command.artifact)))
    await admit({ path: artifact, name, into: model, maxBytes: largestModel })
    const rows = inside(`features.${command.format}`)
    await withDatabase((database) =>
      writeTableFile(database, features, { path: rows, format: command.format }),
    )
    const answer = inside(`predictions.${command.format}`)
    const started = performance.now()
    const ended = await runUserProgram({
      run: command.run,
      folder: command.folder,
      place,
      variables: {
        PAWL_MODEL_NAME: command.model,
        PAWL_FEATURES: rows,
        PAWL_ARTIFACT: model,
        PAWL_PREDICTIONS: answer,
      },
      limits,
      phase: 'running predict.run',
      log,
    })
    const seconds = (performance.now() - started) / 1000
    if (ended.how !== 'done')
      return {
        ok: false,
        cause: ended.how,
        message: formatProblem({ place: { file: name }, message: ended.message }),
      }
    const copy = inside(`read.${command.format}`)
    const cells = features.rows * (asked.task === 'multiclass-classification' ? asked.classes.length + 1 : 3)
    await admit({
      path: answer,
      name: 'the file PAWL_PREDICTIONS',
      into: copy,
      maxBytes: 2 ** 20 + cells * bytesPerCell,
    })
    const answers = await readPredictions({
      path: copy,
      format: command.format,
      rows: features.rows,
      asked,
      name: 'the file PAWL_PREDICTIONS',
    })
    const signature = columnsSignature(features.columns.map((column) => column.name))
    return { ok: true, answers, operators: [], signature, unused: [], seconds, runtime: 'predict.run' }
  } catch (error) {
    if (error instanceof UserError)
      return { ok: false, cause: 'model', message: `${name}: ${messageOf(error)}` }
    throw error
  } finally {
    await rm(place, { recursive: true, force: true, maxRetries: 3 })
  }
}
