import { z } from 'zod'
import type { Check } from '../../gates/check.ts'
import type { Report } from '../../gates/report.ts'
import { digestOfJson } from '../../project/digest.ts'
import { Name, Sha } from '../../project/name.ts'
import { shortSha, signed } from '../figures.ts'
import { code, joined, type Markdown, md, text } from './escape.ts'

const mostModels = 10
const mostGates = 60
const longest = 20_000
/** Below this a figure of all rows did not move. */
const leastMove = 0.0005
/** Times differ from run to run by themselves: below this share one did not move. */
const leastTimedMove = 0.1

/** The first digits of a digest, enough to tell two apart. */
const Short = z.string().regex(/^[0-9a-f]{12}$/)
const Gates = z.array(z.tuple([z.string().regex(/^[a-z][a-z0-9_.-]{0,99}$/), z.number()])).max(mostGates)
type Gates = z.infer<typeof Gates>

/** The figures of one head: by model the gates on all rows, which rows they are of, and what was measured with a clock where. */
const Figures = z.strictObject({
  head: Sha,
  models: z
    .array(
      z.strictObject({
        model: Name,
        rows: Short,
        gates: Gates,
        measured: z.strictObject({ machine: Short, gates: Gates }).optional(),
      }),
    )
    .max(mostModels),
})
type Figures = z.infer<typeof Figures>
type Measured = Pick<Figures['models'][number], 'measured'>

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
  const told = now.models.flatMap((one) => {
    const earlier = before.models.find(({ model }) => model === one.model)
    if (!earlier) return []
    const moves = movesOf(one.gates, earlier.gates, () => leastMove)
    const named = many ? md`${text(one.model, 64)}: ` : md``
    const others = earlier.rows === one.rows ? md`` : md` (on other held-out rows)`
    return [
      md`${named}${moves.length > 0 ? joined(moves) : 'no figure moved'}${others}${timedMoves(one, earlier)}`,
    ]
  })
  if (told.length === 0) return md``
  return md`**Since the last push** (${code(shortSha(before.head))}): ${joined(told, '; ')}.`
}

/** What is measured with a clock, in another run and maybe on another machine: told apart, and only what is no chance. */
function timedMoves({ measured: now }: Measured, { measured: before }: Measured): Markdown {
  if (!now || !before) return md``
  const moves = movesOf(now.gates, before.gates, (was) => leastTimedMove * Math.abs(was))
  const where = now.machine === before.machine ? 'on the same kind of machine' : 'on another kind of machine'
  return md`; timed in another run, ${where}: ${moves.length > 0 ? joined(moves) : 'no figure moved by a tenth or more'}`
}

/** Several gates on one figure tell it once. */
function movesOf(gates: Gates, earlier: Gates, least: (was: number) => number): Markdown[] {
  const before = new Map(earlier)
  const told = new Map<string, Markdown>()
  for (const [gate, value] of gates) {
    const was = before.get(gate)
    const figure = gate.replace(/\.(min|max|equal|between|max-drop|max-rise|min-gain|min-fall)(\.\d+)?$/, '')
    if (was === undefined || value === was || Math.abs(value - was) < least(was)) continue
    told.set(figure, md`${code(figure)} ${signed(value - was)}`)
  }
  return [...told.values()]
}

function figuresOf(checks: readonly Check[]): Figures | undefined {
  const models = checks.flatMap(({ model, report }) => {
    if (!report) return []
    const gates = figuresOfGates(report.gates)
    const measured = measuredOf(report)
    if (gates.length === 0 && !measured) return []
    const rows = short(report.data.holdout.digest)
    return [{ model, rows, gates, ...(measured && { measured }) }]
  })
  const head = checks[0]?.head
  // A name that our own schema would not take back is not remembered at all.
  const figures = Figures.safeParse({ head, models: models.slice(0, mostModels) })
  return models.length > 0 && figures.success ? figures.data : undefined
}

function measuredOf({ measured }: Report): Measured['measured'] {
  const gates = figuresOfGates(measured?.gates ?? [])
  return measured && gates.length > 0
    ? { machine: short(digestOfJson(measured.environment)), gates }
    : undefined
}

function figuresOfGates(gates: Report['gates']): Gates {
  return gates
    .flatMap(
      ({ gate, slice, candidate }): Gates =>
        slice === undefined && candidate !== null ? [[gate, candidate]] : [],
    )
    .slice(0, mostGates)
}

function short(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12)
}
