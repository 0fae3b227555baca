import type { Check } from '../../gates/check.ts'
import type { MetricValue, Report } from '../../gates/report.ts'
import { count, counted, figure, shortSha, signed, size } from '../figures.ts'
import { holdoutWords } from '../holdout.ts'
import { rivalOf } from '../rival.ts'
import { calibrationChart, fitChart, rocChart } from './charts.ts'
import { blocks, code, folded, joined, lines, type Markdown, md } from './escape.ts'
import { rivalColumns, rivalTitle } from './gates.ts'
import { table } from './table.ts'

/** Every metric of candidate and production, and the curves. */
export function metricsSection(report: Report): Markdown {
  const names = Object.keys(report.candidate.metrics)
  if (names.length === 0) return md``
  return folded(
    `All ${counted(names.length, 'metric')}`,
    blocks([metricsTable(report), rocChart(report), calibrationChart(report), fitChart(report)]),
  )
}

/** Every metric of candidate and production, by name. */
export function metricsTable(report: Report): Markdown {
  const names = Object.keys(report.candidate.metrics).sort()
  const production = rivalOf(report)
  const rows = names.map((name) => {
    const candidate = report.candidate.metrics[name]
    if (!production) return [code(name), value(candidate)]
    const before = Object.hasOwn(production.metrics, name) ? production.metrics[name] : undefined
    return [code(name), value(candidate), value(before), difference(candidate, before)]
  })
  return table(
    [{ title: 'metric' }, { title: 'candidate', align: 'right' }, ...rivalColumns(production)],
    rows,
  )
}

function value(metric: MetricValue | undefined): Markdown {
  if (metric === undefined) return md`none`
  return 'value' in metric ? md`${figure(metric.value)}` : md`undefined: ${metric.undefined}`
}

function difference(candidate: MetricValue | undefined, production: MetricValue | undefined): string {
  if (!candidate || !production || !('value' in candidate) || !('value' in production)) return ''
  return signed(candidate.value - production.value)
}

/** What was compared with what, on which rows, judged by which policy: for those who want to check it. */
export function provenance(check: Check): Markdown {
  const data = check.validation.map((one): Fact => [`data ${one.dataset}`, version(one.version)])
  return folded(
    'Digests and versions',
    facts([
      ['head', code(check.head)],
      ['base', code(check.base)],
      ...(check.report ? reportFacts(check.report) : data),
    ]),
  )
}

/** A name and what it is. */
export type Fact = readonly [name: string, fact: Markdown]

export function facts(list: readonly Fact[]): Markdown {
  return lines(list.map(([name, fact]) => md`- ${name}: ${fact}`))
}

function version(digest: string | null): Markdown {
  return digest === null ? md`cannot be read` : code(digest)
}

/** Digests, rows and versions of a report. */
export function reportFacts({ candidate, production, against, data, policy, environment }: Report): Fact[] {
  const { holdout } = data
  return [
    [
      'candidate',
      md`${code(candidate.digest)}, ${size(candidate.bytes)}, commit ${code(shortSha(candidate.commit))}, run ${code(candidate.run)}${candidate.program ? md`, program ${code(candidate.program)}` : ''}`,
    ],
    [
      'production',
      production
        ? md`${code(production.version)} ${code(production.digest)}, ${size(production.bytes)}, commit ${code(shortSha(production.commit))}`
        : md`none yet`,
    ],
    ...(against
      ? [
          [
            'compared with',
            md`${rivalTitle(against)} ${against.digest === null ? '' : code(against.digest)}`,
          ] as const,
        ]
      : []),
    ['data', md`${code(data.dataset)} ${code(data.version)}`],
    ['holdout', md`${holdoutWords(holdout)}, ${code(holdout.digest)}`],
    ['twins of training rows in the holdout', md`${count(data.twins)}`],
    ...leakageFacts(data.leakage),
    ['policy', md`${code(policy.digest)} of commit ${code(shortSha(policy.commit))}`],
    [
      'environment',
      md`Pawl ${environment.pawl}, Node ${environment.node}, ONNX Runtime ${environment.onnxruntime}, DuckDB ${environment.duckdb}, ${environment.platform}, ${counted(environment.threads, 'thread')}, seed ${environment.seed}`,
    ],
  ]
}

/** Features are columns of the data: their names are told, what they hold is not. */
function leakageFacts(leakage: Report['data']['leakage']): Fact[] {
  if (!leakage) return []
  const best = leakage.power.slice(0, 5).map(({ feature, auc }) => md`${code(feature, 64)} ${auc.toFixed(3)}`)
  return [
    ['rows like a training row with another target', md`${count(leakage.conflicts)}`],
    ...(best.length > 0 ? [['features that tell the target best alone, by AUC', joined(best)] as const] : []),
  ]
}
