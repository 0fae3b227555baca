import { linkSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Column } from '../../src/data/table.ts'
import { fromHalves, toHalf } from '../../src/model/float16.ts'
import { type Positive, type Prediction, type PredictOptions, predict } from '../../src/model/predict.ts'
import { bytesOf, integers, logistic, node, Type, value } from '../fixtures/models/build.ts'
import { answersOf } from './answers.ts'
import { childSource, compiledChild, withoutRuntime } from './child.ts'
import { abc, fileOf, fixtures, generous, logisticOf, numbers, scratch, table, texts } from './table.ts'

const entry = compiledChild()

const run = (artifact: string, more: Partial<PredictOptions> = {}): Promise<Prediction> =>
  predict({
    artifact,
    name: 'm.onnx',
    features: abc(),
    asked: binary(1),
    limits: generous,
    entry,
    ...more,
  })

const binary = (positive: Positive) => ({ task: 'binary-classification', positive }) as const

function scored(prediction: Prediction) {
  const answers = answersOf(prediction, 'binary-classification')
  return { ...answers, runtime: prediction.ok ? prediction.runtime : '' }
}

function failed(prediction: Prediction) {
  if (prediction.ok) throw new Error('the model was scored')
  return prediction
}

describe.concurrent('a model is scored', () => {
  test('batch by batch, rows in order', async () => {
    const features = abc(1000)
    const { scores, labels, from, runtime } = scored(
      await run(join(fixtures, 'tensor.onnx'), { features, batch: 64 }),
    )
    const expected = logisticOf(features)
    expect(scores).toHaveLength(1000)
    for (const [row, score] of scores.entries()) expect(score).toBeCloseTo(expected[row] as number, 6)
    expect([...(labels ?? [])]).toEqual(expected.map((score) => (score > 0.5 ? 1 : 0)))
    expect(from).toBe('scores')
    expect(runtime).toMatch(/^\d+\.\d+\.\d+/)
  })

  test('and says meanwhile how many rows are done', async () => {
    const heard: [done: number, all: number][] = []
    const progress = (done: number, all: number) => void heard.push([done, all])
    await run(join(fixtures, 'tensor.onnx'), { features: abc(1000), batch: 10, progress })
    expect(heard.length).toBeGreaterThan(0)
    for (const [done, all] of heard) expect([done % 10, all]).toEqual([0, 1000])
    expect(heard.map(([done]) => done)).toEqual(heard.map(([done]) => done).toSorted((a, b) => a - b))
  })

  test('column by column, texts and missing texts included, through a ZipMap', async () => {
    const features = table(texts('plan', 'basic', 'pro', null, 'unheard of'), numbers('tenure', 1, 2, 3, 4))
    const { scores, labels } = scored(
      await run(join(fixtures, 'columns-zipmap.onnx'), { features, asked: binary('yes') }),
    )
    const z = [0.5 - 0.1 + 1, 0.5 - 0.2 - 1, 0.5 - 0.3, 0.5 - 0.4]
    const expected = z.map((x) => 1 / (1 + Math.exp(-x)))
    for (const [row, score] of scores.entries()) expect(score).toBeCloseTo(expected[row] as number, 6)
    expect([...(labels ?? [])]).toEqual([1, 0, 1, 1])
  })

  test.each([1, 2])('from TypeScript sources as well, %i rows at a time', async (batch) => {
    const more = { features: abc(2), entry: childSource, batch }
    expect(scored(await run(join(fixtures, 'tensor.onnx'), more)).scores).toHaveLength(2)
  })

  test('in a thread as without one', async () => {
    const artifact = fileOf(castFirst(Type.DOUBLE))
    const features = table(numbers('a', ...Array.from({ length: 50 }, (_, row) => row / 7 - 3)))
    const apart = scored(await run(artifact, { features, batch: 7 }))
    expect(apart).toEqual(scored(await run(artifact, { features, batch: 50 })))
  })

  test('and what a later batch lacks is told while the model runs', async () => {
    const artifact = fileOf(castFirst(Type.INT64))
    const { message } = failed(
      await run(artifact, { features: table(numbers('a', 0, 1, 1, 0, Number.NaN)), batch: 2 }),
    )
    expect(message).toMatch(/there are 1 rows without a value among the 1 rows of one batch/)
  })

  test('from one column of sigmoids', async () => {
    const features = abc(10)
    const { scores, labels } = scored(
      await run(join(fixtures, 'sigmoid.onnx'), { features, asked: binary('anything') }),
    )
    for (const [row, score] of scores.entries())
      expect(score).toBeCloseTo(logisticOf(features)[row] as number, 6)
    expect(labels).toBeUndefined()
  })

  test('by its labels alone, which is told', async () => {
    const features = abc(10)
    const { scores, from } = scored(await run(join(fixtures, 'labels.onnx'), { features }))
    expect(from).toBe('labels')
    expect([...scores]).toEqual(logisticOf(features).map((score) => (score > 0.5 ? 1 : 0)))
  })

  test('by labels that stand side by side, as skl2onnx writes those of a discriminant analysis', async () => {
    const artifact = fileOf(
      bytesOf({
        input: [value('X', Type.FLOAT, ['n', 3])],
        output: [value('label', Type.INT64, [1, null])],
        node: [
          logistic({ input: 'X', weights: [0.5, -0.25, 1], intercept: 0, classes: [0n, 1n], label: 'below' }),
          node('Reshape', ['below', 'across'], ['label']),
        ],
        initializer: [integers('across', [2], [1n, -1n])],
      }),
    )
    const features = abc(10)
    const { scores } = scored(await run(artifact, { features }))
    expect([...scores]).toEqual(logisticOf(features).map((score) => (score > 0.5 ? 1 : 0)))
  })

  test('on no rows at all', async () => {
    const { scores } = scored(await run(join(fixtures, 'tensor.onnx'), { features: abc(0) }))
    expect(scores).toHaveLength(0)
  })

  test.each([
    ['int64', Type.INT64],
    ['int32', Type.INT32],
    ['float64', Type.DOUBLE],
    ['bool', Type.BOOL],
  ])('from an input of %s', async (_, type) => {
    const artifact = fileOf(castFirst(type))
    const { scores } = scored(await run(artifact, { features: table(numbers('a', 0, 1, 1)) }))
    expect([...scores].map((score) => Math.round(score * 1e4))).toEqual([5000, 7311, 7311])
  })

  test.each([1, 2, 5])(
    'by a model that takes exactly %i rows at a time, the last ones filled up',
    async (rows) => {
      const artifact = fileOf(castFirst(Type.DOUBLE, rows))
      const features = table(numbers('a', 0, 1, -1))
      const { scores, labels } = scored(await run(artifact, { features, batch: 3 }))
      expect([...scores].map((score) => Math.round(score * 1e4))).toEqual([5000, 7311, 2689])
      expect([...(labels ?? [])]).toEqual([0, 1, 0])
    },
  )

  test('by a model of one row that answers with a single value', async () => {
    const bytes = bytesOf({
      input: [value('X', Type.FLOAT, [1, 1])],
      output: [value('y', Type.FLOAT, [])],
      node: [node('Squeeze', ['X'], ['z']), node('Sigmoid', ['z'], ['y'])],
    })
    const features = table(numbers('a', 0, 1))
    const { scores } = scored(await run(fileOf(bytes), { features }))
    expect([...scores].map((score) => Math.round(score * 1e4))).toEqual([5000, 7311])
  })

  test('from halves and into halves, missing values among them', async () => {
    const bytes = bytesOf({
      input: [value('X', Type.FLOAT16, ['n', 2])],
      output: [value('y', Type.FLOAT16, ['n', 1])],
      node: [
        node('IsNaN', ['X'], ['missing']),
        node('Where', ['missing', 'filling', 'X'], ['x']),
        node('ReduceSum', ['x', 'axis'], ['y']),
      ],
      initializer: [
        integers('axis', [1], [1n]),
        { name: 'filling', dims: [], dataType: Type.FLOAT16, int32Data: [toHalf(0.25)] },
      ],
    })
    const features = table(numbers('a', 0.1, Number.NaN, -2), numbers('b', 0.5, 0.5, 2 ** -20))
    const artifact = fileOf(bytes)
    const { scores } = scored(await run(artifact, { features }))
    const [tenth = 0] = fromHalves(Uint16Array.of(toHalf(0.1)))
    expect([...scores]).toEqual([tenth + 0.5, 0.75, -2].map((x) => fromHalves(Uint16Array.of(toHalf(x)))[0]))
    const { message } = failed(await run(artifact, { features: table(numbers('a', 1e6), numbers('b', 0)) }))
    expect(message).toMatch(
      /feature a goes into an input of float16, which ends at 65504, and 1 of the 1 rows/,
    )
  })

  test('from two opposite margins, but not from two logits', async () => {
    const columns = (second: string) =>
      fileOf(
        bytesOf({
          input: [value('X', Type.FLOAT, ['n', 1])],
          output: [value('y', Type.FLOAT, ['n', 2])],
          node: [node(second, ['X'], ['other']), node('Concat', ['other', 'X'], ['y'], { axis: 1n })],
        }),
      )
    const features = table(numbers('a', 3, -0.5))
    const [margins, logits] = [columns('Neg'), columns('Exp')]
    expect([...scored(await run(margins, { features })).scores]).toEqual([3, -0.5])
    const { message } = failed(await run(logits, { features }))
    expect(message).toMatch(/two columns which are neither probabilities nor opposite scores .*softmax/)
  })
})

