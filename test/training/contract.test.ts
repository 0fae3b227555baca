import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { digestOfFile } from '../../src/project/digest.ts'
import { failed, leavesModel, model, place, recording, succeeded, train } from './training.ts'

test('a training gets rows, parameters, seed and a folder, and what it leaves is kept with its digest', async () => {
  const where = place()
  const script = `
    ${leavesModel}
    test "$PAWL_MODEL_NAME $PAWL_SEED" = "churn 42"
    grep -q '"depth":4' "$PAWL_PARAMS"
    wc -l < "$PAWL_TRAIN" > "$PAWL_OUT/rows.txt"
    mkdir "$PAWL_OUT/pictures" && echo x > "$PAWL_OUT/pictures/loss.svg"
    printf '{"step":1,"name":"loss","value":0.5}\\n\\n{"step":2,"name":"loss","value":0.25}\\n' > "$PAWL_OUT/metrics.jsonl"
    echo '{"b": 0.1, "a": 0.9, "__proto__": 0.2}' > "$PAWL_OUT/importance.json"
    echo trained`
  const training = succeeded(await train(where, script))
  expect(training.artifacts.map(({ path }) => path)).toEqual([
    'importance.json',
    'metrics.jsonl',
    'model.onnx',
    'pictures/loss.svg',
    'rows.txt',
  ])
  for (const { path, digest, bytes } of training.artifacts) {
    expect(await digestOfFile(join(where.out, path))).toBe(digest)
    expect(lstatSync(join(where.out, path)).size).toBe(bytes)
  }
  expect(training.metrics).toEqual([
    { step: 1, name: 'loss', value: 0.5 },
    { step: 2, name: 'loss', value: 0.25 },
  ])
  expect(training.importance?.map(({ feature }) => feature)).toEqual(['a', '__proto__', 'b'])
  expect(readFileSync(join(where.out, 'rows.txt'), 'utf8').trim()).toBe('2')
  expect(training.tail).toBe('trained')
  expect(training.seconds).toBeGreaterThan(0)
  expect(readdirSync(where.folder).sort()).toEqual(['out', 'repository', 'rows.csv'])
})

test('a training sees no held-out row, and no file of the dataset', async () => {
  const log = recording()
  const run = `${leavesModel}; ! grep -r held-out-row . "$PAWL_TRAIN" "$TMPDIR" "$HOME"; ls data/customers`
  succeeded(await train(place(), run, { log }))
  expect(log.lines).toEqual(['dataset.yaml'])
})

test("a model that the base branch trusts with the dataset's files gets them", async () => {
  const log = recording()
  const trusted = model('ls data/customers', { data: 'files' })
  failed(await train(place(), 'true', { model: trusted, log }))
  expect(log.lines).toEqual(['dataset.yaml', 'rows.csv'])
})

test('what training writes into its copy does not reach the repository', async () => {
  const where = place({ 'a.txt': 'before' })
  failed(await train(where, 'echo after > a.txt; rm .gitignore; mkdir -p .git/hooks'))
  expect(readFileSync(join(where.root, 'a.txt'), 'utf8')).toBe('before')
  expect(existsSync(join(where.root, '.gitignore'))).toBe(true)
})

test('what training puts beside its own folder, where its results are to go, is not kept and stops nothing', async () => {
  const where = place()
  const script = `
    ${leavesModel}
    echo mine > ${where.out}/model.onnx
    ln -s /etc/hostname ${where.out}/run.json`
  const training = succeeded(await train(where, script))
  expect(readdirSync(where.out)).toEqual(['model.onnx'])
  expect(await digestOfFile(join(where.out, 'model.onnx'))).toBe(training.artifacts[0]?.digest)
})
