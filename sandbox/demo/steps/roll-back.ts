import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from '../../../src/git/git.ts'
import { runPawl } from '../acts.ts'
import { comment, expect, runOf, type Stage } from '../stage.ts'
import { branchOff } from '../world.ts'

const order = '/rollback churn because 1.1.0 sends too many offers since February'

/** 6. Production goes back by one comment; history tells why, verify proves it, and finds a byte that is changed. */
export async function rollBackAndLookBack(stage: Stage, issue: number): Promise<void> {
  const { world, say } = stage
  const { grace } = world.people
  let answer = ''
  const verify = await runOf(stage, 'pawl-verify', async () => {
    answer = await comment(stage, { by: grace, on: issue, body: order })
  })
  expect(/Rolling back/.test(answer), `the rollback is on its way: ${answer}`)
  say(`6. grace says ${order}: merged`)

  await branchOff(grace, 'look-back')
  const told = await pawl(stage, 'history', 'churn')
  expect(told.code === 0 && /in production: 1\.0\.0/.test(told.out), `history says so: ${told.out}`)
  say(`   pawl history churn\n${told.out.trimEnd().replaceAll(/^/gm, '           ')}`)

  expect(verify.succeeded, 'pawl-verify agrees')
  const sound = await pawl(stage, 'verify')
  expect(sound.code === 0, 'verify agrees on a laptop')
  say(`   pawl verify: ${sound.out.split('\n')[0]}`)
  const model = join(grace.folder, 'registry/churn/1.1.0/model.onnx')
  const bytes = await readFile(model)
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1
  await writeFile(model, bytes)
  const tampered = await pawl(stage, 'verify')
  expect(tampered.code === 1, 'verify finds a changed byte')
  say(`   one bit of 1.1.0/model.onnx is flipped; pawl verify: ${tampered.out.split('\n')[0]}`)
  await git(grace.folder, 'checkout', '--quiet', '--', 'registry')
}

/** Runs the program `pawl` in grace's clone. */
async function pawl({ world }: Stage, ...args: string[]): Promise<{ code: number; out: string }> {
  return runPawl(world, { folder: world.people.grace.folder, args: ['--quiet', ...args] })
}
