import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { withDatabase } from '../src/data/database.ts'

/** Where inputs and the peers' environments lie, outside the repository. */
export const home = process.env.PAWL_BENCH ?? join(homedir(), '.cache/pawl-bench')
const data = join(home, 'data')

/** What was planted in the table: how many rows break each rule. */
export const planted = {
  rows: 5_000_000,
  id_dup: 24,
  age_range: 137,
  amount_neg: 251,
  country_set: 89,
  code_regex: 61,
  cross_time: 43,
  created_range: 17,
}

/**
 * Five million rows of ten columns as Parquet (Snappy, 40 row groups) with known faults, the same on every machine: `hash`
 * of the row's number is the only source of chance.
 */
export async function validateInput(): Promise<{ path: string; expected: typeof planted }> {
  const path = join(data, 'validate-5m.parquet')
  const manifest = join(data, 'manifest.json')
  if (!existsSync(path)) {
    mkdirSync(data, { recursive: true })
    await withDatabase((database) =>
      database.run(
        `COPY (${rows}) TO '${path}.part' (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)`,
      ),
    )
    renameSync(`${path}.part`, path)
    const known: unknown = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {}
    writeFileSync(manifest, JSON.stringify({ ...(known as object), validate: planted }))
  }
  return { path, expected: planted }
}

/** A share in [0, 1) that depends on the row and a salt only. */
const chance = (salt: number): string => `((hash(i, ${salt}) >> 11)::DOUBLE / 9007199254740992.0)`
const whole = (salt: number, below: number): string => `(hash(i, ${salt}) % ${below})::BIGINT`
/** The planted rows lie 7,919 apart, each fault in a stretch of its own. */
const faulty = (fault: number, count: number): string => `(i % 7919 = ${fault} AND i // 7919 < ${count})`

const rows = `
SELECT
  -- A permutation, since 2654435761 has no factor of five million; the second of each pair repeats the first.
  (CASE WHEN i % 7919 = 1 AND i // 7919 < 12 THEN ((i + 1) * 2654435761) % 5000000 ELSE (i * 2654435761) % 5000000 END + 1)::BIGINT AS id,
  ${whole(1, 200_000)} AS user_id,
  CASE WHEN ${faulty(3, planted.age_range)} THEN 130 + ${whole(2, 50)} ELSE 18 + ${whole(2, 72)} END AS age,
  CASE WHEN ${faulty(4, planted.amount_neg)} THEN -1 WHEN ${chance(3)} < 0.01 THEN NULL ELSE 1 END * (0.01 + round(-25 * ln((1 - ${chance(4)}) * (1 - ${chance(5)}) * (1 - ${chance(6)}) * (1 - ${chance(7)})), 2)) AS amount,
  CASE WHEN ${chance(8)} >= 0.01 THEN ${chance(9)} END AS score,
  CASE WHEN ${faulty(5, planted.country_set)} THEN 'XX' WHEN ${chance(10)} >= 0.01 THEN (['AT','BE','CH','DE','DK','ES','FR','GB','IT','NL','PL','SE'])[${whole(11, 12)} + 1] END AS country,
  CASE WHEN ${chance(12)} < 0.6 THEN 'new' WHEN ${chance(12)} < 0.85 THEN 'open' WHEN ${chance(12)} < 0.95 THEN 'done' ELSE 'void' END AS status,
  CASE WHEN ${faulty(6, planted.code_regex)} THEN 'bad code' WHEN ${chance(13)} >= 0.01 THEN (['AB','CD','EF','GH'])[${whole(14, 4)} + 1] || '-' || lpad(${whole(15, 1_000_000)}::VARCHAR, 6, '0') END AS code,
  created_at,
  CASE WHEN ${faulty(8, planted.cross_time)} THEN created_at - INTERVAL 1 SECOND ELSE created_at + to_seconds(${whole(16, 30 * 86_400)}) END AS updated_at
FROM (
  SELECT i, CASE WHEN ${faulty(7, planted.created_range)} THEN TIMESTAMP '2031-05-05' ELSE TIMESTAMP '2025-01-01' + to_seconds(${whole(17, 365 * 86_400)}) END AS created_at
  FROM range(${planted.rows}) AS t(i)
)`
