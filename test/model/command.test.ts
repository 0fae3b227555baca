import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Asked, PredictOptions } from '../../src/model/predict.ts'
import { predict } from '../../src/model/predict.ts'
import { generous, numbers, scratch, table, texts } from './table.ts'

const features = table(
  numbers('a', 1, Number.NaN, -0.5),
  numbers('n', 1, 2, 3),
  texts('t', 'x"y,\n', null, ''),
)
const binary: Asked = { task: 'binary-classification', positive: 'yes' }
const threeClasses: Asked = { task: 'multiclass-classification', classes: ['u', 'v', 'w'], encoded: true }
const regression: Asked = { task: 'regression' }

/** A repository with a program that predicts. Its code finds `rows`, the features as texts, and calls `answer`. */
function repository(code: string): string {
  const folder = scratch()
  writeFileSync(
    join(folder, 'predict.mjs'),
    `import fs from 'node:fs'\nconst { env } = process\nconst answer = (text) => fs.writeFileSync(env.PAWL_PREDICTIONS, text)\n${code}`,
  )
  return folder
}

function artifact(): string {
  const path = join(scratch(), 'model.bin')
  writeFileSync(path, 'weights')
  return path
}

function run(
  code: string,
  asked: Asked = binary,
  more: Partial<PredictOptions> & { format?: 'csv' | 'parquet' } = {},
) {
  return predict({
    artifact: artifact(),
    name: 'candidate',
    features,
    asked,
    limits: generous,
    command: {
      run: 'node predict.mjs',
      folder: repository(code),
      format: more.format ?? 'csv',
      model: 'churn',
      artifact: 'model.bin',
    },
    ...more,
  })
}
const say = (csv: string) => `answer(${JSON.stringify(csv)})`

describe.concurrent('a program of the user predicts', () => {
  test('from features and artifact, in an environment that holds nothing else of ours', async () => {
    const seen = join(scratch(), 'seen.json')
    process.env.PAWL_TEST_TOKEN = 'hunter2'
    const prediction = await run(
      `fs.writeFileSync(${JSON.stringify(seen)}, JSON.stringify({ env, rows: fs.readFileSync(env.PAWL_FEATURES, 'utf8'), artifact: fs.readFileSync(env.PAWL_ARTIFACT, 'utf8') }))
      answer('prediction\\nyes\\nno\\nyes\\n')`,
    )
    delete process.env.PAWL_TEST_TOKEN
    expect(prediction).toMatchObject({ ok: true, runtime: 'predict.run' })
    const { env, rows, artifact: bytes } = JSON.parse(readFileSync(seen, 'utf8'))
    expect(rows).toBe('"a","n","t"\n1,1,"x""y,\n"\n,2,\n-0.5,3,""\n')
    expect(bytes).toBe('weights')
    expect(env.PAWL_ARTIFACT).toMatch(/model\.bin$/)
    expect(env.PAWL_MODEL_NAME).toBe('churn')
    expect(JSON.stringify(env)).not.toContain('hunter2')
    expect(env.HOME).not.toBe(process.env.HOME)
  })

  test.each<[string, string, Asked, unknown]>([
    [
      'labels and probabilities by class',
      'probability_no,prediction,probability_yes\n0.25,yes,0.75\n0.5,no,0.5\n1,no,0\n',
      binary,
      { scores: [0.75, 0.5, 0], from: 'scores', labels: [1, 0, 0] },
    ],
    [
      'one column of probabilities',
      'probability_1\n0.75\n0.5\n0\n',
      binary,
      { scores: [0.75, 0.5, 0], from: 'scores', labels: undefined },
    ],
    [
      'labels alone',
      'prediction\nno\nyes\nno\n',
      binary,
      { scores: [0, 1, 0], from: 'labels', labels: [0, 1, 0] },
    ],
    [
      'three classes',
      'probability_w,probability_u,probability_v\n0.5,0.25,0.25\n0,1,0\n0,0,1\n',
      threeClasses,
      { labels: [2, 0, 1], probabilities: [0.25, 0.25, 0.5, 1, 0, 0, 0, 1, 0] },
    ],
    [
      'places of classes',
      'prediction\n2\n0\n1\n',
      threeClasses,
      { labels: [2, 0, 1], probabilities: undefined },
    ],
    ['numbers', 'prediction,note\n1.5,a\n-2,b\n3e2,c\n', regression, { values: [1.5, -2, 300] }],
  ])('%s', async (_, csv, asked, expected) => {
    const prediction = await run(say(csv), asked)
    if (!prediction.ok) throw new Error(prediction.message)
    const answers = Object.fromEntries(
      Object.entries(prediction.answers).map(([key, value]) => [
        key,
        ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value,
      ]),
    )
    expect(answers).toEqual({ task: asked.task, ...(expected as object) })
  })

  test('by Parquet as well, with whole numbers and texts as such', async () => {
    // The features are Parquet, and come back as predictions: their columns are called as they have to be.
    const probabilities = table(
      numbers('probability_yes', 0.5, 0.25, 1),
      texts('prediction', 'no', 'no', 'yes'),
    )
    const prediction = await run('fs.copyFileSync(env.PAWL_FEATURES, env.PAWL_PREDICTIONS)', binary, {
      format: 'parquet',
      features: probabilities,
    })
    if (!prediction.ok || prediction.answers.task !== 'binary-classification') throw new Error('no answer')
    expect([...prediction.answers.scores]).toEqual([0.5, 0.25, 1])
    expect([...(prediction.answers.labels ?? [])]).toEqual([0, 0, 1])
  })
})

