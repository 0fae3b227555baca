/**
 * Writes docs/judge-accuracy.md: how often the judge is wrong, how often it cannot tell, and what decides sooner. Seeded: the
 * same code gives the same tables. `--repeats n` draws fewer worlds; `--data` is the folder with the public tables (rows of the
 * real data are left out without it). It takes some minutes.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { metricsOf } from '../src/project/metrics.ts'
import type { Task } from '../src/project/task.ts'
import { type Real, realTable, retrained } from './judge/real.ts'
import { coverageOf, judged, randomOf, usual, type Verdicts, verdictsOf } from './judge/tables.ts'
import { binaryWorld, groupedWorld, multiclassWorld, type Noise, regressionWorld } from './judge/worlds.ts'

const { values } = parseArgs({
  options: {
    repeats: { type: 'string', default: '200' },
    data: { type: 'string', default: '../shared/data' },
  },
})
const repeats = Number(values.repeats)
const retrainings = Math.max(10, Math.round(repeats / 5))

const percent = (share: number | null | undefined) =>
  share === null || share === undefined ? '-' : `${(100 * share).toFixed(0)} %`
const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [line(head), line(head.map((_, at) => (at === 0 ? ':--' : '--:'))), ...rows.map(line)].join('\n')
const shares = (found: Verdicts | undefined) =>
  found ? [percent(found.pass), percent(found.inconclusive), percent(found.fail)] : ['-', '-', '-']

const worlds = {
  'binary-classification': (seed: number, rows: number, noise: Noise) =>
    binaryWorld(randomOf(seed), rows, noise),
  'multiclass-classification': (seed: number, rows: number, noise: Noise) =>
    multiclassWorld(randomOf(seed), rows, noise),
  regression: (seed: number, rows: number, noise: Noise) => regressionWorld(randomOf(seed), rows, noise),
} as const

function onRealData(): string {
  const telco = realTable(values.data, 'telco-churn')
  const adult = realTable(values.data, 'adult')
  const cases: { what: string; real: Real; train: number; holdout: number }[] = [
    { what: 'Telco, 300 held-out rows', real: telco, train: 5600, holdout: 300 },
    { what: 'Telco, 1,400 held-out rows', real: telco, train: 5600, holdout: 1400 },
    { what: 'Adult, 1,400 held-out rows', real: adult, train: 5600, holdout: 1400 },
    { what: 'Adult, 10,000 held-out rows', real: adult, train: 5600, holdout: 10_000 },
  ]
  const rows = cases.flatMap(({ what, real, train, holdout }) => {
    const draw = (seed: number) => retrained(randomOf(seed), real, { train, holdout })
    const drawn = Array.from({ length: retrainings }, (_, index) => draw(index + 1))
    const again = (seed: number) => drawn[seed - 1] as ReturnType<typeof draw>
    return (['interval', 'estimate'] as const).flatMap((evidence) => {
      const found = verdictsOf(again, { repeats: retrainings, gates: usual, evidence })
      return ['roc_auc', 'log_loss', 'recall', 'all'].map((name) => [
        what,
        evidence,
        name,
        ...shares(found.get(name)),
      ])
    })
  })
  return table(['data', 'evidence', 'gate', 'pass', 'inconclusive', 'fail'], rows)
}

/** What the fall of roc_auc comes to when a model sees the truth through more noise than production does. */
function power(): string {
  const rows = [300, 1400, 10_000].flatMap((size) =>
    [0.3, 0.5, 0.7, 1, 1.5].map((noise) => {
      const large = worlds['binary-classification'](0, 400_000, { candidate: noise, production: 0.3 })
      const [truth] = judgedTruth(large)
      const found = verdictsOf(
        (seed) => worlds['binary-classification'](seed, size, { candidate: noise, production: 0.3 }),
        {
          repeats,
          gates: { roc_auc: { 'max-drop': 0.01 } },
        },
      ).get('roc_auc')
      return [size.toLocaleString('en-US'), truth ?? '-', ...shares(found)]
    }),
  )
  return table(['held-out rows', 'true change of roc_auc', 'pass', 'inconclusive', 'fail'], rows)
}

function judgedTruth(large: Parameters<typeof judged>[0]): string[] {
  return judged(large, { gates: { roc_auc: { 'max-drop': 0.01 } }, seed: 1 }).map(({ change }) =>
    (change ?? Number.NaN).toFixed(3),
  )
}

function coverage(task: Task): string {
  const sizes = [300, 1400]
  const found = sizes.map((rows) => coverageOf(worlds[task], { task, rows, repeats, noise: 0.6 }))
  return table(
    ['metric', ...sizes.flatMap((rows) => [`figure, ${rows} rows`, 'change', 'fails'])],
    [...metricsOf[task].keys()].map((name) => [
      `\`${name}\``,
      ...found.flatMap((one) => {
        const cell = one.get(name)
        return [percent(cell?.figure), percent(cell?.change), percent(cell?.fails)]
      }),
    ]),
  )
}

