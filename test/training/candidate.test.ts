import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { train } from '../../src/commands/train.ts'
import type { Context } from '../../src/frame/context.ts'
import { git } from '../../src/git/git.ts'
import { Run } from '../../src/tracking/run.ts'
import { customersOf, defaultModelYaml, smallProject, trainProgram } from '../scenarios/small.ts'
import { recording } from './training.ts'

/** Runs `pawl train churn` in a repository whose training program does something more; its results lie in `.pawl`. */
async function trained(more: string, data = defaultModelYaml.data ?? '') {
  const root = mkdtempSync(join(tmpdir(), 'pawl-candidate-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const files = { 'models/churn/train.mjs': trainProgram(more), '.gitignore': 'node_modules\n' }
  await smallProject(root, { rows: 200, files, model: { data } })
  await git(root, 'init', '--quiet')
  await git(root, 'add', '--all')
  await git(root, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--message', 'one')
  const log = recording()
  const context = {
    root,
    work: join(root, '.pawl'),
    log,
    event: { name: 'cli', payload: {} },
    clock: () => new Date(),
    secrets: [],
    artifacts: null,
  } as unknown as Context
  await train.run(context, { model: 'churn' })
  const folder = join(root, '.pawl/runs/churn')
  const run = Run.parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')))
  return { root, folder, run, said: log.lines }
}

it('records what training says of its features, largest first', async () => {
  const write = `writeFileSync(process.env.PAWL_OUT + '/importance.json', '{"a": 0.1, "c": 0.7}')`
  const { run } = await trained(write)
  expect(run.importance).toEqual([
    { feature: 'c', value: 0.7 },
    { feature: 'a', value: 0.1 },
  ])
})

it('records what the data was beside its content, and trains on the rows before a cut in time only', async () => {
  // The fixture counts its customers, so a number of theirs stands for their time.
  const data = (defaultModelYaml.data ?? '').replace(
    'by: customer_id, holdout: 50%',
    'time: a, from: 0, until: 1',
  )
  const { run } = await trained('', data)
  expect(run.split).toEqual({ time: 'a', from: 0, until: 1 })
  const rows = customersOf({ rows: 200 })
  expect(run.rows).toEqual({
    train: rows.filter(({ a }) => a < 0).length,
    holdout: rows.filter(({ a }) => a >= 0 && a < 1).length,
  })
  expect(run.data).toMatchObject({
    rows: 200,
    schema: [
      { column: 'customer_id', type: 'string' },
      { column: 'a', type: 'number' },
      { column: 'b', type: 'number' },
      { column: 'c', type: 'number' },
      { column: 'churned', type: 'boolean' },
    ],
    files: [{ path: 'data/customers/customers.csv' }],
  })
})

it('hands on nothing that training puts beside its own folder, and needs none of what it takes away', async () => {
  const { folder } = await trained(`
const beside = process.env.PAWL_OUT + '/../../'
for (const name of ['run.json', 'profile.json', 'evil', 'out/model.onnx', 'out/evil']) writeFileSync(beside + name, 'mine')
const { rmSync } = await import('node:fs')
rmSync(process.env.PAWL_TRAIN)`)
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
    'out',
    'out/model.onnx',
    'profile.json',
    'run.json',
  ])
})

it('hands weight and group to training, which the model does not see', async () => {
  const data = (defaultModelYaml.data ?? '').replace('split:', 'weight: b, group: customer_id, split:')
  const { run, said } = await trained(
    `console.log('columns ' + readFileSync(process.env.PAWL_TRAIN).toString('latin1').match(/customer_id/g)?.length)`,
    data.replace('features: [a, b, c]', 'features: [a, c]'),
  )
  expect(said.join('\n')).toMatch(/columns [1-9]/)
  expect(run.importance).toBeNull()
})

it('keeps its results out of git where the project does not', async () => {
  const { root } = await trained('')
  expect(existsSync(join(root, '.pawl/runs'))).toBe(true)
  expect(await git(root, 'status', '--porcelain')).toBe('')
})
