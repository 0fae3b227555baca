import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { comment } from '../../src/commands/comment.ts'
import { verify } from '../../src/commands/verify.ts'
import { isHeldOut } from '../../src/data/split.ts'
import { checkOutMain, perform, promoteMain, workFolder } from './in-process.ts'
import { csvOf, customersOf, modelYaml } from './small.ts'
import { answers, approveInProcess, folderOfFile, production, pushBy, smallWorld, written } from './stage.ts'

/* The way of given predictions into production: train, evaluate, promote, comment and verify, on the sandbox. */

const folder = folderOfFile()
const rows = 1200
const held = customersOf({ rows }).filter(({ customer_id }) =>
  isHeldOut(customer_id, { salt: 'pawl', holdout: 0.5 }),
)
const predictions = csvOf(
  held.map(({ customer_id, a, b, c }) => ({
    customer_id,
    probability_true: 1 / (1 + Math.exp(-(0.5 * a - 0.25 * b + c))),
  })),
)

it('is that of every model, and the pull request, the card and version.json say that they were given', async () => {
  const world = await smallWorld(folder, {
    rows,
    files: {
      'models/churn/model.yaml': modelYaml('', { predict: '{ file: predictions.csv }' }).replace(
        /^train: .*\n/m,
        '',
      ),
      'models/churn/predictions.csv': predictions,
    },
  })
  const { ada, grace } = world.people
  const made = { trigger: pushBy(world, 'ada'), root: ada.folder, work: workFolder(world, 'first') }
  const pull = await promoteMain(world, made)
  const line = 'predictions of the candidate were given in a file, not made here'
  expect(pull.body).toContain(line)

  // On the way, somebody asks how a gate is waived.
  const body = '/waive churn recall.min because the labels are late'
  const { payload } = await written(world, { by: grace, on: pull.number, body })
  const asked = await perform(world, comment, {
    trigger: { name: 'issue_comment', payload, actor: 'grace', sha: made.trigger.sha, branch: 'main' },
    work: workFolder(world, 'waive'),
  })
  expect(asked.text).toContain('said how to waive recall.min')
  const told = (await answers(world, pull.number)).find((text) => text.includes('waivers:')) ?? ''
  expect(told).toContain('  - gate: recall.min\n    owner: "grace"\n    approver: "ada"')
  expect(told).toMatch(/\/edit\/main\/models\/churn\/model\.yaml/)

  await approveInProcess(world, pull)
  expect(await production(world)).toBe('1.0.0')
  await checkOutMain(world, ada.folder)
  const inVersion = (name: string) => readFileSync(join(ada.folder, 'registry/churn/1.0.0', name), 'utf8')
  expect(inVersion('predictions.csv')).toBe(predictions)
  expect(JSON.parse(inVersion('version.json'))).toMatchObject({ predict: { file: 'predictions.csv' } })
  expect(inVersion('card.md')).toContain(line)
  const verified = await perform(world, verify, {
    trigger: made.trigger,
    root: ada.folder,
    work: workFolder(world, 'verify'),
  })
  expect(verified.json).toMatchObject({ findings: [] })
  await world.sandbox.close()
})
