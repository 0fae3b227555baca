/**
 * Writes docs/drift-accuracy.md: how often each method raises a false alarm when nothing changed, and how often it sees a planted
 * shift. Seeded: the same code gives the same tables. `--pairs n` draws fewer pairs. It takes some twelve minutes of one core.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { categoryMethods, type DriftMethod, numberMethods } from '../src/project/drift-methods.ts'
import { seeded } from '../src/stats/random.ts'
import { categoryPair, numberPair, type PairMethod, shares } from './drift-pairs.ts'

const { values } = parseArgs({ options: { pairs: { type: 'string', default: '2000' } } })
const pairs = Number(values.pairs)
const powerPairs = Math.min(pairs, 200)

const own = (methods: readonly DriftMethod[]): PairMethod[] =>
  methods.filter((method): method is PairMethod => method !== 'null-share')
const percent = (share: number) => `${(100 * share).toFixed(1)}`
const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [line(head), line(head.map((_, at) => (at === 0 ? ':--' : '--:'))), ...rows.map(line)].join('\n')

const kinds = [2, 5, 10, 20, 50, 100, 200]
const sizes = [
  { reference: 100, current: 100 },
  { reference: 1000, current: 1000 },
  { reference: 1000, current: 100 },
  { reference: 10_000, current: 1000 },
  { reference: 10_000, current: 10_000 },
  { reference: 100_000, current: 100_000 },
]
const named = ({ reference, current }: { reference: number; current: number }) =>
  `${reference.toLocaleString('en-US')} / ${current.toLocaleString('en-US')}`

type Cells = Map<PairMethod, { significant: number; drift: number }>
/** The largest share with p below 0.05 of all cells in which nothing changed, and which cell it is. */
let worst = { share: 0, where: '' }
function remember(cells: Cells, where: string): void {
  for (const [method, { significant }] of cells)
    if (significant > worst.share) worst = { share: significant, where: `\`${method}\`, ${where}` }
}
const cellOf = (cells: Cells, method: PairMethod) => {
  const { significant, drift } = cells.get(method) ?? { significant: Number.NaN, drift: Number.NaN }
  return `${percent(significant)} / ${percent(drift)}`
}

function alarmsOfCategories(law: 'uniform' | 'zipf'): string {
  const methods = own(categoryMethods)
  const found = sizes.map((size) => {
    const random = seeded(size.reference + size.current)
    return kinds.map((count) => {
      const cells = shares(methods, pairs, () => categoryPair(random, size, { kinds: count, law }))
      remember(cells, `${count} categories, ${named(size)} rows`)
      return cells
    })
  })
  const rows = methods.flatMap((method) =>
    sizes.map((size, at) => [
      `\`${method}\` ${named(size)}`,
      ...(found[at] ?? []).map((cells) => cellOf(cells, method)),
    ]),
  )
  return table(['method, rows', ...kinds.map((count) => `${count} categories`)], rows)
}

function ofNumbers(drawn: number, shift: number): (method: PairMethod) => string[] {
  const found = sizes.map((size) => {
    const random = seeded(size.reference + size.current)
    const cells = shares(own(numberMethods), drawn, () => numberPair(random, size, shift))
    if (shift === 0) remember(cells, `numbers, ${named(size)} rows`)
    return cells
  })
  return (method) => found.map((cells) => cellOf(cells, method))
}

function alarmsOfNumbers(): string {
  const cells = ofNumbers(pairs, 0)
  return table(
    ['method', ...sizes.map(named)],
    own(numberMethods).map((method) => [`\`${method}\``, ...cells(method)]),
  )
}

function power(): string {
  const shifts = [0.1, 0.2, 0.5].map((shift) => ({ shift, cells: ofNumbers(powerPairs, shift) }))
  const rows = own(numberMethods).flatMap((method) =>
    shifts.map(({ shift, cells }) => [`\`${method}\` ${shift} sd`, ...cells(method)]),
  )
  return table(['method, shift', ...sizes.map(named)], rows)
}

const tables = {
  uniform: alarmsOfCategories('uniform'),
  zipf: alarmsOfCategories('zipf'),
  numbers: alarmsOfNumbers(),
  power: power(),
}
const byChance = 0.05 + 3.1 * Math.sqrt((0.05 * 0.95) / pairs)
const page = `# How often drift is seen, and how often it is not there

<!-- Written by scripts/drift-table.ts; run \`npx tsx scripts/drift-table.ts\` after a change of a method. -->

Each cell has two shares, in percent: of pairs with p below 0.05, and of pairs that Pawl calls drift, at the method's default limit
and without any other column. Rows are those of the reference and of the window.

Where nothing changed, 5 % of the pairs may have a p below 0.05. Of ${pairs.toLocaleString('en-US')} pairs, up to ${percent(byChance)} % have one by chance.
The largest share found is ${percent(worst.share)} % (${worst.where}).

## Nothing changed: categories of equal weight

${tables.uniform}

## Nothing changed: categories whose weights fall as 1 / rank

${tables.zipf}

## Nothing changed: normal numbers

${tables.numbers}

## A planted shift of a normal law

${powerPairs} pairs. A shift of 0.1 standard deviations is below most default limits: that it is real can be known, and that it matters
is not said.

${tables.power}
`
writeFileSync('docs/drift-accuracy.md', page)
