import { type Database, identifier } from './database.ts'
import { fileColumn, type OpenDataset, rowColumn } from './open.ts'
import type { Rule } from './rule.ts'
import type { RuleResult } from './validation.ts'

/**
 * Adds to results of broken rules the keys of the first rows that break them, in the order of the files; without a key, the
 * numbers of the rows. Only for those who ask, since keys are cells.
 */
export async function withSamples(
  database: Database,
  open: OpenDataset,
  { results, rules, samples }: { results: readonly RuleResult[]; rules: readonly Rule[]; samples: number },
): Promise<RuleResult[]> {
  if (samples === 0) return [...results]
  const shown: RuleResult[] = []
  for (const result of results) {
    const rule = rules.find(({ id }) => id === result.rule)
    const isBroken = (result.violations ?? 0) > 0
    shown.push(
      isBroken && rule ? { ...result, samples: await keysOf(database, open, { rule, samples }) } : result,
    )
  }
  return shown
}

async function keysOf(
  database: Database,
  open: OpenDataset,
  { rule, samples }: { rule: Rule; samples: number },
): Promise<string[]> {
  const key = open.dataset.config.key.filter((column) => open.present.includes(column))
  const place = [identifier(fileColumn), identifier(rowColumn)].join(', ')
  const cells = key.map((column, index) => `${identifier(column)}::VARCHAR AS k${index}`)
  const rows = await database.rows(
    `SELECT ${[...cells, `${identifier(fileColumn)} AS file`, `${identifier(rowColumn)} AS row`].join(', ')} FROM ${open.relation} WHERE ${rule.violation} ORDER BY ${place} LIMIT ${samples}`,
  )
  return rows.map((row) =>
    key.length === 0
      ? `${open.paths[Number(row.file)] ?? ''} row ${row.row}`
      : key.map((column, index) => `${column} ${row[`k${index}`] ?? 'missing'}`).join(', '),
  )
}
