import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { call } from '../../sandbox/demo/world.ts'
import { mustHave } from '../../sandbox/github/seed.ts'
import { csvOf, customersOf, modelYaml } from '../scenarios/small.ts'
import { comment, propose, pushToMain, type Story, story } from './stage.ts'

type Permissions = Record<string, 'read' | 'write'>
interface Job {
  permissions: Permissions
  steps?: { uses?: string }[]
  name?: string
}
interface Workflow {
  name: string
  jobs: Record<string, Job>
}

/** Jobs that others need run as they are, too. */
const needed = ['decide', 'plan', 'candidates', 'candidate', 'train', 'evaluate']

/** Each job once for every permission that it has, with that one taken away; where it checks out, writing only. */
function lacking(workflow: Workflow): Workflow {
  const jobs = Object.entries(workflow.jobs).flatMap(([id, job]) => {
    const without = Object.keys(job.permissions).map((taken) => {
      const { [taken]: level, ...rest } = job.permissions
      const checksOut = job.steps?.some(({ uses = '' }) => uses.startsWith('actions/checkout@'))
      const permissions =
        taken === 'contents' && level === 'write' && checksOut ? { ...rest, contents: 'read' } : rest
      return [`${id}-without-${taken}`, { ...job, permissions, name: `${id} without ${taken}` }]
    })
    return [...(needed.includes(id) ? [[id, { ...job, name: id }]] : []), ...without]
  })
  return { ...workflow, jobs: Object.fromEntries(jobs) as Workflow['jobs'] }
}

it('x', async () => {
  const here = await story('second')
  mustHave(here.sandbox.world, here.repository).change({ private: true })
  const folder = '.github/workflows'
  const files = Object.fromEntries(
    readdirSync(join(here.people.ada.folder, folder)).map((name) => {
      const text = readFileSync(join(here.people.ada.folder, folder, name), 'utf8')
      return [`${folder}/${name}`, stringify(lacking(parse(text) as Workflow))]
    }),
  )
  const february = customersOf({ seed: 8, shift: 2, from: 1000 }).map((one) => ({ ...one, a: one.a - 2 }))
  await pushToMain(here, {
    files: { ...files, 'data/customers/february.csv': csvOf(february) },
    message: 'x [skip ci]',
  })
  const wanted = { repository: here.repository, login: 'hopper' }
  here.runner.schedule({ repository: here.repository, workflow: 'pawl-drift' })
  await here.runner.dispatch({ ...wanted, workflow: 'pawl-retrain', inputs: {} })
  await here.runner.dispatch({ ...wanted, workflow: 'pawl-verify' })
  await call(here, here.people.grace, 'POST /dispatches', {
    event_type: 'pawl-stage-changed',
    client_payload: { model: 'churn', version: '1.1.0', stage: 'production', sha: 'x' },
  })
  await propose(here, { branch: 'b', files: { 'models/churn/model.yaml': modelYaml('also') } })
  const { number } = await call<{ number: number }>(here, here.people.grace, 'POST /issues', { title: 'x' })
  await here.runner.settled()
  await comment(here, { by: 'grace', on: number, body: '/rollback churn because of me' })
  await here.runner.settled()
  here.runner.schedule({ repository: here.repository, workflow: 'pawl-reconcile' })
  const outcome = await here.end()
  console.log(JSON.stringify(outcome, null, 1))
  for (const run of here.runner.runs)
    for (const job of run.jobs)
      if (job.name.includes('without')) {
        const log = await here.runner.log(job)
        console.log(
          'JOB',
          run.workflowName,
          job.name,
          job.conclusion,
          '\n   ',
          log
            .split('\n')
            .filter((l) => /##\[error\]|fatal|remote:/.test(l))
            .join('\n    '),
        )
      }
})
