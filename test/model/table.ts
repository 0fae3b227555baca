import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import { inject } from 'vitest'
import type { Column, Table } from '../../src/data/table.ts'
import type { Limits } from '../../src/model/limits.ts'

export const fixtures = resolve(import.meta.dirname, '../fixtures/models')
export const generous: Limits = { milliseconds: 25_000, memory: 2 * 2 ** 30, output: 2 ** 20 }

export function numbers(name: string, ...values: number[]): Column {
  return { kind: 'number', name, values: Float64Array.from(values) }
}

/** A column of text; null is missing. */
export function texts(name: string, ...values: (string | null)[]): Column {
  const dictionary = [...new Set(values.filter((value) => value !== null))]
  const codes = Int32Array.from(values, (value) => (value === null ? -1 : dictionary.indexOf(value)))
  return { kind: 'text', name, codes, dictionary }
}

export function table(...columns: Column[]): Table {
  const [first] = columns
  const rows = first === undefined ? 0 : first.kind === 'number' ? first.values.length : first.codes.length
  return { rows, columns }
}

/** a, b and c for the models of the fixtures folder, some rows of them. */
export function abc(rows = 3): Table {
  const wave = (step: number) => Array.from({ length: rows }, (_, i) => Math.sin(i * step + step))
  return table(numbers('a', ...wave(1)), numbers('b', ...wave(2)), numbers('c', ...wave(3)))
}

/** What tensor.onnx says to a, b and c. */
export function logisticOf({ rows, columns }: Table): number[] {
  const at = (column: number, row: number) =>
    (columns[column]?.kind === 'number' ? columns[column].values[row] : NaN) ?? NaN
  return Array.from(
    { length: rows },
    (_, i) => 1 / (1 + Math.exp(-(0.5 * at(0, i) - 0.25 * at(1, i) + at(2, i)))),
  )
}

/** Features of a CSV file: numbers where every value is one, text otherwise. */
export function tableOf(csv: string, features: readonly string[]): Table {
  const records = parse(readFileSync(csv), { columns: true }) as Record<string, string>[]
  return table(
    ...features.map((name) => {
      const values = records.map((record) => record[name] ?? '')
      return values.every((text) => text === '' || Number.isFinite(Number(text)))
        ? numbers(name, ...values.map((text) => (text === '' ? NaN : Number(text))))
        : texts(name, ...values.map((text) => (text === '' ? null : text)))
    }),
  )
}

/** A folder that is removed when all tests are over. */
export function scratch(): string {
  return mkdtempSync(join(inject('runFolder'), 'test-'))
}

/** A model as a file, for one test. */
export function fileOf(bytes: Uint8Array, name = 'model.onnx'): string {
  const path = join(scratch(), name)
  writeFileSync(path, bytes)
  return path
}
