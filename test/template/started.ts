import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The parameters of model.yaml. */
export const usual = { trees: 60, depth: 2, rate: 0.2, sample: 300 }

export const root = resolve(fileURLToPath(import.meta.url), '../../..')

/** The template as a user has it after copying it and `npm ci`: a folder of its own, what it needs in node_modules. */
export function startTemplate(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-template-'))
  cpSync(join(root, 'template'), folder, {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return { folder, remove: () => rmSync(folder, { recursive: true }) }
}

/** The command that runs a TypeScript program, without the second that `npx` takes. */
export function tsx(file: string): string[] {
  return [process.execPath, '--import', 'tsx', file]
}

export interface Trained {
  ok: boolean
  output: string
  onnx: () => Buffer
  metrics: () => { step: number; name: string; value: number }[]
  importance: () => Record<string, number>
}

/** Runs the train program with the contract's variables and nothing else; `start` is how, past `npx` unless told. */
export function train(options: {
  folder: string
  rows: string
  params: Record<string, unknown>
  seed?: number
  start?: readonly string[]
}): Trained {
  const out = mkdtempSync(join(options.folder, 'out-'))
  const params = join(out, 'params.json')
  writeFileSync(params, JSON.stringify(options.params))
  const [program, ...words] = options.start ?? tsx('models/churn/train.ts')
  const child = spawnSync(program as string, words, {
    cwd: options.folder,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: options.folder,
      PAWL_MODEL_NAME: 'churn',
      PAWL_TRAIN: options.rows,
      PAWL_PARAMS: params,
      PAWL_SEED: String(options.seed ?? 42),
      PAWL_OUT: out,
    },
  })
  const left = (name: string) => readFileSync(join(out, name))
  return {
    ok: child.status === 0,
    output: child.stdout + child.stderr,
    onnx: () => left('model.onnx'),
    metrics: () =>
      left('metrics.jsonl')
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { step: number; name: string; value: number }),
    importance: () => JSON.parse(left('importance.json').toString()) as Record<string, number>,
  }
}
