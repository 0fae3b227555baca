import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands } from '../../src/commands/index.ts'
import type { AnyCommand } from '../../src/frame/command.ts'
import {
  actionFile,
  canWrite,
  environment,
  environmentText,
  environmentUse,
  type Granted,
  isCheckout,
  type Job,
  jobsOf,
  own,
  pawlAction,
  root,
  type Step,
  stepsOf,
  template,
  union,
} from './workflows.ts'

const jobs = jobsOf(template)
const working = jobs.filter(({ job }) => job.uses === undefined)
const calling = jobs.filter(({ job }) => job.uses !== undefined)
const steps = working.flatMap(({ place, job }) => stepsOf(job).map((step) => ({ place, step })))

function commandOf(step: Step): AnyCommand | undefined {
  const folder = pawlAction(step)
  if (folder === undefined) return undefined
  const found = commands.find(({ name, runs }) =>
    folder === '.' ? runs.includes('root') : folder === `actions/${name}`,
  )
  if (!found) throw new Error(`there is no action ${folder}`)
  return found
}

/** Whether programs of the repository run in a job: training, or what training needs. */
function runsUserCode(job: Job): boolean {
  return stepsOf(job).some(
    (step) => step.uses === environmentUse || ['check', 'train'].includes(commandOf(step)?.name ?? ''),
  )
}

describe('the template', () => {
  it('has the workflows that the README tells of, each named as its file', () => {
    expect(template.map(({ file }) => file)).toEqual([
      'deploy-example',
      'pawl-batch',
      'pawl-candidate',
      'pawl-check',
      'pawl-comments',
      'pawl-drift',
      'pawl-reconcile',
      'pawl-report',
      'pawl-retrain',
      'pawl-verify',
    ])
    const readme = readFileSync(join(root, 'template/README.md'), 'utf8')
    for (const { file, name } of template) {
      expect(name).toBe(file)
      expect(readme).toMatch(new RegExp(`^\\| \`${file}\` +\\|`, 'm'))
    }
  })

  it('starts them on the events that Pawl counts on', () => {
    const events = template.map(({ file, on }) => [file, Object.keys(on)])
    expect(Object.fromEntries(events)).toEqual({
      'deploy-example': ['repository_dispatch'],
      'pawl-batch': ['workflow_call'],
      'pawl-candidate': ['workflow_call'],
      'pawl-check': ['pull_request', 'merge_group'],
      'pawl-comments': ['issue_comment'],
      'pawl-drift': ['schedule', 'workflow_dispatch'],
      'pawl-reconcile': ['schedule', 'workflow_dispatch'],
      'pawl-report': ['workflow_run'],
      'pawl-retrain': ['push', 'workflow_dispatch', 'repository_dispatch'],
      'pawl-verify': ['push', 'repository_dispatch', 'workflow_dispatch'],
    })
  })

  it('listens for the dispatches that Pawl sends, and for the check that it runs', () => {
    const on = (file: string, event: string) => template.find((one) => one.file === file)?.on[event]
    expect(on('pawl-retrain', 'repository_dispatch')).toEqual({ types: ['pawl-retrain'] })
    expect(on('pawl-verify', 'repository_dispatch')).toEqual({ types: ['pawl-stage-changed'] })
    expect(on('deploy-example', 'repository_dispatch')).toEqual({ types: ['pawl-stage-changed'] })
    expect(on('pawl-report', 'workflow_run')).toEqual({ workflows: ['pawl-check'], types: ['completed'] })
    expect(on('pawl-comments', 'issue_comment')).toEqual({ types: ['created'] })
  })

  it('runs its schedules off the full hour, when GitHub drops them', () => {
    const crons = template.flatMap(({ on }) => (on.schedule as { cron: string }[] | undefined) ?? [])
    expect(crons.length).toBe(2)
    for (const { cron } of crons) expect(cron).toMatch(/^([1-9]|[1-5]\d) /)
  })
})

