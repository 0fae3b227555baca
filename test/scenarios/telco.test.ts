import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { mergePull, type PullAnswer, readPull, runPawl } from '../../sandbox/demo/acts.ts'
import { branchOff, clone, createWorld, push, startFrom } from '../../sandbox/demo/world.ts'
import { Check } from '../../src/gates/check.ts'
import { Report } from '../../src/gates/report.ts'
import { describeShared } from '../shared.ts'
import { checkOf } from './hand/acts.ts'
import { retrain } from './hand/workflows.ts'
import { writeFiles } from './small.ts'
import {
  answers,
  approval,
  dispatchBy,
  folderOfFile,
  pawl,
  people,
  production,
  proposed,
  pullOfJobs,
  pushBy,
  type Scene,
} from './stage.ts'
import { columnsModel, gatesModel, telcoProject } from './telco-project.ts'

const folder = folderOfFile()

/* One story: each test goes on where the one before ended. */
describeShared(
  '7,043 customers of a telephone company and the models that others trained on them',
  (shared) => {
    let world: Scene
    let pull: PullAnswer

    beforeAll(async () => {
      world = await createWorld({ folder: join(folder, 'world'), pawl, people })
      await telcoProject(join(folder, 'files'), shared)
      await startFrom(world, { developer: world.people.ada, files: join(folder, 'files') })
      await push(world.people.ada, { branch: 'main', message: 'Start' })
      await clone(world, world.people.grace)
      return () => world.sandbox.close()
    })

    /** Pushes another model.yaml to the pull request and checks it. */
    async function checked(files: Readonly<Record<string, string>>, action: 'opened' | 'synchronize') {
      const { ada } = world.people
      if (action === 'synchronize') {
        await writeFiles(ada.folder, files)
        await push(ada, { branch: 'work', message: 'Try another' })
        pull = await readPull(world, { by: ada, number: pull.number })
      } else pull = await proposed(world, { branch: 'work', files })
      const { check, status } = await checkOf(world, { pull, by: ada, action })
      const read = async (model: string): Promise<Check> =>
        Check.parse(JSON.parse(await readFile(join(check.temp, 'pawl/checks', model, 'check.json'), 'utf8')))
      return { status, read }
    }

    const json = (path: string) => JSON.parse(readFileSync(join(shared, 'models', path), 'utf8'))

    /** The figures of a report are those that were computed elsewhere from the outputs of ONNX Runtime. */
    function expectFigures(report: Report | undefined, expected: string): void {
      const { metrics } = json(expected).onnxruntime as { metrics: Record<string, number> }
      expect(report?.data.holdout).toMatchObject({ rows: metrics.rows, positives: metrics.positives })
      for (const name of ['accuracy', 'precision', 'recall', 'f1', 'roc_auc', 'log_loss']) {
        const figure = report?.candidate.metrics[name]
        const value = figure && 'value' in figure ? figure.value : Number.NaN
        expect(Math.abs(value - (metrics[name] ?? Number.NaN)), name).toBeLessThan(
          name === 'log_loss' ? 1e-6 : 1e-9,
        )
      }
    }

    /** The change of roc_auc and its interval are DeLong's; the scores there are scikit-learn's, in float64. */
    function expectDelong(report: Report | undefined, model: string): void {
      const { delong } = json('telco-gates/comparisons.json').comparisons[model]
      const gate = report?.gates.find(({ gate }) => gate === 'roc_auc.max-drop')
      expect(gate?.change).toBeCloseTo(delong.difference, 5)
      expect(gate?.interval?.low).toBeCloseTo(delong.low_95, 5)
      expect(gate?.interval?.high).toBeCloseTo(delong.high_95, 5)
    }

    async function registered(version: string): Promise<Report> {
      await branchOff(world.people.grace, `at-${version}`)
      const path = join(world.people.grace.folder, 'registry/churn', version, 'report.json')
      return Report.parse(JSON.parse(await readFile(path, 'utf8')))
    }

    it('the first version is trained, promoted and approved, with the figures of its makers', async () => {
      const first = await pullOfJobs(
        world,
        await retrain(world, dispatchBy(world, 'hopper'), { models: 'churn' }),
      )
      expect((await approval(world, first)).outputs.get('merged')).toBe('true')
      expect(await production(world)).toBe('1.0.0')
      expectFigures(await registered('1.0.0'), 'telco-gates/expected-production.json')
    })

    it('a worse model fails by as much as DeLong says', async () => {
      const { status, read } = await checked({ 'models/churn/model.yaml': gatesModel('worse') }, 'opened')
      const { report, verdict } = await read('churn')
      expect(verdict).toBe('fail')
      expectFigures(report, 'telco-gates/expected-worse.json')
      expectDelong(report, 'worse')
      expect(status?.state).toBe('failure')
    })

    it('a copy is unchanged; a model with one input for each column is scored beside it', async () => {
      const { status, read } = await checked(
        {
          'models/churn/model.yaml': gatesModel('copy'),
          'models/churn-columns/model.yaml': columnsModel('Another description.'),
        },
        'synchronize',
      )
      expect((await read('churn')).verdict).toBe('unchanged')
      const columns = await read('churn-columns')
      expect(columns.verdict).toBe('pass')
      expectFigures(columns.report, 'telco-columns-zipmap/expected.json')
      expect(status?.state).toBe('success')
    })

    it('a better model passes, in the same comment, and is promoted', async () => {
      const { status, read } = await checked(
        { 'models/churn/model.yaml': gatesModel('better') },
        'synchronize',
      )
      const { report, verdict } = await read('churn')
      expect(verdict).toBe('pass')
      expectFigures(report, 'telco-gates/expected-better.json')
      expectDelong(report, 'better')
      expect(status?.state).toBe('success')
      expect(await answers(world, pull.number)).toHaveLength(1)

      await mergePull(world, { by: world.people.grace, number: pull.number })
      const merged = { ...pushBy(world, 'grace') }
      const second = await pullOfJobs(world, await retrain(world, merged, { models: 'churn' }))
      expect((await approval(world, second)).outputs.get('merged')).toBe('true')
      expect(await production(world)).toBe('1.1.0')
      expectFigures(await registered('1.1.0'), 'telco-gates/expected-better.json')
    })

    it('the registry is as it was approved', async () => {
      const verified = await runPawl(world, { folder: world.people.grace.folder, args: ['--json', 'verify'] })
      expect(verified.code, verified.out).toBe(0)
      expect(JSON.parse(verified.out)).toMatchObject({ verdict: 'pass', findings: [] })
    })

    it('on a laptop, without a token, history tells it and drift judges new customers without a word to GitHub', async () => {
      const { folder: at } = world.people.grace
      const laptop = { GITHUB_TOKEN: '', GH_TOKEN: '' }
      const told = await runPawl(world, { folder: at, args: ['--json', 'history', 'churn'], env: laptop })
      expect(JSON.parse(told.out)).toMatchObject({
        production: '1.1.0',
        rows: [
          { version: '1.0.0', stage: 'production' },
          { version: '1.1.0', stage: 'production' },
        ],
      })

      const [header = '', ...rows] = (await readFile(join(at, 'data/telco/customers.csv'), 'utf8'))
        .trimEnd()
        .split('\n')
      const charges = header.split(',').indexOf('MonthlyCharges')
      const dearer = rows.slice(0, 2000).map((row, nth) => {
        const cells = row.split(',')
        cells[0] = `9${String(nth).padStart(3, '0')}-AAAAA`
        cells[charges] = String(Number(cells[charges]) + 40)
        return cells.join(',')
      })
      await writeFiles(at, { 'data/telco/next.csv': `${[header, ...dearer].join('\n')}\n` })
      const asked = world.sandbox.requests.length
      const drift = await runPawl(world, {
        folder: at,
        args: ['--json', 'drift', 'churn', '--dry-run', 'true'],
        env: laptop,
      })
      expect(drift.code, drift.err).toBe(0)
      const [watched] = JSON.parse(drift.out) as {
        report: { verdict: string; columns: { column: string; verdict: string }[] }
      }[]
      expect(watched?.report.verdict).toBe('drift')
      expect(
        watched?.report.columns.filter(({ verdict }) => verdict === 'drift').map(({ column }) => column),
      ).toEqual(['MonthlyCharges'])
      expect(world.sandbox.requests).toHaveLength(asked)
    })
  },
)
