import type { Problem } from '../../project/problem.ts'
import type { SqlAnswer, SqlTask } from '../sql-answers.ts'

/** What the process for user SQL is told. */
export interface Start {
  task: SqlTask
  /** Where DuckDB is, unless it is in `node_modules`. */
  duckdb: string | undefined
  /** Resident bytes beyond which it ends itself. */
  memory: number
}

/** What it says. */
export type Said =
  | { kind: 'asks'; index: number }
  | { kind: 'answers'; index: number; answer: SqlAnswer }
  /** It took too much memory and ends. */
  | { kind: 'memory' }
  | { kind: 'failed'; message: string; problems?: readonly Problem[] }
  | { kind: 'done' }