/** One column of some type, cast to float. */
function castFirst(type: Type, rows: number | string = 'n'): Uint8Array {
  return bytesOf({
    input: [value('X', type, [rows, 1])],
    output: [value('label', Type.INT64, [rows]), value('probabilities', Type.FLOAT, [rows, 2])],
    node: [
      node('Cast', ['X'], ['x'], { to: 1n }),
      logistic({ input: 'x', weights: [1], intercept: 0, classes: [0n, 1n] }),
    ],
  })
}

describe.concurrent("a model's fault is an answer that says what and where", () => {
  test('scores that are not numbers are counted', async () => {
    const { cause, message } = failed(await run(join(fixtures, 'nan.onnx'), { features: abc(7) }))
    expect(cause).toBe('model')
    expect(message).toMatch(/m\.onnx: gives a score that is not a number or not finite for 7 of 7 rows/)
  })

  test('a missing value in a feature of a float tensor reaches the model as NaN', async () => {
    const features = table(numbers('a', 1, Number.NaN), numbers('b', 1, 1), numbers('c', 1, 1))
    const { message } = failed(await run(join(fixtures, 'sigmoid.onnx'), { features }))
    expect(message).toMatch(/for 1 of 2 rows/)
  })

  test.each<[string, Column, RegExp]>([
    [
      'a missing value',
      numbers('a', 1, Number.NaN, Number.NaN),
      /feature a .*int64, which takes whole numbers only.* 2 rows without a value/,
    ],
    ['a fraction', numbers('a', 1, 0.5, 2), /1 rows of other values/],
    ['an infinity', numbers('a', 1, Number.POSITIVE_INFINITY, 2), /1 rows of other values/],
  ])('%s in a feature of whole numbers', async (_, column, expected) => {
    const { cause, message } = failed(await run(fileOf(castFirst(Type.INT64)), { features: table(column) }))
    expect(cause).toBe('model')
    expect(message).toMatch(expected)
  })

  test('another number of rows', async () => {
    const lessOne = bytesOf({
      input: [value('X', Type.FLOAT, ['n', 3])],
      output: [value('Y', Type.FLOAT, ['m', 3])],
      node: [node('Slice', ['X', 'one', 'many'], ['Y'])],
      initializer: [integers('one', [1], [1n]), integers('many', [1], [2n ** 40n])],
    })
    const { message } = failed(await run(fileOf(lessOne)))
    expect(message).toMatch(/output Y has 2 rows for 3 rows of input/)
  })

  test('three columns of scores', async () => {
    const same = bytesOf({
      input: [value('X', Type.FLOAT, ['n', 3])],
      output: [value('Y', Type.FLOAT, ['n', 3])],
      node: [node('Identity', ['X'], ['Y'])],
    })
    expect(failed(await run(fileOf(same))).message).toMatch(/output Y has 3 columns, expected 1 or 2/)
  })

  test('operators that are not on the list, and the list may name one operator alone', async () => {
    const path = join(fixtures, 'tensor.onnx')
    const { cause, message } = failed(await run(path, { allow: ['ai.onnx', 'ai.onnx.ml.Scaler'] }))
    expect(cause).toBe('model')
    expect(message).toMatch(
      /operators that evaluate.operators.allow does not allow: ai.onnx.ml.LinearClassifier/,
    )
    const allowed = await run(path, { allow: ['ai.onnx.ml.LinearClassifier'] })
    expect(allowed.ok && allowed.operators).toEqual([
      { domain: 'ai.onnx.ml', name: 'LinearClassifier', count: 1 },
    ])
  })

  test('what onnxruntime refuses', async () => {
    const wrong = bytesOf({
      input: [value('X', Type.FLOAT, ['n', 3])],
      output: [value('Y', Type.FLOAT, ['n', 1])],
      node: [node('NoSuchOperator', ['X'], ['Y'])],
    })
    for (const batch of [1, 3])
      expect(failed(await run(fileOf(wrong), { batch })).message).toMatch(/m\.onnx: .*NoSuchOperator/)
  })

  test('a file that cannot be let in', async () => {
    const folder = scratch()
    const link = join(folder, 'link.onnx')
    symlinkSync('/etc/passwd', link)
    const twin = join(folder, 'twin.onnx')
    writeFileSync(join(folder, 'first.onnx'), 'x')
    linkSync(join(folder, 'first.onnx'), twin)
    expect(failed(await run(link)).message).toMatch(/symbolic link/)
    expect(failed(await run(twin)).message).toMatch(/hard links/)
    expect(failed(await run(folder)).message).toMatch(/not a regular file/)
    expect(failed(await run(join(folder, 'none'))).message).toMatch(/does not exist/)
  })
})

