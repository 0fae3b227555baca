import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { UserError } from '../project/problem.ts'
import type { Run } from '../tracking/run.ts'

const mostBytes = 10 * 2 ** 20

const Metric = z.strictObject({ step: z.int(), name: z.string().min(1).max(200), value: z.number() })

/** Reads metrics.jsonl, `{"step":1,"name":"loss","value":0.4}` a line. Throws a UserError that names the first bad line. */
export async function readMetrics(path: string): Promise<Run['metrics']> {
  const { size } = await stat(path)
  if (size > mostBytes)
    throw new UserError({
      place: { file: 'metrics.jsonl' },
      message: `has ${size} bytes, more than the ${mostBytes} that are allowed`,
      hint: 'write fewer steps',
    })
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
    return Metric.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}
