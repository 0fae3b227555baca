import { digestOfJson } from '../project/digest.ts'
import type { Model } from '../project/schema/model.ts'
import { type Ask, askOf } from './asks.ts'
import type { Decision, Trigger } from './decision.ts'
import { canonicalTriggers } from './triggers.ts'

/** What a training starts from. */
export interface Inputs {
  /** The data version. */
  data: string
  /** What stands for configuration and training code, such as the git tree of the model's folder. */
  code: string
}

export interface Question {
  model: string
  policy: Model['retrain']
  triggers: readonly Trigger[]
  now: Inputs
  /** The newest training that came to an end; null before the first. */
  last: (Inputs & { at: string }) | null
  /** All decisions recorded for the model, in any order. */
  earlier: readonly Decision[]
  /** A person has said `/freeze`. */
  frozen: boolean
  /** A training of the model is on its way. */
  running: boolean
  commit: string
  at: string
}

export interface Answer {
  decision: Decision
  /** Whether the decision is to be recorded; an earlier one that is given back is recorded already. */
  isNew: boolean
  /** Whether to train now: the answer is yes and no training has followed it yet, also after a job was killed. */
  start: boolean
}

type Clause = Decision['clauses'][number]

/**
 * Whether to retrain a model: yes when every clause holds. Each clause is recorded with what it saw.
 *
 * The same question (model, data version, triggers in any order) has the same id. A yes is final: it is given back for
 * ever, and `start` tells whether its training is still to be done. A no is given back while the same clauses stand in
 * the way, and is replaced, under the same id, when they do not.
 *
 * Cool-down and "nothing is new" hold back what Pawl starts on its own. A person's request overrides both, and so does
 * a push, which a person merged. Nothing overrides a freeze or a training on its way.
 */
export function decideRetraining(question: Question): Answer {
  const triggers = canonicalTriggers(question.triggers)
  const id = digestOfJson({ model: question.model, triggers, data: question.now.data }).replace('sha256:', '')
  const clauses = clausesOf(question, triggers)
  const earlier = newest(question.earlier.filter((decision) => decision.id === id))
  if (earlier && (earlier.retrain || standsStill(earlier.clauses, clauses)))
    return { decision: earlier, isNew: false, start: earlier.retrain && isOpen(earlier, question) }

  const held = clauses.every((clause) => clause.held)
  const said = held ? clauses.slice(0, 1) : clauses.filter((clause) => !clause.held)
  const decision: Decision = {
    schema: 'pawl/decision@1',
    id,
    model: question.model,
    retrain: held,
    reason: said.map(({ detail }) => detail).join('; '),
    triggers,
    clauses,
    commit: question.commit,
    at: question.at,
  }
  return { decision, isNew: true, start: held }
}

/** Where the record of a decision lies on `pawl/state`. */
export function decisionPath({ model, id }: { model: string; id: string }): string {
  return `decisions/${model}/${id}.json`
}

function clausesOf(question: Question, triggers: readonly Trigger[]): Clause[] {
  const asks = triggers.map((trigger) => askOf(trigger, question.policy))
  const person = asks.some((ask) => ask.person)
  return [
    asked(asks),
    question.frozen
      ? { clause: 'not-frozen', held: false, detail: 'the model is frozen' }
      : { clause: 'not-frozen', held: true, detail: 'the model is not frozen' },
    question.running
      ? { clause: 'not-running', held: false, detail: 'a training is on its way' }
      : { clause: 'not-running', held: true, detail: 'no training is on its way' },
    cooledDown(question, person),
    somethingNew(question, person),
  ]
}

function asked(asks: readonly Ask[]): Clause {
  const counting = asks.filter((ask) => ask.counts)
  const told = counting.length > 0 ? counting : asks
  const detail = told.map((ask) => ask.detail).join('; ') || 'nothing asks for it'
  return { clause: 'asked', held: counting.length > 0, detail }
}

/** The cool-down runs from the last training, or from the last yes where its training never came to an end. */
function cooledDown({ policy, last, earlier, at }: Question, person: boolean): Clause {
  const starts = [
    ...(last ? [Date.parse(last.at)] : []),
    ...earlier.filter((decision) => decision.retrain).map((decision) => Date.parse(decision.at)),
  ]
  const clause = 'cool-down'
  if (starts.length === 0) return { clause, held: true, detail: 'the model was never trained' }
  const passed = Date.parse(at) - Math.max(...starts)
  const detail = `${span(passed)} since the last training, the cool-down is ${span(policy['cool-down'])}`
  if (passed >= policy['cool-down']) return { clause, held: true, detail }
  return person
    ? { clause, held: true, detail: `${detail}, overridden by a person` }
    : { clause, held: false, detail }
}

function somethingNew({ now, last }: Question, person: boolean): Clause {
  const clause = 'something-new'
  if (last === null) return { clause, held: true, detail: 'this is the first training' }
  if (last.data !== now.data) return { clause, held: true, detail: 'the data is new since the last training' }
  if (last.code !== now.code)
    return { clause, held: true, detail: 'configuration or code is new since the last training' }
  const detail = 'data, configuration and code are those of the last training'
  return person
    ? { clause, held: true, detail: `${detail}, overridden by a person` }
    : { clause, held: false, detail }
}

/** A yes is open until a training has come to an end after it. */
function isOpen(decision: Decision, { last, frozen, running }: Question): boolean {
  if (frozen || running) return false
  return last === null || Date.parse(last.at) < Date.parse(decision.at)
}

function standsStill(before: readonly Clause[], now: readonly Clause[]): boolean {
  const held = (clauses: readonly Clause[]) => clauses.map(({ clause, held }) => `${clause}=${held}`).join()
  return held(before) === held(now)
}

function newest(decisions: readonly Decision[]): Decision | undefined {
  return [...decisions].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0]
}

/** A length of time in its largest whole unit: `26 hours`, `3 days`. */
function span(milliseconds: number): string {
  const units = [
    ['day', 864e5],
    ['hour', 36e5],
    ['minute', 6e4],
    ['second', 1e3],
  ] as const
  const [name, length] = units.find(([, size]) => milliseconds >= 2 * size) ?? ['second', 1e3]
  const count = Math.floor(milliseconds / length)
  return `${count} ${count === 1 ? name : `${name}s`}`
}
