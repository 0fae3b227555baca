import type { Report } from '../../gates/report.ts'
import type { Target } from '../../project/schema/model.ts'
import type { SplitRule } from '../../project/schema/split.ts'
import { limitsOf } from '../card-limits.ts'
import { counted, duration, figure, percent, signed } from '../figures.ts'
import { holdoutWords } from '../holdout.ts'
import { compares, limitWords } from '../limit.ts'
import { shape, standing, tally, word, worstFirst } from '../outcome.ts'
import { rivalFigures, rivalOf, rivalWords } from '../rival.ts'
import { classesSection } from './classes.ts'
import { blocks, code, joined, lines, type Markdown, md, text } from './escape.ts'
import { type Fact, facts, metricsTable, reportFacts } from './evidence.ts'
import { fairnessBody } from './fairness.ts'
import { gateName, rivalColumns } from './gates.ts'
import { operatingBody } from './operating.ts'
import { slicesBody } from './slices.ts'
import { table } from './table.ts'

/** What a card tells that the report does not. All of it is fixed when the candidate is made. */
export interface CardSubject {
  model: string
  version: string
  /** The version that was in production when this one was judged. */
  parent: string | null
  description: string | undefined
  owners: readonly string[]
  target: Target
  features: readonly string[]
  split: SplitRule
  /** The rows of the dataset on both sides. */
  rows: { train: number; holdout: number }
  /** Data version of what was in production. */
  dataParent: string | null
  params: string
  seed: number
  /** Where and how long it was trained. */
  training: { node: string; platform: string; seconds: number }
  /** When training began. */
  started: string
  report: Report
}

/** `card.md` of a version: what the model is for, what it was made from, how it does and where nobody looked. The same input gives the same bytes. */
export function renderCard(card: CardSubject): string {
  const { report } = card
  return `${
    blocks([
      md`# ${text(card.model, 64)} ${text(card.version, 64)}`,
      md`${shape[report.verdict]} **${word[report.verdict]}**: ${report.reason}`,
      md`## Intended use`,
      intendedUse(card),
      md`## Data`,
      facts(dataFacts(card)),
      md`## Figures`,
      ...figures(report),
      ...divided(report),
      md`## Limits`,
      limits(report),
      md`## Lineage`,
      facts(lineage(card)),
    ]).markdown
  }\n`
}

function intendedUse({ description, owners, report, model, target, features }: CardSubject): Markdown {
  return blocks([
    description === undefined
      ? md`Nobody has written down what it is for: ${code('description')} is not set in ${code(`models/${model}/model.yaml`)}.`
      : paragraphs(description),
    facts([
      ['owners', joined(owners.slice(0, 50).map((owner) => code(owner, 60)))],
      ['task', md`${(report.task ?? 'binary-classification').replaceAll('-', ' ')}`],
      [
        'predicts',
        target.positive === undefined
          ? code(target.column)
          : md`whether ${code(target.column)} is ${code(String(target.positive))}`,
      ],
      [
        'from',
        md`${counted(features.length, 'feature')}: ${joined(features.slice(0, 100).map((name) => code(name, 64)))}${features.length > 100 ? ', …' : ''}`,
      ],
    ]),
  ])
}

/** A description keeps its paragraphs; its lines flow. */
function paragraphs(description: string): Markdown {
  return blocks(description.split(/\n\s*\n/).map((part) => text(part.replaceAll('\n', ' '), 2000)))
}

function dataFacts({ report, rows, split }: CardSubject): Fact[] {
  const { data } = report
  return [
    ['dataset', md`${code(data.dataset)}, version ${code(data.version)}`],
    ['rows', md`${counted(rows.train, 'row')} to train on, ${counted(rows.holdout, 'row')} held out`],
    ['split', splitWords(split)],
    ['judged on', md`${holdoutWords(data.holdout)}`],
  ]
}

function splitWords(split: CardSubject['split']): Markdown {
  if ('dataset' in split) return md`all rows of ${code(split.dataset)} held out`
  if ('by' in split) return md`${percent(split.holdout)} of the rows held out, by ${code(split.by)}`
  const until = split.until === undefined ? md`` : md` until before ${code(String(split.until))}`
  return md`rows held out whose ${code(split.time)} is from ${code(String(split.from))} on${until}`
}

function figures(report: Report): Markdown[] {
  const rival = rivalOf(report)
  const unscored = (report.against ?? report.production)?.unscored
  return [
    rival === null
      ? md`There was no version to compare with.`
      : unscored === undefined
        ? md`Compared with ${rivalWords(rival)} on the same rows, which neither was trained on.`
        : md`${rivalWords(rival)} could not be scored, so nothing was compared: ${unscored}.`,
    md`### Gates: ${tally(report.gates) || 'none'}`,
    report.gates.length === 0 ? md`` : gatesTable(report),
    md`### Metrics`,
    metricsTable(report),
  ]
}

function gatesTable(report: Report): Markdown {
  const rival = rivalOf(report)
  return table(
    [
      { title: 'gate' },
      { title: 'limit' },
      { title: 'candidate', align: 'right' },
      ...rivalColumns(rival),
      { title: 'interval' },
      { title: 'verdict' },
    ],
    worstFirst(report.gates).map((gate) => {
      const show = compares(gate) ? signed : figure
      const where = standing(gate)
      return [
        gateName(gate),
        limitWords(gate),
        figure(gate.candidate),
        ...(rival ? Object.values(rivalFigures(gate)) : []),
        gate.interval
          ? `${percent(gate.interval.level)}: ${show(gate.interval.low)} to ${show(gate.interval.high)}`
          : '',
        `${shape[where]} ${where === 'warn' ? 'Warning' : word[where]}`,
      ]
    }),
    200,
  )
}

function divided(report: Report): Markdown[] {
  const operating = operatingBody(report)
  const slices = slicesBody(report)
  const groups = fairnessBody(report)
  return [
    ...(operating.markdown === '' ? [] : [md`### Threshold and operating points`, operating]),
    ...(slices.markdown === '' ? [] : [md`### Slices, worst first`, slices]),
    ...(report.task === 'multiclass-classification' ? [classesSection(report)] : []),
    ...(groups.markdown === '' ? [] : [md`### Fairness by protected attribute`, groups]),
  ]
}

function limits(report: Report): Markdown {
  return lines(limitsOf(report).map((limit) => md`- ${text(limit, 1500)}`))
}

function lineage(card: CardSubject): Fact[] {
  const { dataParent, parent, params, seed, training, started, report } = card
  return [
    ['in production before', parent === null ? md`none` : code(parent)],
    ['data in production before', dataParent === null ? md`none` : code(dataParent)],
    ['commit of code and data', code(report.candidate.commit)],
    [
      report.candidate.predictions ? 'predictions taken' : 'trained',
      md`${code(started)}, in ${duration(training.seconds)}, on ${training.platform}, Node ${training.node}`,
    ],
    ['parameters', code(params, 1000)],
    ['seed of training', code(String(seed))],
    ...reportFacts(report),
  ]
}
