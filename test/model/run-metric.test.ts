import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { MetricRows } from '../../src/data/metric-rows.ts'
import { metricByCommand } from '../../src/model/run-metric.ts'
import { scratch } from './table.ts'

const rows: MetricRows = {
  task: 'binary-classification',
  rows: 3,
  given: [
    { kind: 'number', name: 'target', values: Float64Array.of(1, 0, 1) },
    { kind: 'number', name: 'prediction', values: Float64Array.of(0.9, 0.25, 0.5) },
    { kind: 'number', name: 'label', values: Float64Array.of(1, 0, 1) },
  ],
  cells: [
    { kind: 'text', name: 'na"me', codes: Int32Array.of(0, -1, 1), dictionary: ['x,"y"\nz', ''] },
    { kind: 'text', name: 'Target', codes: Int32Array.of(0, 0, 0), dictionary: ['hidden'] },
  ],
  types: new Map([['na"me', 'string']]),
}

/** A repository with a program; its code finds `env`, `text` of the rows, and prints what it likes. */
function run(code: string, limits = {}) {
  const folder = scratch()
  writeFileSync(
    join(folder, 'metric.mjs'),
    `import fs from 'node:fs'\nconst { env } = process\nconst text = () => fs.readFileSync(env.PAWL_ROWS, 'utf8')\nconst print = (value) => console.log(JSON.stringify(value))\n${code}`,
  )
  return metricByCommand(rows, {
    run: 'node metric.mjs',
    folder,
    format: 'csv',
    model: 'churn',
    metric: 'lift',
    seed: 7,
    limits: { milliseconds: 20_000, memory: 2 ** 31, output: 2 ** 20, ...limits },
  })
}

it('reads targets, predictions, labels and columns in order, and knows its model, name and seed', async () => {
  const expected = 'target,prediction,label,"na""me"\n1,0.9,1,"x,""y""\nz"\n0,0.25,0,\n1,0.5,1,""\n'
  const code = `const fine = text() === ${JSON.stringify(expected)} && env.PAWL_METRIC === 'lift' && env.PAWL_MODEL_NAME === 'churn' && env.PAWL_SEED === '7'
    if (!fine) console.error(JSON.stringify(text()))
    print({ value: fine ? 1 : 0 })`
  expect(await run(code)).toEqual({ value: 1 })
})

it('may print a log before the line with the figure, and an interval in it', async () => {
  const code = `console.log('starting {"value": 9}'); print({ value: 1.5, low: 1, high: 2 }); console.error('done')`
  expect(await run(code)).toEqual({ value: 1.5, low: 1, high: 2 })
})

it('finds no token in its environment', async () => {
  const names = ['GITHUB_TOKEN', 'ACTIONS_RUNTIME_TOKEN', 'PAWL_SECRET_OF_THE_TEST', 'AWS_SECRET_ACCESS_KEY']
  for (const name of names) process.env[name] = 'secret'
  try {
    const code = `print({ value: Object.values(env).includes('secret') ? 1 : 0 })`
    expect(await run(code)).toEqual({ value: 0 })
  } finally {
    for (const name of names) delete process.env[name]
  }
})

describe('whatever is no figure is told as such, and is never one:', () => {
  it.each([
    ['nothing', '', 'printed nothing'],
    ['no JSON', `console.log('lift is 1.7')`, 'which is no JSON'],
    ['NaN', 'print({ value: NaN })', '{\\"value\\":null}'],
    ['NaN as Python writes it', `console.log('{"value": NaN}')`, 'which is no JSON'],
    ['an infinity', `console.log('{"value": 1e999}')`, 'is asked for'],
    ['a text', `print({ value: '1.7' })`, 'is asked for'],
    ['a number alone', 'print(1.7)', 'is asked for'],
    ['a list', 'print([1.7])', 'is asked for'],
    ['a key too many', 'print({ value: 1, verdict: "pass" })', 'is asked for'],
    ['two values', `console.log('{"value": 0.1, "value" : 0.9}')`, 'has a key twice'],
    ['half an interval', 'print({ value: 1, low: 0 })', 'low and high come together'],
    ['an interval beside the value', 'print({ value: 3, low: 1, high: 2 })', 'outside low and high'],
    ['an interval that is turned round', 'print({ value: 1.5, low: 2, high: 1 })', 'outside low and high'],
    ['another line after it', 'print({ value: 1 }); console.log("bye")', 'which is no JSON'],
    ['a crash after a figure', 'print({ value: 1 }); process.exit(3)', 'ended with exit code 3'],
    ['a crash', 'throw new Error("no such column")', 'exit code 1'],
  ])('%s', async (_what, code, said) => {
    const figure = await run(code)
    expect(figure).toEqual({ undefined: expect.stringContaining(said) })
  })

  it('a command that is not there', async () => {
    const figure = await metricByCommand(rows, {
      run: 'no-such-program-of-pawl',
      folder: scratch(),
      format: 'parquet',
      model: 'churn',
      metric: 'lift',
      seed: 7,
      limits: { milliseconds: 20_000, memory: 2 ** 31, output: 2 ** 20 },
    })
    expect(figure).toEqual({ undefined: expect.stringContaining('exit code 127') })
  })

  it('one that takes too long, and what it left running is ended too', async () => {
    const left = join(scratch(), 'still-there')
    const code = `import { spawn } from 'node:child_process'
      spawn('sh', ['-c', 'sleep 2; touch "$0"', ${JSON.stringify(left)}], { detached: true, stdio: 'ignore' })
      print({ value: 1 })
      setInterval(() => {}, 1000)`
    expect(await run(code, { milliseconds: 1_000 })).toEqual({
      undefined: expect.stringContaining('took longer than 1 s'),
    })
    await sleep(2_200)
    expect(existsSync(left)).toBe(false)
  })

  it('one that prints without end', async () => {
    const code = `for (;;) fs.writeSync(1, 'x'.repeat(65536))`
    expect(await run(code, { output: 2 ** 18 })).toEqual({
      undefined: expect.stringContaining('printed more than 262144 bytes'),
    })
  })
})