describe.concurrent('what the program does wrong is an answer', () => {
  test.each<[string, string, Asked, string, RegExp]>([
    [
      'an exit code',
      "console.error('no scikit-learn'); process.exit(3)",
      binary,
      'crash',
      /exit code 3 while running predict.run: no scikit-learn/,
    ],
    [
      'a crash',
      "process.kill(process.pid, 'SIGSEGV'); setInterval(() => {}, 9)",
      binary,
      'crash',
      /SIGSEGV|139/,
    ],
    ['nothing written', '', binary, 'model', /the file PAWL_PREDICTIONS: does not exist/],
    ['a link', "fs.symlinkSync('/etc/passwd', env.PAWL_PREDICTIONS)", binary, 'model', /is a symbolic link/],
    [
      'a file of 10 MB',
      "answer('prediction\\n' + 'x'.repeat(1e7))",
      binary,
      'model',
      /has 10000011 bytes, more than/,
    ],
    ['too few rows', say('prediction\nyes\n'), binary, 'model', /has 1 rows for 3 rows of features/],
    ['too many rows', say('prediction\nyes\nno\nno\nno\n'), binary, 'model', /has 4 rows for 3/],
    ['no such column', say('score\n1\n0\n1\n'), binary, 'model', /lacks prediction and probability_<class>/],
    [
      'labels of another kind',
      say('prediction\nja\nnein\nja\n'),
      binary,
      'model',
      /none of them is the positive value/,
    ],
    [
      'classes of another kind',
      say('probability_ja,probability_nein\n1,0\n1,0\n1,0\n'),
      binary,
      'model',
      /classes are ja, nein/,
    ],
    [
      'a missing probability',
      say('probability_yes\n0.5\n\n1\n'),
      binary,
      'model',
      /no finite number in probability_yes for 1 of 3|has 2 rows/,
    ],
    [
      'a text for a number',
      say('prediction\n1\nmany\n3\n'),
      regression,
      'model',
      /no finite number in prediction for 1 of 3/,
    ],
    [
      'an unheard of class',
      say('prediction\nu\nv\nz\n'),
      threeClasses,
      'model',
      /classes z are none of the target/,
    ],
    ['no table', 'answer(Buffer.from([0, 255, 254, 10, 34, 0]))', binary, 'model', /PAWL_PREDICTIONS/],
  ])('%s', async (_, code, asked, cause, message) => {
    expect(await run(code, asked)).toEqual({ ok: false, cause, message: expect.stringMatching(message) })
  })

  test('too much time, and whatever it started is ended with it', async () => {
    const late = join(scratch(), 'late')
    const code = `import { spawn } from 'node:child_process'
      spawn('bash', ['-c', 'sleep 2; echo > ${late}'], { detached: true, stdio: 'inherit' })
      setInterval(() => {}, 9)`
    const { ok, ...answer } = await run(code, binary, { limits: { ...generous, milliseconds: 1_000 } })
    expect(ok).toBe(false)
    expect(answer).toMatchObject({
      cause: 'timeout',
      message: expect.stringMatching(/longer than 1 s and was killed/),
    })
    await sleep(2_000)
    expect(existsSync(late)).toBe(false)
  })

  test('too much memory', async () => {
    const code = 'const all = []; setInterval(() => all.push(Buffer.alloc(2 ** 26, 1)), 5)'
    const prediction = await run(code, binary, { limits: { ...generous, memory: 2 ** 28 } })
    expect(prediction).toMatchObject({ ok: false, cause: 'memory' })
  })

  test('endless printing', async () => {
    const prediction = await run("for (;;) fs.writeSync(1, 'x'.repeat(4096))")
    expect(prediction).toMatchObject({ ok: false, cause: 'output' })
  })

  test('an artifact that is a link', async () => {
    const folder = scratch()
    mkdirSync(join(folder, 'x'))
    symlinkSync('/etc/passwd', join(folder, 'model.bin'))
    const prediction = await run('', binary, { artifact: join(folder, 'model.bin') })
    expect(prediction).toMatchObject({ ok: false, message: expect.stringMatching(/symbolic link/) })
  })
})
