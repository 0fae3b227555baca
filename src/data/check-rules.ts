import type { ColumnType } from '../project/schema/column.ts'
import type { TableCheck } from '../project/schema/table-check.ts'
import { type Database, identifier, literal } from './database.ts'
import { notCheckedSince } from './finding-words.ts'
import { fewestPoints, type HistoryPoint, robustZ } from './history.ts'
import { badName, type OpenDataset } from './open.ts'
import { type Others, whyNot } from './others.ts'
import { aboutOf, judge, verdictAt } from './rule.ts'
import { figureKey, figureWords, type TableFigure, tableFigures } from './table-figures.ts'
import type { RuleResult } from './validation.ts'
import { countText, durationText, figureText, percent } from './words.ts'

/** What the checks on a whole table need beside the table. */
export interface CheckContext {
  now: Date
  rows: number
  /** Figures of this table that checks ask for. */
  figures: ReadonlyMap<string, number | null>
  /** Of other versions, oldest first. */
  history: readonly HistoryPoint[]
  others: Others
}

type Check<Kind extends keyof TableCheck> = TableCheck & { [K in Kind]: NonNullable<TableCheck[K]> }

function has<Kind extends keyof TableCheck>(check: TableCheck, kind: Kind): check is Check<Kind> {
  return check[kind] !== undefined
}

/** The figures that a dataset's checks compare with others'. */
export function wantedFigures(checks: readonly TableCheck[]): TableFigure[] {
  return checks.flatMap(({ same, anomaly }) => [...(same ? [same] : []), ...(anomaly ? [anomaly] : [])])
}

/** The checks on columns, freshness, other datasets and the past. Those on rows and single rows are elsewhere. */
export async function checkResults(
  database: Database,
  open: OpenDataset,
  context: CheckContext,
): Promise<RuleResult[]> {
  const results: RuleResult[] = []
  for (const [index, check] of open.dataset.config.checks.entries()) {
    if (has(check, 'columns')) results.push(...columnsResults(open, { check, index, rows: context.rows }))
    if (has(check, 'fresh')) results.push(...(await freshResults(database, open, { check, index, context })))
    if (has(check, 'same')) results.push(await sameResult(database, { check, index, context }))
    if (has(check, 'anomaly')) results.push(anomalyResult({ check, index, context }))
  }
  return results
}

function result(
  check: TableCheck,
  { rule, rows }: { rule: string; rows: number },
  said: { expected: string; found: string; holds: boolean; violations?: number },
): RuleResult {
  const { expected, found, holds, violations } = said
  return {
    rule,
    ...aboutOf(check),
    expected,
    found,
    rows,
    violations: violations ?? null,
    share: null,
    level: check.level,
    verdict: holds ? 'pass' : verdictAt(check.level),
  }
}

function columnsResults(
  { extra, order, present, dataset }: OpenDataset,
  { check, index, rows }: { check: Check<'columns'>; index: number; rows: number },
): RuleResult[] {
  const results: RuleResult[] = []
  if (check.columns.extra === 'refuse')
    results.push(
      result(
        check,
        { rule: `checks.${index}.columns.extra`, rows },
        {
          expected: 'the files have no column that is not declared',
          found: extra.length === 0 ? 'they have none' : `they have ${named(extra)}`,
          holds: extra.length === 0,
          violations: extra.length,
        },
      ),
    )
  if (check.columns.order === 'declared') {
    const declared = Object.keys(dataset.config.columns).filter((column) => order.includes(column))
    const found = order.filter((column) => present.includes(column))
    const first = declared.findIndex((column, at) => column !== found[at])
    results.push(
      result(
        check,
        { rule: `checks.${index}.columns.order`, rows },
        {
          expected: 'the columns come in the order of dataset.yaml',
          found: first < 0 ? 'they do' : `${found[first]} stands where ${declared[first]} should`,
          holds: first < 0,
        },
      ),
    )
  }
  return results
}

function named(columns: readonly string[]): string {
  return columns.slice(0, 5).join(', ') + (columns.length > 5 ? ` and ${columns.length - 5} more` : '')
}

