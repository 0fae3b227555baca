import type { Table } from '../data/table.ts'
import type { Log, Progress } from '../project/log.ts'
import type { Answers, Asked } from './answers.ts'
import type { Operator, Signature } from './examination.ts'
import type { Limits } from './limits.ts'

/** What a model makes of some rows, or why it makes nothing of them. */
export type Prediction =
  | {
      ok: true
      answers: Answers
      /** What the model is made of, for a comparison with production's. */
      operators: readonly Operator[]
      /** Inputs and outputs, as an ONNX file names them; of the user's program the columns that it is handed. */
      signature: Signature
      /** Features that the model has no input for. */
      unused: readonly string[]
      /** Time of scoring alone: neither starting nor loading. */
      seconds: number
      /** Version of onnxruntime; `predict.run` where the user's program predicted. */
      runtime: string
    }
  | { ok: false; cause: 'timeout' | 'memory' | 'crash' | 'output' | 'model' | 'runtime'; message: string }

export interface PredictOptions {
  /** Path of the ONNX file, or of the file that `command` reads. */
  artifact: string
  /** The user's own program for a model in another format. */
  command?: PredictCommand
  /** What messages call it; its path if missing. */
  name?: string
  /** The features as columns, in the order of `data.features`. */
  features: Table
  asked: Asked
  /** Domains (`ai.onnx.ml`) and operators (`com.microsoft.Tokenizer`) that it may use; all that onnxruntime has if missing. */
  allow?: readonly string[]
  limits: Limits
  /** Threads within an operator: 1 is fastest for small models. */
  threads?: number
  log?: Log
  /** Hears how many rows are scored; of a program of the user's nothing is known before its end. */
  progress?: Progress
  /** Rows fed at a time. */
  batch?: number
  /** The program of the child process. */
  entry?: string
  /** Finds the folder that onnxruntime is installed in, where it is not in `node_modules`. */
  runtime?: () => Promise<string | undefined>
}

/** The user's own program that predicts with a model in another format than ONNX. */
export interface PredictCommand {
  /** A command line for bash. */
  run: string
  /** A working copy of the repository, without the dataset's files; the command starts there. */
  folder: string
  /** The format of the features and of the predictions. */
  format: 'parquet' | 'csv'
  /** What the artifact is called: some libraries tell formats by the ending. */
  artifact: string
  /** The name of the model, as the program is told. */
  model: string
}
