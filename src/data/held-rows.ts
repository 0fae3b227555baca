import { type Database, identifier, literal } from './database.ts'
import { badName, fileColumn, type OpenDataset, reserved, rowColumn } from './open.ts'

/** Which dataset of its own a row is held out in; empty for a row of the dataset that is trained on. */
export const heldColumn = `${reserved}held out in`

/**
 * A dataset with the rows of another one that is held out whole: one relation, in which a split by dataset tells them apart. It
 * has the columns that both have, whose declared types have to be the same.
 */
export async function withHeldRows(
  database: Database,
  { main, held, as }: { main: OpenDataset; held: OpenDataset; as: string },
): Promise<OpenDataset> {
  const present = main.present.filter((column) => held.present.includes(column))
  const cells = present.flatMap((column) => [identifier(column), identifier(badName(column))])
  const [file, row, side, bad] = [fileColumn, rowColumn, heldColumn, badName(heldColumn)].map(identifier)
  const rowsOf = ({ relation }: OpenDataset, of: { first: number; name: string }): string =>
    `SELECT ${[...cells, `${file} + ${of.first} AS ${file}`, row, `${literal(of.name)} AS ${side}`, `false AS ${bad}`].join(', ')} FROM ${relation}`
  const relation = identifier(as)
  await database.run(
    `CREATE OR REPLACE VIEW ${relation} AS ${rowsOf(main, { first: 0, name: '' })} UNION ALL ${rowsOf(held, { first: main.paths.length, name: held.dataset.config.dataset })}`,
  )
  return {
    ...main,
    relation,
    present: [...present, heldColumn],
    missing: [...new Set([...main.missing, ...held.missing])],
    paths: [...main.paths, ...held.paths],
    sound: new Set([
      ...present.filter((column) => main.sound.has(column) && held.sound.has(column)),
      heldColumn,
    ]),
    stored: new Set(),
  }
}
