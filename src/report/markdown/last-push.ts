import { z } from 'zod'
import type { Check } from '../../gates/check.ts'
import { Name, Sha } from '../../project/name.ts'
import { shortSha, signed } from '../figures.ts'
import { code, joined, type Markdown, md, text } from './escape.ts'

const mostModels = 10
const mostGates = 60
const longest = 20_000

/** The figures of one head: by model the gates on all rows, and which rows they are of. */
const Figures = z.strictObject({
  head: Sha,
  models: z
    .array(
      z.strictObject({
        model: Name,
        rows: z.string().regex(/^[0-9a-f]{12}$/),
        gates: z.array(z.tuple([z.string().regex(/^[a-z][a-z0-9_.-]{0,99}$/), z.number()])).max(mostGates),
      }),
    )
    .max(mostModels),
})
type Figures = z.infer<typeof Figures>

/** What our comment remembers of the head it is about and of the one before. Only names and numbers, whoever wrote them. */
const Remembered = z.strictObject({ now: Figures, before: Figures.nullable() })
export type Remembered = z.infer<typeof Remembered>

const start = '<!-- pawl:figures '
const end = ' -->'

/** The memory in the last line of a comment of ours; undefined where there is none or it is not exactly one. */
export function rememberedIn(body: string): Remembered | undefined {
  const line = body.trimEnd().split('\n').at(-1) ?? ''
  if (!line.startsWith(start) || !line.endsWith(end) || line.length > longest) return undefined
  try {
    return Remembered.safeParse(JSON.parse(line.slice(start.length, -end.length))).data
  } catch {
    return undefined
  }
}

/**
 * What to remember now. A head that is checked again keeps what came before it; a check without any figure, such as one
 * whose training failed, leaves the memory as it was.
 */
export function remember(checks: readonly Check[], last: Remembered | undefined): Remembered | undefined {
  const now = figuresOf(checks)
  if (now === undefined) return last
  return { now, before: last?.now.head === now.head ? last.before : (last?.now ?? null) }
}

export function memoryLine(remembered: Remembered | undefined): string {
  return remembered === undefined ? '' : `${start}${JSON.stringify(remembered)}${end}\n`
}

/** `Since the last push (1a2b3c4): recall +0.012.`; nothing for the first push. */
export function sinceLastPush(remembered: Remembered | undefined): Markdown {
  if (!remembered?.before) return md``
  const { now, before } = remembered
  const many = now.models.length > 1
  const told = now.models.flatMap(({ model, rows, gates }) => {
    const earlier = before.models.find((one) => one.model === model)
    if (!earlier) return []
    const moves = movesOf(gates, new Map(earlier.gates))
    const named = many ? md`${text(model, 64)}: ` : md``
    const others = earlier.rows === rows ? md`` : md` (on other held-out rows)`
    return [md`${named}${moves.length > 0 ? joined(moves) : 'no figure moved'}${others}`]
  })
  if (told.length === 0) return md``
  return md`**Since the last push** (${code(shortSha(before.head))}): ${joined(told, '; ')}.`
}

/** Several gates on one figure tell it once. */
function movesOf(
  gates: readonly (readonly [string, number])[],
  earlier: ReadonlyMap<string, number>,
): Markdown[] {
  const told = new Map<string, Markdown>()
  for (const [gate, value] of gates) {
    const was = earlier.get(gate)
    const figure = gate.replace(/\.(min|max|equal|between|max-drop|max-rise|min-gain|min-fall)(\.\d+)?$/, '')
    if (was === undefined || Math.abs(value - was) < 0.0005) continue
    told.set(figure, md`${code(figure)} ${signed(value - was)}`)
  }
  return [...told.values()]
}

function figuresOf(checks: readonly Check[]): Figures | undefined {
  const models = checks.flatMap(({ model, report }) => {
    const gates = (report?.gates ?? []).flatMap(({ gate, slice, candidate }): [string, number][] =>
      slice === undefined && candidate !== null ? [[gate, candidate]] : [],
    )
    if (!report || gates.length === 0) return []
    const rows = report.data.holdout.digest.replace(/^sha256:/, '').slice(0, 12)
    return [{ model, rows, gates: gates.slice(0, mostGates) }]
  })
  const head = checks[0]?.head
  // A name that our own schema would not take back is not remembered at all.
  const figures = Figures.safeParse({ head, models: models.slice(0, mostModels) })
  return models.length > 0 && figures.success ? figures.data : undefined
}
