import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Log } from '../../src/project/log.ts'
import { Model } from '../../src/project/schema/model.ts'
import { type Training, type TrainingOptions, trainModel } from '../../src/training/train-model.ts'

const fixture = resolve(import.meta.dirname, '../fixtures/models/tensor.onnx')

/** Leaves a good model, as a line of shell. */
export const leavesModel = 'cp model.fixture "$PAWL_OUT/model.onnx"'

export interface Place {
  folder: string
  root: string
  out: string
}

/** A git repository with a dataset, ignored files and a fixture, and a folder for what training leaves. */
export function place(files: Readonly<Record<string, string>> = {}): Place {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pawl-training-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const root = join(folder, 'repository')
  const out = join(folder, 'out')
  mkdirSync(root)
  mkdirSync(out)
  const all = {
    'data/customers/rows.csv': 'id,churned\n1,true\n2,held-out-row\n',
    'data/customers/dataset.yaml': 'dataset: customers\n',
    '.gitignore': 'node_modules\nignored.txt\n',
    'ignored.txt': 'ignored',
    ...files,
  }
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  copyFileSync(fixture, join(root, 'model.fixture'))
  execFileSync('git', ['-C', root, 'init', '--quiet'])
  execFileSync('git', ['-C', root, 'add', '.'])
  writeFileSync(join(folder, 'rows.csv'), 'id,churned\n1,true\n')
  return { folder, root, out }
}

export function model(run: string, train: Record<string, unknown> = {}): Model {
  return Model.parse({
    model: 'churn',
    task: 'binary-classification',
    owners: ['ada'],
    data: {
      dataset: 'customers',
      target: { column: 'churned', positive: true },
      features: ['a', 'b', 'c'],
      split: { by: 'id', holdout: '20%' },
    },
    train: { run, ...train },
    gates: { roc_auc: { min: 0.5 } },
  })
}

/** A log that keeps everything. */
export function recording(): Log & { lines: string[] } {
  const lines: string[] = []
  const keep = (line: string) => void lines.push(line)
  return { lines, info: keep, warn: keep, foreign: keep, step: (_title, work) => work(() => {}) }
}

export function train(where: Place, run: string, more: Partial<TrainingOptions> = {}): Promise<Training> {
  return trainModel({
    root: where.root,
    model: model(run),
    trainFile: join(where.folder, 'rows.csv'),
    hidden: ['data/customers/rows.csv'],
    out: where.out,
    params: { depth: 4 },
    seed: 42,
    timeout: 20_000,
    log: recording(),
    secrets: [],
    ...more,
  })
}

export function succeeded(training: Training) {
  if (!training.trained) throw new Error(`${training.cause}: ${training.message}`)
  return training
}

export function failed(training: Training) {
  if (training.trained) throw new Error('training succeeded')
  return training
}

export function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}/cwd`) && tryKill(pid)
}

function tryKill(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