describe('permissions', () => {
  it('are none but what a job asks for', () => {
    for (const { file, permissions } of [...template, ...own]) expect(permissions, file).toEqual({})
    for (const { place, job } of [...jobs, ...jobsOf(own)])
      expect(job.permissions, `${place} says what it needs`).toBeDefined()
  })

  it.each(working.map(({ place, job }) => [place, job] as const))(
    'of %s are exactly what its commands declare and its checkout reads',
    (_, job) => {
      const declared = stepsOf(job).flatMap((step): Granted[] => [
        (commandOf(step)?.permissions ?? {}) as Granted,
        isCheckout(step) ? { contents: 'read' } : {},
      ])
      expect(job.permissions).toEqual(union(declared))
    },
  )

  it.each(calling.map(({ place, job }) => [place, job] as const))(
    'of %s are exactly what the jobs that it calls ask for',
    (_, job) => {
      const called = template.find(({ file }) => job.uses === `./.github/workflows/${file}.yml`)
      const inner = jobsOf(called ? [called] : []).map(({ job: one }) => one.permissions ?? {})
      expect(union(inner)).not.toEqual({})
      // A job that only reads the contents has its share in the permission to write them.
      expect(job.permissions).toEqual(union(inner))
    },
  )
})

describe('trust zones', () => {
  it('give no job that runs code of the repository a token that can write, a secret or an identity', () => {
    const found = working.filter(({ job }) => runsUserCode(job))
    expect(found.map(({ place }) => place)).toEqual(['pawl-candidate/train', 'pawl-check/check'])
    for (const { place, job } of found) {
      expect(job.permissions, place).toEqual({ contents: 'read' })
      expect(JSON.stringify(job), place).not.toMatch(/secrets\.|github\.token/)
    }
  })

  it('let a job that can write run Pawl and nothing else', () => {
    for (const { place, job } of working.filter(({ job }) => canWrite(job)))
      for (const step of stepsOf(job))
        expect(isCheckout(step) || pawlAction(step) !== undefined, `${place}: ${step.uses ?? step.run}`).toBe(
          true,
        )
  })

  it('let a job that can write check out the commit of its own run, and only where that is the default branch', () => {
    for (const { workflow, place, job } of working.filter(({ job }) => canWrite(job))) {
      const checkouts = stepsOf(job).filter(isCheckout)
      for (const { with: given = {} } of checkouts) {
        expect(Object.keys(given), place).not.toContain('ref')
        expect(Object.keys(given), place).not.toContain('repository')
      }
      const outside = ['pull_request', 'merge_group', 'workflow_run', 'issue_comment', 'issues']
      if (outside.some((event) => event in workflow.on)) expect(checkouts, place).toEqual([])
    }
  })

  it('train, evaluate and promote in three jobs, which hand on digests as outputs', () => {
    const found = template.find(({ file }) => file === 'pawl-candidate')?.jobs ?? {}
    const uses = Object.entries(found).map(([id, job]) => [
      id,
      stepsOf(job).flatMap((step) => commandOf(step)?.name ?? []),
    ])
    expect(Object.fromEntries(uses)).toEqual({
      train: ['validate', 'train'],
      evaluate: ['evaluate'],
      promote: ['promote'],
    })
    const given = (id: string, command: string) =>
      stepsOf(found[id] as Job).find((step) => commandOf(step)?.name === command)?.with
    expect(given('evaluate', 'evaluate')).toMatchObject({ run: expression('needs.train.outputs.run') })
    expect(given('promote', 'promote')).toMatchObject({
      run: expression('needs.train.outputs.run'),
      report: expression('needs.evaluate.outputs.report'),
    })
    // Outputs of a matrix mix: the last job to end wins. So there is none between the three.
    for (const job of Object.values(found)) expect(job).not.toHaveProperty('strategy')
  })

  it('start on nothing that hands a fork rights', () => {
    for (const { file, on, text } of [...template, ...own]) {
      expect(Object.keys(on), file).not.toContain('pull_request_target')
      expect(text, file).not.toContain('allow-unsafe-pr-checkout')
      expect(text, file).not.toMatch(/secrets: *inherit/)
    }
  })
})

describe('jobs', () => {
  it('that can write wait in a queue that forgets nobody, behind their condition', () => {
    for (const { place, workflow, job } of working.filter(({ job }) => canWrite(job))) {
      expect(job.concurrency, place).toMatchObject({ group: expect.any(String), queue: 'max' })
      expect(job.concurrency, place).not.toHaveProperty('cancel-in-progress')
      // A group of the whole workflow would be entered before the condition of the job is looked at.
      expect(workflow.concurrency, place).toBeUndefined()
    }
  })

  it('all end in time', () => {
    for (const { place, job } of [...working, ...jobsOf(own)])
      expect(job['timeout-minutes'], place).toBeGreaterThan(0)
  })

  it('that train on the default branch run there only', () => {
    const guard = "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)"
    const decide = jobs.find(({ place }) => place === 'pawl-retrain/decide')
    expect(decide?.job.if).toBe(guard)
    const drift = jobs.find(({ place }) => place === 'pawl-drift/drift')
    expect(drift?.job.if).toBe(`github.event_name == 'schedule' || ${guard}`)
  })
})

