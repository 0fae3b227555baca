import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Job } from '../../sandbox/github/state/things.ts'
import type { RunReport } from '../../sandbox/runner/runner.ts'
import { describePython } from '../python.ts'
import { openStage, type Scene, type Stage } from '../runner/stage.ts'
import { root } from './workflows.ts'

/* The template's Python model on its way to a promotion, by the workflow files as they are written. */

vi.setConfig({ testTimeout: 30_000, hookTimeout: 240_000 })

/** The template's files without its other model, which Node trains. */
function templateWithIncomeOnly(): Record<string, string> {
  const folder = join(root, 'template')
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !/node_modules|__pycache__|churn|customers/.test(path) && statSync(join(folder, path)).isFile(),
  )
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

describePython('pawl-retrain on a push of a model that Python trains', (python) => {
  let stage: Stage
  let scene: Scene
  let run: RunReport
  beforeAll(async () => {
    stage = await openStage({ python, modules: join(root, 'node_modules'), pawl: { folder: root } })
    scene = await stage.scene('people')
    await scene.push(templateWithIncomeOnly())
    await stage.runner.settled()
    const found = stage.runner.runs.find(({ workflowName }) => workflowName === 'pawl-retrain')
    if (!found) throw new Error('pawl-retrain did not run')
    run = found
  })
  afterAll(() => stage.close())

  const logOf = (wanted: RegExp): Promise<string> => {
    const job = run.jobs.find(({ name }: Job) => wanted.test(name))
    if (!job) throw new Error(`no job ${wanted} among ${run.jobs.map(({ name }) => name).join(', ')}`)
    return stage.runner.log(job)
  }

  it('installs its packages with the Python that setup-python sets up, and trains with it', async () => {
    const log = await logOf(/Train$/)
    expect(log).toMatch(/Requirement already satisfied: scikit-learn==/)
    expect(log).toMatch(/3\d{3} rows, 100 trees, validation loss 0\./)
  })

  it('ends with a promotion that waits for an approval', async () => {
    expect(run.jobs.map(({ name, conclusion }) => `${name}: ${conclusion}`)).toEqual(
      expect.arrayContaining([expect.stringMatching(/Promote: success$/)]),
    )
    expect(run.conclusion).toBe('success')
    const pulls = await scene.call<{ head: { ref: string } }[]>('ada', 'GET /pulls')
    expect(pulls.map(({ head }) => head.ref)).toEqual(['pawl/promote/income/1.0.0'])
  })
})
