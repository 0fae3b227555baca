import { UserError } from '../project/problem.ts'
import type { AggregateRule } from './aggregate-rules.ts'
import { type Database, identifier, type Row } from './database.ts'
import type { OpenDataset } from './open.ts'
import { isTooLarge } from './read-fault.ts'
import type { Rule } from './rule.ts'

/** What the one scan gave, and what could not be asked in it. */
export interface Counted {
  row: Row
  rules: ReadonlySet<Rule>
  figures: ReadonlySet<AggregateRule>
}

/** Asks everything in one scan. What cannot be computed for the values that are there is found by itself, and the rest asked again. */
export async function countRules(
  database: Database,
  open: OpenDataset,
  { rules, figures }: { rules: readonly Rule[]; figures: readonly AggregateRule[] },
): Promise<Counted> {
  const ask = async (but: Omit<Counted, 'row'>): Promise<Counted> => {
    const asked = [
      'count(*) AS rows',
      ...open.present.map((column, index) => `count(${identifier(column)}) AS n${index}`),
      ...rules.flatMap((rule, index) =>
        but.rules.has(rule)
          ? []
          : askedOf(rule).map((sql, at) => `${sql} AS ${at === 0 ? 'v' : 'd'}${index}`),
      ),
      ...figures.flatMap((rule, index) => (but.figures.has(rule) ? [] : [`${rule.figure} AS f${index}`])),
    ]
    return { row: await database.row(`SELECT ${asked.join(', ')} FROM ${open.relation}`), ...but }
  }
  try {
    return await ask({ rules: new Set(), figures: new Set() })
  } catch (cause) {
    if (cause instanceof UserError || isTooLarge(cause)) throw cause
    const failing = async <T>(all: readonly T[], sqlOf: (one: T) => string): Promise<Set<T>> => {
      const found = new Set<T>()
      for (const one of all)
        if (!(await canBeAsked(database, `SELECT ${sqlOf(one)} FROM ${open.relation}`))) found.add(one)
      return found
    }
    const broken = {
      rules: await failing(rules, (rule) => askedOf(rule).join(', ')),
      figures: await failing(figures, ({ figure }) => figure),
    }
    if (broken.rules.size + broken.figures.size === 0) throw cause
    return await ask(broken)
  }
}

/** The violations of a rule, and where it is of some rows only, their number. */
function askedOf(rule: Rule): string[] {
  return [countSql(rule), ...(typeof rule.of === 'object' ? [`count_if(${rule.of.where})`] : [])]
}

async function canBeAsked(database: Database, sql: string): Promise<boolean> {
  try {
    await database.rows(sql)
    return true
  } catch (error) {
    if (isTooLarge(error)) throw error
    return false
  }
}

/** How many rows break a rule. */
function countSql({ count, violation }: Rule): string {
  return count ?? `count_if(${violation})`
}
