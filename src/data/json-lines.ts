import { UserError } from '../project/problem.ts'
import { type Database, literal } from './database.ts'
import type { DataFile } from './files.ts'
import { longestLine, unreadable } from './read-fault.ts'

/** How DuckDB reads JSON: lines with an object each, or one list of objects. The relation has the column `json`. */
export function jsonScan(path: string): string {
  return `read_json_objects(${literal(path)}, format = 'auto', compression = 'uncompressed', hive_partitioning = false, maximum_object_size = ${longestLine})`
}

/** SQL for the text of an object's value; as a JSON pointer, so that the name may hold anything. */
export function jsonText(name: string): string {
  return `(json ->> ${pointer(name)})`
}

function pointer(name: string): string {
  return literal(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
}

/** The columns of a JSON file: every name that an object has. Declared ones must hold plain values. */
export async function inspectJson(
  database: Database,
  { file, path, declared }: { file: DataFile; path: string; declared: readonly string[] },
): Promise<string[]> {
  const nested = declared.map(
    (name, index) => `count_if(json_type(json, ${pointer(name)}) IN ('OBJECT', 'ARRAY')) AS n${index}`,
  )
  const asked = [`count_if(json_type(json) <> 'OBJECT') AS others`, ...nested]
  try {
    const counted = await database.row(`SELECT ${asked.join(', ')} FROM ${jsonScan(path)}`)
    if (Number(counted.others) > 0)
      throw new UserError({
        place: { file: file.path },
        message: `has ${counted.others} rows that are no objects`,
        hint: 'each row is an object such as {"id": 1}',
      })
    const bad = declared.find((_, index) => Number(counted[`n${index}`]) > 0)
    if (bad !== undefined)
      throw new UserError({
        place: { file: file.path },
        message: `the column ${JSON.stringify(bad)} holds lists or structures`,
        hint: 'write one plain value for each row',
      })
    const names = await database.rows(
      `SELECT DISTINCT unnest(json_keys(json)) AS name FROM ${jsonScan(path)} ORDER BY name`,
    )
    return names.map(({ name }) => String(name))
  } catch (cause) {
    throw cause instanceof UserError ? cause : unreadable(file, cause)
  }
}