/** The newest row that is not in the future, and how many are. */
async function freshResults(
  database: Database,
  open: OpenDataset,
  { check, index, context }: { check: Check<'fresh'>; index: number; context: CheckContext },
): Promise<RuleResult[]> {
  const { column, within } = check.fresh
  const base = { rule: `checks.${index}.fresh`, rows: context.rows }
  const expected = `the newest ${column} is at most ${durationText(within)} old`
  if (!open.present.includes(column))
    return [
      result(check, base, {
        expected,
        found: notCheckedSince(`column ${column} is missing`),
        holds: false,
      }),
    ]
  const type = open.dataset.config.columns[column]?.type
  const x = `CASE WHEN NOT ${identifier(badName(column))} THEN ${endOf(identifier(column), type)} END`
  const now = `${literal(context.now.toISOString().replace('Z', ''))}::TIMESTAMP`
  // A day that has begun is not in the future, whatever is left of it.
  const isFuture = type === 'date' ? `${x} - INTERVAL 1 DAY > ${now}` : `${x} > ${now}`
  const { newest, future, told } = await database.row(
    `SELECT epoch_ms(max(${x}) FILTER (WHERE NOT (${isFuture}))) AS newest, count_if(${isFuture}) AS future, count(${x}) AS told FROM ${open.relation}`,
  )
  const age = typeof newest === 'number' ? Math.max(0, context.now.getTime() - newest) : undefined
  return [
    result(check, base, {
      expected,
      found: age === undefined ? 'no row has a time that is past' : `it is ${durationText(age)} old`,
      holds: age !== undefined && age <= within,
    }),
    {
      ...judge(
        {
          id: `checks.${index}.fresh.future`,
          column,
          expected: `no ${column} lies in the future`,
          level: check.level,
          violation: 'false',
          allowed: { count: 0 },
          of: 'values',
          found: (n) => `${n} do`,
          about: aboutOf(check),
        },
        { violations: Number(future), told: Number(told), rows: context.rows },
      ),
    },
  ]
}

/** A date stands for its whole day. */
function endOf(column: string, type: ColumnType | undefined): string {
  return type === 'date' ? `(${column} + INTERVAL 1 DAY)` : column
}

async function sameResult(
  database: Database,
  { check, index, context }: { check: Check<'same'>; index: number; context: CheckContext },
): Promise<RuleResult> {
  const { dataset, tolerance, as, ...figure } = check.same
  const base = { rule: `checks.${index}.same`, rows: context.rows }
  const within = tolerance > 0 ? `, within ${percent(tolerance)}` : ''
  const expected = `${figureWords(figure)} is that of ${dataset}${within}`
  const other = await context.others(dataset)
  const theirs: TableFigure = {
    ...figure,
    column: figure.figure === 'rows' ? undefined : (as ?? figure.column),
  }
  const why = whyNot(other, theirs.column)
  if (why !== undefined || 'unreadable' in other)
    return result(check, base, { expected, found: `not checked: ${why}`, holds: false })
  const mine = context.figures.get(figureKey(figure)) ?? null
  const their = (await tableFigures(database, other, [theirs])).get(figureKey(theirs)) ?? null
  if (mine === null || their === null)
    return result(check, base, { expected, found: 'it cannot be told from the values', holds: false })
  return result(check, base, {
    expected,
    found: `it is ${figureText(mine)}, there ${figureText(their)}`,
    holds: Math.abs(mine - their) <= tolerance * Math.abs(their),
  })
}

function anomalyResult({
  check,
  index,
  context,
}: {
  check: Check<'anomaly'>
  index: number
  context: CheckContext
}): RuleResult {
  const key = figureKey(check.anomaly)
  const base = { rule: `checks.${index}.anomaly`, rows: context.rows }
  const expected = `${figureWords(check.anomaly)} is not unusual among recorded versions`
  const value = context.figures.get(key) ?? null
  if (value === null)
    return result(check, base, { expected, found: 'it cannot be told from the values', holds: false })
  const before = context.history.flatMap(({ figures }) =>
    Object.hasOwn(figures, key) ? [figures[key] as number] : [],
  )
  const z = robustZ(value, before)
  if (z === null)
    return {
      ...result(check, base, {
        expected,
        found: `not enough history: ${before.length} of ${fewestPoints} versions are recorded`,
        holds: true,
      }),
      // Nothing was judged; that must be seen, and cannot be mended but by time.
      verdict: check.level === 'info' ? 'pass' : 'warn',
    }
  const far = Number.isFinite(z)
    ? `robust z-score ${figureText(Number(z.toFixed(1)))}`
    : 'all others are equal'
  return result(check, base, {
    expected,
    found: `it is ${figureText(value)} (${far}, ${countText(before.length)} versions)`,
    holds: Math.abs(z) < check.anomaly.z,
  })
}