describe('steps', () => {
  const all = [
    ...steps,
    ...environment.runs.steps.map((step) => ({ place: 'training-environment', step })),
    ...jobsOf(own).flatMap(({ place, job }) => stepsOf(job).map((step) => ({ place, step }))),
  ]

  it('hold no expression in what a shell runs', () => {
    for (const { place, step } of all) expect(step.run ?? '', place).not.toContain('${{')
  })

  it('use actions by commit: of actions/*, of Pawl, or of this repository', () => {
    for (const { place, step } of all)
      if (step.uses !== undefined && !step.uses.startsWith('./'))
        expect(step.uses, place).toMatch(
          /^(actions\/[\w-]+|pawl-dev\/pawl(\/actions\/[\w-]+)?)@[0-9a-f]{40}$/,
        )
  })

  it('use one commit of each action, with its version beside it', () => {
    const texts = [environmentText, ...[...template, ...own].map(({ text }) => text)].join('\n')
    const pins = new Map<string, Set<string>>()
    for (const [, name = '', pin = ''] of texts.matchAll(/uses: ([\w-]+\/[\w-]+)\S*(@\S+.*)/g)) {
      expect(pin, name).toMatch(/^@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
      pins.set(name, new Set([...(pins.get(name) ?? []), pin]))
    }
    for (const [name, found] of pins) expect([...found], name).toHaveLength(1)
    expect([...pins.keys()].sort()).toEqual([
      'actions/checkout',
      'actions/setup-node',
      'actions/setup-python',
      'pawl-dev/pawl',
    ])
  })

  it('check out without leaving a token behind', () => {
    for (const { place, step } of all.filter(({ step }) => isCheckout(step)))
      expect(step.with, place).toMatchObject({ 'persist-credentials': false })
  })

  it('give the actions of Pawl the inputs that they have, and all that they must have', () => {
    for (const { place, step } of steps) {
      const folder = pawlAction(step)
      if (folder === undefined) continue
      expect(existsSync(join(root, folder, 'action.yml')), `${place}: ${folder}`).toBe(true)
      const inputs = actionFile(folder).inputs ?? {}
      const given = Object.keys(step.with ?? {})
      expect(Object.keys(inputs), place).toEqual(expect.arrayContaining(given))
      const required = Object.entries(inputs).flatMap(([name, one]) => (one.required ? [name] : []))
      expect(given, place).toEqual(expect.arrayContaining(required))
    }
  })

  it('give each called workflow the inputs that it has, and all that it must have', () => {
    for (const { place, job } of calling) {
      const called = template.find(({ file }) => job.uses === `./.github/workflows/${file}.yml`)
      const on = called?.on.workflow_call as { inputs: Record<string, { required?: boolean }> } | undefined
      const inputs = on?.inputs ?? {}
      const given = Object.keys(job.with ?? {})
      expect(Object.keys(inputs), place).toEqual(expect.arrayContaining(given))
      const required = Object.entries(inputs).flatMap(([name, one]) => (one.required ? [name] : []))
      expect(given, place).toEqual(expect.arrayContaining(required))
    }
  })

  it('read only outputs that there are', () => {
    for (const { workflow, place, job } of working) {
      for (const [, id = '', output = ''] of JSON.stringify(job).matchAll(
        /steps\.([\w-]+)\.outputs\.([\w-]+)/g,
      )) {
        const step = stepsOf(job).find((one) => one.id === id)
        const outputs = actionFile((step && pawlAction(step)) ?? '.').outputs ?? {}
        expect(Object.keys(outputs), `${place}: ${id}`).toContain(output)
      }
      for (const [, id = '', output = ''] of JSON.stringify(job).matchAll(
        /needs\.([\w-]+)\.outputs\.([\w-]+)/g,
      )) {
        expect([job.needs].flat(), place).toContain(id)
        expect(Object.keys(workflow.jobs[id]?.outputs ?? {}), `${place}: ${id}`).toContain(output)
      }
    }
  })
})

function expression(code: string): string {
  return `\${{ ${code} }}`
}
