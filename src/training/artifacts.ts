import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspectModel } from '../model/inspect.ts'
import { digestOfFile } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'
import type { Run } from '../tracking/run.ts'

const mostFiles = 100
const mostBytes = 2 * 2 ** 30
const mostMetricsBytes = 10 * 2 ** 20

export interface Artifacts {
  artifacts: Run['artifacts']
  metrics: Run['metrics']
}

/** Reads what training left in its folder. What is missing, too large, a link or malformed is a `UserError`. */
export async function readArtifacts(out: string): Promise<Artifacts> {
  const paths = await filesIn(out)
  if (!paths.includes('model.onnx'))
    throw new UserError({
      message: 'training left no model.onnx',
      hint: 'write it into the folder that PAWL_OUT names',
    })
  if (paths.length > mostFiles)
    throw new UserError(`training left ${paths.length} files; at most ${mostFiles} are kept`)
  const { digest } = await inspectModel(join(out, 'model.onnx'), { name: 'model.onnx' })
  const artifacts = await Promise.all(
    paths.map(async (path) => ({
      path,
      bytes: (await lstat(join(out, path))).size,
      digest: path === 'model.onnx' ? digest : await digestOfFile(join(out, path)),
    })),
  )
  const total = artifacts.reduce((sum, { bytes }) => sum + bytes, 0)
  if (total > mostBytes) throw new UserError(`training left ${total} bytes; at most ${mostBytes} are kept`)
  return {
    artifacts,
    metrics: paths.includes('metrics.jsonl') ? await readMetrics(join(out, 'metrics.jsonl')) : [],
  }
}

async function filesIn(out: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(out, below), { withFileTypes: true })
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) return filesIn(out, path)
      if (!entry.isFile())
        throw new UserError(
          `training left ${JSON.stringify(path)}, which is a link or a device; only files are kept`,
        )
      return [path]
    }),
  )
  return found.flat().sort()
}

/** `{"step":1,"name":"loss","value":0.4}` a line. */
async function readMetrics(path: string): Promise<Run['metrics']> {
  if ((await lstat(path)).size > mostMetricsBytes)
    throw new UserError(`metrics.jsonl is larger than ${mostMetricsBytes} bytes`)
  const lines = (await readFile(path, 'utf8')).split('\n')
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const metric = parsed(line)
    if (metric) return [metric]
    throw new UserError({
      place: { file: 'metrics.jsonl', line: index + 1 },
      message: 'is no metric',
      hint: 'write {"step":1,"name":"loss","value":0.4}, with a whole step and a finite value',
    })
  })
}

function parsed(line: string): Run['metrics'][number] | undefined {
  try {
    const { step, name, value } = JSON.parse(line) as { step?: unknown; name?: unknown; value?: unknown }
    if (Number.isSafeInteger(step) && typeof name === 'string' && Number.isFinite(value))
      return { step: step as number, name, value: value as number }
  } catch {
    // Not JSON: the caller names the line.
  }
  return undefined
}