describe('a process that misbehaves is ended, and the answer says how', () => {
  test.each([
    ['', 3],
    [' in a thread', 2],
  ])('an endless loop%s, at its time limit', async (_, batch) => {
    const started = Date.now()
    const limits = { ...generous, milliseconds: 3_000 }
    const { cause, message } = failed(await run(join(fixtures, 'endless-loop.onnx'), { limits, batch }))
    expect(cause).toBe('timeout')
    expect(message).toContain(`took longer than 3 s and was killed while scoring rows 1 to ${batch}`)
    expect(Date.now() - started).toBeLessThan(5_000)
  })

  test('one that asks for 16 GiB, at its memory limit', async () => {
    const started = Date.now()
    const limits = { ...generous, memory: 2 ** 30 }
    const { cause, message } = failed(await run(join(fixtures, 'much-memory.onnx'), { limits }))
    expect(cause).toBe('memory')
    expect(message).toMatch(
      /more than 1024 MiB of memory and was killed while (loading the model|scoring rows)/,
    )
    expect(Date.now() - started).toBeLessThan(generous.milliseconds)
  })

  const shim = (code: string) => {
    const path = join(scratch(), 'child.mjs')
    writeFileSync(path, `import fs from 'node:fs'\nfs.writeSync(3, 'scoring rows 1 to 3\\n')\n${code}`)
    return path
  }
  const result = JSON.stringify({
    kind: 'predicted',
    left: { task: 'binary-classification', from: 'scores', labels: false },
    operators: [],
    unused: [],
    seconds: 0,
    runtime: '1',
    signature: { inputs: [], outputs: [] },
  })
  test.each([
    [
      'a native crash',
      "process.kill(process.pid, 'SIGSEGV'); setInterval(() => {}, 9)",
      'crash',
      /ended by SIGSEGV while scoring rows 1 to 3/,
    ],
    [
      'an exit code',
      "console.error('sorry'); process.exitCode = 7",
      'crash',
      /exit code 7 while scoring rows 1 to 3: sorry/,
    ],
    [
      'endless printing',
      "for (;;) fs.writeSync(1, 'x'.repeat(4096))",
      'output',
      /printed more than 1048576 bytes/,
    ],
    ['no answer', '', 'output', /left no answer/],
    ['an answer that is no JSON', "fs.writeFileSync('result.json', '{')", 'output', /left no answer/],
    ['an answer elsewhere', "fs.symlinkSync('/etc/passwd', 'result.json')", 'output', /left no answer/],
    [
      'too few scores',
      `fs.writeFileSync('result.json', '${result}'); fs.writeFileSync('values.bin', 'x')`,
      'output',
      /did not leave 3 scores/,
    ],
  ])('%s', async (_, code, cause, message) => {
    expect(failed(await run(join(fixtures, 'tensor.onnx'), { entry: shim(code) }))).toEqual({
      ok: false,
      cause,
      message: expect.stringMatching(message),
    })
  })

  test('its environment holds no secret of ours', async () => {
    const seen = join(scratch(), 'environment.json')
    process.env.PAWL_TEST_TOKEN = 'hunter2'
    try {
      await run(join(fixtures, 'tensor.onnx'), {
        entry: shim(`fs.writeFileSync('${seen}', JSON.stringify(process.env))`),
      })
    } finally {
      delete process.env.PAWL_TEST_TOKEN
    }
    const names = Object.keys(JSON.parse(readFileSync(seen, 'utf8')))
    const known = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR']
    expect(names.filter((name) => !known.includes(name))).toEqual([])
  })
})

describe.concurrent('onnxruntime that is not in node_modules', () => {
  const bare = withoutRuntime(entry)
  const installed = resolve(import.meta.dirname, '../..')

  test('is found by the parent, and the child runs it from where it was told', async () => {
    const more = { entry: bare, runtime: async () => installed }
    expect(scored(await run(join(fixtures, 'tensor.onnx'), more)).scores).toHaveLength(abc().rows)
  })

  test('is never fetched by the child', async () => {
    const { cause, message } = failed(
      await run(join(fixtures, 'tensor.onnx'), { entry: bare, runtime: async () => undefined }),
    )
    expect(cause).toBe('model')
    expect(message).toContain('onnxruntime-node is neither in node_modules nor was it handed over')
  })

  test('is no fault of the model when it cannot be had', async () => {
    const runtime = () => Promise.reject(new Error('the registry answered 503'))
    expect(failed(await run(join(fixtures, 'tensor.onnx'), { runtime }))).toEqual({
      ok: false,
      cause: 'runtime',
      message: 'onnxruntime is not there: the registry answered 503',
    })
  })
})
