import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { compareFiles } from '../../src/commands/steps/compare-files.ts'

const rows = (cells: readonly string[]): string => ['y,z', ...cells.map((cell) => `${cell},1`), ''].join('\n')

async function compared(current: readonly string[]) {
  const root = mkdtempSync(join(tmpdir(), 'pawl-drift-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const half = (a: string, b: string) => Array.from({ length: 300 }, (_, row) => (row % 2 ? a : b))
  writeFileSync(join(root, 'a.csv'), rows(half('true', 'false')))
  writeFileSync(join(root, 'b.csv'), rows(current))
  const given = {
    root,
    reference: 'a.csv',
    current: 'b.csv',
    model: undefined,
    evidently: false,
    together: true,
  }
  return compareFiles(given)
}

it('a column of truth values is held against one of texts by what is written, as a file of other values has it', async () => {
  const words = Array.from({ length: 300 }, (_, row) => ['true', 'false', 'maybe'][row % 3] ?? '')
  const { columns } = await compared(words)
  expect(columns.find(({ column }) => column === 'y')).toMatchObject({ verdict: 'drift' })
})

it('a file without rows is no file to judge by, and never an end without words', async () => {
  const { verdict, columns } = await compared([])
  expect(verdict).not.toBe('stable')
  for (const { verdict: each } of columns) expect(each).not.toBe('stable')
})
