import { isDeepStrictEqual } from 'node:util'
import { UserError } from '../../../src/project/problem.ts'
import { type Json, plainOf, type Scope } from '../expression/evaluate.ts'
import type { Strategy } from '../workflow/model.ts'

/** One cell of a matrix: the values of one job. */
export type Combination = ReadonlyMap<string, Json>

/** So many jobs a matrix can make in one run. */
const limit = 256

/** The jobs of a matrix in GitHub's order: the product less `exclude`, then what `include` adds. */
export function combinationsOf(strategy: Strategy, scope: Scope): Combination[] {
  const refuse = (message: string) => new UserError({ place: strategy.place, message })
  const matrix = plainOf(strategy.matrix, scope)
  if (!isObject(matrix)) throw refuse('the matrix is not a mapping')
  const { include, exclude, ...vectors } = matrix
  const added = objects(include)
  const removed = objects(exclude)
  if (!added || !removed) throw refuse('include and exclude are lists of mappings')
  const names = Object.keys(vectors)
  if (names.length === 0 && added.length === 0) throw refuse('Matrix must define at least one vector')
  for (const name of names) {
    const values = vectors[name]
    if (!Array.isArray(values)) throw refuse(`Matrix vector '${name}' is not a list`)
    if (values.length === 0) throw refuse(`Matrix vector '${name}' does not contain any values`)
  }
  const product = names.length === 0 ? [] : productOf(vectors as Record<string, Json[]>)
  const kept = product.filter((cell) => !removed.some((rule) => isPart(rule, cell)))
  const combinations = withIncluded(kept, added)
  if (combinations.length > limit) {
    throw refuse(`the matrix makes ${combinations.length} jobs, GitHub allows ${limit}`)
  }
  return combinations
}

type Fields = { [key: string]: Json }

const isObject = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function objects(value: Json | undefined): Fields[] | undefined {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) return undefined
  const fields = value.filter(isObject)
  return fields.length === value.length ? fields : undefined
}

function productOf(vectors: Readonly<Record<string, Json[]>>): Combination[] {
  let cells: Map<string, Json>[] = [new Map()]
  for (const [name, values] of Object.entries(vectors)) {
    cells = cells.flatMap((cell) => values.map((value) => new Map([...cell, [name, value]])))
  }
  return cells
}

/** Whether a rule of `exclude` names this cell: all it says is so, down into objects. */
function isPart(rule: Fields, cell: Combination): boolean {
  return Object.entries(rule).every(([name, wanted]) => cell.has(name) && isWithin(wanted, cell.get(name)))
}

function isWithin(wanted: Json, value: Json | undefined): boolean {
  if (!isObject(wanted) || !isObject(value)) return isDeepStrictEqual(wanted, value)
  return Object.entries(wanted).every(([key, one]) => Object.hasOwn(value, key) && isWithin(one, value[key]))
}

/** An entry of `include` widens every cell whose own values it leaves alone; one that widens none is a cell of its own. */
function withIncluded(cells: readonly Combination[], added: readonly Fields[]): Combination[] {
  const widened = cells.map((cell) => new Map(cell))
  const more: Combination[] = []
  for (const entry of added) {
    const pairs = Object.entries(entry)
    let used = false
    widened.forEach((cell, index) => {
      const own = cells[index]
      if (!pairs.every(([name, value]) => !own?.has(name) || isDeepStrictEqual(own.get(name), value))) return
      for (const [name, value] of pairs) cell.set(name, value)
      used = true
    })
    if (!used) more.push(new Map(pairs))
  }
  return [...widened, ...more]
}

/** `train (churn, 3)`: the name of a job with the values of its cell. */
export function nameWithValues(name: string, combination: Combination): string {
  const texts = [...combination.values()].flatMap(leaves)
  return texts.length === 0 ? name : `${name} (${texts.join(', ')})`
}

function leaves(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(leaves)
  if (isObject(value)) return Object.values(value).flatMap(leaves)
  return value === null ? [] : [String(value)]
}
