import type { Leakage } from '../data/leakage/leakage.ts'
import type { Figures } from '../evaluation/figures.ts'
import type { SplitRule } from '../project/schema/split.ts'
import type { Task } from '../project/task.ts'
import type { Reference } from './doubts.ts'
import type { LeakageLimits } from './leakage.ts'
import type { Ranking } from './ranking.ts'
import type { GateResult, Report } from './report.ts'
import type { Signatures } from './signature.ts'
import type { Steadiness } from './steadiness.ts'

/** A model with what was computed of it. */
export interface Subject {
  digest: Report['candidate']['digest']
  bytes: number
  commit: string
  run: string
  /** A file that somebody gave. */
  given?: 'model' | 'predictions'
  /** Known by a file of predictions alone. */
  predictions?: 'given'
  /** The program that predicts with it; undefined for ONNX. */
  program?: { digest: Report['candidate']['digest'] | undefined }
  figures: Figures
  scored?: Report['candidate']['scored']
}

/** A version that is not in production, or a constant baseline. */
export interface Against {
  name: 'version' | 'best-run' | 'baseline'
  version: string | null
  digest: Report['candidate']['digest'] | null
  figures: Figures
  scored?: Report['candidate']['scored']
  predictions?: 'given'
  program?: NonNullable<Subject['program']>
  unscored?: string
  /** Of the best of all versions: what all came to. */
  ranking?: Ranking
}

export interface ReportParts {
  model: string
  task: Task
  candidate: Subject
  /** The version in production; null for a first version. `unscored` says why it could not be scored. */
  production: (Subject & { version: string; unscored?: string }) | null
  /** What was compared with where that is not production. */
  against?: Against
  data: Report['data']
  policy: Report['policy']
  evidence: Evidence
  /** What `judge` said; ignored for an unchanged candidate. */
  gates: readonly GateResult[]
  /** The same for each stage of the project, where gates differ by stage; without gates for the one that those of the report are of. */
  stages?: readonly { stage: string; gates?: readonly GateResult[] }[]
  operating?: Report['operating']
  slices?: Report['slices']
  classes?: Report['classes']
  fairness?: Report['fairness']
  segments?: Report['segments']
  behaviour?: Report['behaviour']
  measured?: Report['measured']
  /** The same under the change's own policy, where it has another one. */
  ownGates?: readonly GateResult[]
  ownMeasured?: readonly GateResult[]
  /** Remarks of the caller that a reader must see, such as self-approval allowed. */
  notes?: readonly string[]
  environment: Report['environment']
}

/** What is known of the evidence besides the figures. */
export interface Evidence {
  reference: Reference
  /** The dataset that was judged on, and the base's where the base has the model. */
  datasets: { judged: string; base: string | null }
  /** How each model's training rows were told from the held-out ones; a baseline learns from the candidate's. */
  splits: { candidate: SplitRule; rival: SplitRule | null }
  /** What training was given: its rows only, or the dataset's files, held-out rows among them. */
  trainingSaw: 'rows' | 'files' | 'unknown'
  /** Whether the policy lets a candidate be known by a file of predictions alone. */
  mayGive?: boolean | undefined
  /** Rows that candidate and what it is compared with score differently; null where not both were scored. */
  differing: number | null
  /** Whether the candidate says the same of a row when it is asked again; absent where it was asked once or never. */
  steady?: Steadiness | undefined
  whenUnscorable: 'inconclusive' | 'error'
  leakage: { found: Leakage; limits: LeakageLimits }
  signatures: Signatures
}

/** Whether two models are the same without asking them: the same bytes and, of those that a program reads, the same program. */
export function isSame(
  a: Pick<Subject, 'digest' | 'program'>,
  b: Pick<Subject, 'digest' | 'program'>,
): boolean {
  if (a.digest !== b.digest) return false
  if (!a.program && !b.program) return true
  return a.program?.digest !== undefined && a.program.digest === b.program?.digest
}

/** What the candidate was compared with, and how it is called; null where there is nothing. */
export function rivalOf({ production, against }: Pick<ReportParts, 'production' | 'against'>) {
  if (against) {
    const best = against.name === 'best-run' ? ', the best run' : ''
    const named = against.version === null ? 'the best run' : `version ${against.version}${best}`
    const called = against.name === 'baseline' ? 'the baseline' : named
    return { ...against, called, standing: false }
  }
  return production && { ...production, called: `production ${production.version}`, standing: true }
}
