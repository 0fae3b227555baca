import type { Database } from '../../data/database.ts'
import { withHeldRows } from '../../data/held-rows.ts'
import type { ValidationReport } from '../../data/validation.ts'
import { digestOfJson } from '../../project/digest.ts'
import type { Configured } from '../../project/project.ts'
import type { Dataset } from '../../project/schema/dataset.ts'
import type { SplitRule } from '../../project/schema/split.ts'
import { type ReadDataset, type ReadOptions, readDataset } from './dataset.ts'

/** The rows that a model is made from and judged on: those of its dataset, and of the one that is held out whole, if there is one. */
export interface ModelRows extends ReadDataset {
  /** The model's own dataset by itself. */
  main: ReadDataset
  /** The one that is held out; undefined where rows of the model's own are. */
  held?: ReadDataset
}

/** Reads and validates what a model needs; without rows where some files cannot be read. */
export async function readModelRows(
  database: Database,
  { split, held, ...options }: ReadOptions & { split: SplitRule; held: Configured<Dataset> | undefined },
): Promise<{ rows: ModelRows | null; main: ReadDataset | null; validation: ValidationReport[] }> {
  const main = await readDataset(database, options)
  if (!('dataset' in split)) {
    const validation = [main.report]
    return main.open ? { rows: { ...main, main }, main, validation } : { rows: null, main: null, validation }
  }
  if (!held) throw new Error(`the split names ${split.dataset}, which the project lacks`)
  const out = await readDataset(database, { ...options, dataset: held, as: 'held out' })
  const validation = [main.report, out.report]
  if (!main.open || !out.open) return { rows: null, main: main.open ? main : null, validation }
  const { dataset, version, files } = out.version
  const rows: ModelRows = {
    ...main,
    open: await withHeldRows(database, { main: main.open, held: out.open, as: 'dataset and held out' }),
    version: {
      ...main.version,
      version: digestOfJson({ dataset: main.version.version, held: version }),
      held: { dataset, version, files },
    },
    main,
    held: out,
  }
  return { rows, main, validation }
}