/** Some of each kind. */
const usualMetrics = [
  'accuracy',
  'recall',
  'f1',
  'roc_auc',
  'average_precision',
  'ks',
  'log_loss',
  'brier',
  'ece',
]

function onFewRows(): string {
  const cases = [
    { what: '100 rows', rows: 100 },
    { what: '250 rows with weights', rows: 250, weighted: true },
    { what: '1,400 rows, 2 % positive', rows: 1400, start: -5.2 },
    { what: '1,400 rows, 2 % positive, with weights', rows: 1400, start: -5.2, weighted: true },
  ]
  const found = cases.map(({ rows, what: _, ...how }) =>
    coverageOf((seed, size, noise) => binaryWorld(randomOf(seed), size, noise, how), {
      task: 'binary-classification',
      rows,
      repeats,
      noise: 0.6,
      names: usualMetrics,
    }),
  )
  return table(
    ['metric', ...cases.flatMap(({ what }) => [`figure, ${what}`, 'change', 'fails'])],
    usualMetrics.map((name) => [
      `\`${name}\``,
      ...found.flatMap((one) => {
        const cell = one.get(name)
        return [percent(cell?.figure), percent(cell?.change), percent(cell?.fails)]
      }),
    ]),
  )
}

/** `max-drop: 0` on models of equal worth: all fails are false alarms. */
function onGroups(): string {
  const gates = {
    roc_auc: { 'max-drop': 0 },
    average_precision: { 'max-drop': 0 },
    recall: { 'max-drop': 0 },
    accuracy: { 'max-drop': 0 },
    log_loss: { 'max-rise': 0 },
  }
  const sizes = [
    { groups: 40, each: 10 },
    { groups: 200, each: 5 },
  ]
  const fails = (size: (typeof sizes)[number], name: string, isKnown: boolean) =>
    verdictsOf((seed) => groupedWorld(randomOf(seed), { ...size, isKnown }), {
      repeats,
      gates: { [name]: gates[name as keyof typeof gates] },
    }).get(name)?.fail
  return table(
    ['gate', ...sizes.flatMap(({ groups, each }) => [`${groups} groups of ${each}`, 'group not named'])],
    Object.keys(gates).map((name) => [
      `\`${name}\``,
      ...sizes.flatMap((size) => [percent(fails(size, name, true)), percent(fails(size, name, false))]),
    ]),
  )
}

const text = `# How right the judge is

Made by \`npx tsx scripts/judge-table.ts\`, seeded, ${repeats} worlds for each line, ${retrainings} pairs of trainings on real data.

## Retrained without a real change

Real customers. Production and candidate are both boosted trees, each on another 90 % of the same 5,600 rows with another seed, so nothing got
better or worse. The policy is what people ask for: \`roc_auc: {max-drop: 0.01}\`, \`log_loss: {max-rise: 0.02}\`, \`recall: {max-drop: 0.05}\`; \`all\`
is the verdict on all three. A fail is a false alarm.

${onRealData()}

What decides sooner, and what it costs. More held-out rows are the first lever: nothing else comes near. A holdout of 40 % instead of 20 % doubles
them and costs a quarter of the training rows. Wider margins cost what they allow. Metrics that look at scores (\`roc_auc\`, \`log_loss\`, \`brier\`) decide
on far fewer rows than those that look at labels (\`accuracy\`, \`recall\`, \`f1\`): boosting flips 4 to 5 % of the labels between two trainings.
Pairing is always on: both models are scored on the same rows, and only what they disagree on is uncertain.
\`evidence: estimate\` decides at once, and lets chance decide: the lines above say how often it fails a model that is no worse.

## A worse model

\`roc_auc: {max-drop: 0.01}\` against candidates that are worse by a known amount. A pass of a change below -0.01 is a miss, at most 5 %.

${power()}

## Intervals

How often 95 % intervals hold the truth: of the candidate's figure, and of the change between two models of equal worth; and how often
\`max-drop: 0\` (or \`max-rise: 0\`) alone fails a model that is no worse, which is to be at most 5 %. A dash: no interval is given.

### Binary classification

${coverage('binary-classification')}

### Few rows, rare positives, weights

Weights are skewed, so that half as many rows of equal weight would say as much. Where the rarer class has fewer than 10 rows, or 10 effective
ones, no interval is given; with 2 % positive in 1,400 rows that is the case in some worlds. \`ece\` and \`ks\` lean upwards: their intervals run from the
figure whose choice is made on other rows to the figure itself, and so are wide rather than wrong.

${onFewRows()}

### Multiclass classification, four classes, the last one rare

${coverage('multiclass-classification')}

### Regression

${coverage('regression')}

## Rows that belong together

Several rows of each customer, about whom each model errs on all of their rows alike. How often \`max-drop: 0\` (or \`max-rise: 0\`) fails a model
that is no worse: with the group known, by \`data.group\` or what rows are split by, and with rows taken as if each stood for itself.

${onGroups()}
`
writeFileSync('docs/judge-accuracy.md', text)
