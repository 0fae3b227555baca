import { stateBranch } from '../../src/forge/state-branch.ts'
import type { Report } from '../../src/gates/report.ts'
import { canonicalJson, digestOf, digestOfJson } from '../../src/project/digest.ts'
import { Settings } from '../../src/project/schema/settings.ts'
import { approve } from '../../src/promotion/approve.ts'
import { readComment } from '../../src/promotion/comment-lines.ts'
import type { PromotionContext } from '../../src/promotion/context.ts'
import { type PromotionRequest, promote } from '../../src/promotion/promote.ts'
import { reject } from '../../src/promotion/reject.ts'
import { answerRollback } from '../../src/promotion/rollback-command.ts'
import type { Texts } from '../../src/promotion/texts.ts'
import { currentVersion } from '../../src/registry/lookup.ts'
import { type Candidate, newVersion } from '../../src/registry/new-version.ts'
import { parseStages } from '../../src/registry/parse.ts'
import { MemoryForge } from './memory-forge.ts'

/** Says only what was said, which is all that the tests of promotion want to know. */
export const plainTexts: Texts = {
  promotionTitle: ({ model, version, stage }) => `Promote ${model} ${version} to ${stage}`,
  promotionBody: ({ verdict, head }) => `${verdict}; /approve ${head}`,
  rollbackTitle: ({ model, to }) => `Roll ${model} back to ${to}`,
  rollbackBody: ({ reason, head }) => `${reason}; /approve ${head}`,
  accepted: ({ by, approvals, notes }) =>
    `accepted ${by} ${approvals.have}/${approvals.required} ${notes.join(' ')}`,
  refused: ({ code, message }) => `refused ${code}: ${message}`,
  policyAgreed: ({ by, models, have, required }) => `agreed ${by} ${models.join()} ${have}/${required}`,
  rejected: ({ by, because }) => `rejected ${by}: ${because}`,
  merged: ({ version, stage }) => `merged ${version} ${stage}`,
  superseded: ({ from, to }) => `superseded ${from.run} by ${to.run}`,
  rebuilt: ({ winner, staleEvidence }) => `rebuilt after ${winner.version}, stale: ${staleEvidence !== null}`,
  rollbackOpened: ({ pull, needsApproval }) => `rollback #${pull}, needs approval: ${needsApproval}`,
  retrainingAsked: ({ model, by }) => `retraining of ${model} for ${by}`,
  frozen: ({ model, by, because }) => `frozen ${model} ${by}: ${because}`,
  unfrozen: ({ model, by }) => `unfrozen ${model} ${by}`,
  waiverToAdd: ({ yaml }) => yaml,
  help: () => 'help',
  commandError: ({ problem }) => problem,
}

export interface PawlYaml {
  approvals: { required?: number; from: string[]; self?: 'allow' | 'refuse' }
  rollback?: { 'second-person': boolean }
}

/** A repository with one model, its approvers in `pawl.yaml` (as JSON, which YAML is), and a promotion context on it. */
export function world(settings: PawlYaml = { approvals: { from: ['ada', 'grace', 'linus'] } }) {
  const forge = new MemoryForge({ 'pawl.yaml': pawlYaml(settings), 'models/churn/train.ts': '1' })
  for (const login of ['ada', 'grace', 'linus', 'mallory']) forge.permissions.set(login, 'write')
  const port = forge.port()
  const context: PromotionContext = {
    forge: port,
    texts: plainTexts,
    runs: null,
    state: stateBranch({ forge: port, sleep: async () => {}, random: () => 0.5 }),
    now: () => forge.now(),
    sleep: async () => {},
    policyAt: async (ref) => {
      const bytes = await port.file('pawl.yaml', ref)
      const parsed = parseSettings(Buffer.from(bytes ?? '').toString())
      return {
        digest: digestOfJson({ gates: 'x', approvals: parsed.approvals }),
        settings: parsed,
        gates: ['roc_auc.min', 'roc_auc.max-drop', 'slices.roc_auc.min'],
        hasWaivers: false,
      }
    },
  }
  return { forge, context }
}

export type World = ReturnType<typeof world>

export function pawlYaml(settings: PawlYaml): string {
  return JSON.stringify({ pawl: 1, ...settings })
}

export function parseSettings(text: string): Settings {
  return Settings.parse(JSON.parse(text))
}

/** Where candidates are trained and promotions proposed: in memory, or on the sandbox's GitHub. */
export interface Ground {
  forge: { head(branch: string): string; text(path: string): string | undefined }
  context: PromotionContext
}

/** A candidate trained on a commit, with the report that goes with it. */
export async function candidate(
  { forge, context }: Ground,
  of: {
    run: string
    verdict?: Report['verdict']
    /** What it comes to for each stage, where gates differ by stage. */
    stages?: Report['stages']
    commit?: string
    bump?: Candidate['bump']
    production?: string | null
    stage?: string
    model?: string
  },
): Promise<PromotionRequest> {
  const { run, verdict = 'pass', commit = forge.head('main'), stage = 'production', model = 'churn' } = of
  const { digest: policy } = await context.policyAt(commit, model)
  const stagesText = forge.text(`registry/${model}/stages.json`)
  const stages = stagesText === undefined ? undefined : parseStages('stages.json', stagesText)
  const production =
    of.production === undefined ? (currentVersion(stages, 'production') ?? null) : of.production
  const onnx = Buffer.from(`model of ${run}\0`)
  const data = digestOf(`data of ${commit}`)
  const report: Report = {
    schema: 'pawl/report@1',
    model,
    verdict,
    reason: `it is ${verdict}`,
    ...(of.stages && { stages: of.stages }),
    candidate: { digest: digestOf(onnx), bytes: onnx.length, metrics: {}, curves: null, commit, run },
    production:
      production === null
        ? null
        : {
            digest: digestOf('p'),
            bytes: 1,
            metrics: {},
            curves: null,
            version: production,
            commit,
            run: 'p',
          },
    data: {
      dataset: 'customers',
      version: data,
      production: null,
      holdout: { rows: 10, positives: 5, digest: data, altered: 0 },
      twins: 0,
    },
    policy: { digest: policy, commit, changed: false },
    gates: [],
    notes: [],
    environment: { pawl: '0', node: '20', platform: 'x', onnxruntime: '1', duckdb: '1', threads: 1, seed: 1 },
  }
  return {
    model,
    report,
    starter: null,
    comment: null,
    build: (base, now) =>
      newVersion(base, {
        model,
        stage,
        ...(of.bump && { bump: of.bump }),
        files: new Map<string, string | Uint8Array>([
          ['model.onnx', onnx],
          ['report.json', canonicalJson(report)],
          ['profile.json', '{}\n'],
        ]),
        run,
        commit,
        data: { dataset: 'customers', version: data, files: [] },
        split: { by: 'customer_id', holdout: 0.2, salt: 'pawl' },
        features: ['a'],
        target: { column: 'churned', positive: true },
        signature: { inputs: [], outputs: [] },
        policy: now,
        actor: 'schedule',
        reason: `run ${run}`,
        created: '2026-01-31T00:00:00Z',
        at: context.now(),
      }),
  }
}

/** Somebody comments, and Pawl answers as the comment action does. */
export async function comment({ forge, context }: World, pull: number, by: string, body: string) {
  const said = forge.say(pull, by, body)
  return answer({ context }, pull, said)
}

/** Pawl runs, or runs again, for a comment. */
export async function answer(
  { context }: Pick<Ground, 'context'>,
  pull: number,
  event: { id: number; body: string; author: { login: string; type: 'User' | 'Bot' | 'Organization' } },
) {
  const copy = { id: event.id, body: event.body, author: event.author }
  const spoken = readComment(event.body)
  if (spoken.kind !== 'command') throw new Error(`no command: ${event.body}`)
  const { command } = spoken
  const of = { pull, event: copy, line: spoken.line }
  if (command.command === 'approve') return approve(context, of)
  if (command.command === 'reject') return reject(context, of)
  if (command.command === 'rollback') return answerRollback(context, { ...of, command })
  throw new Error(`not tested here: ${command.command}`)
}

/** Proposes a candidate; gives the pull request's number and head. */
export async function propose(world: Ground, of: Parameters<typeof candidate>[1]) {
  const result = await promote(world.context, await candidate(world, of))
  if (result.kind !== 'proposed') throw new Error(result.kind)
  return { pull: result.pull.number, head: result.head, how: result.how, record: result.record }
}

/** A candidate that is promoted, approved by linus and merged. */
export async function merged(world: World, run: string) {
  const { pull, head } = await propose(world, { run })
  const result = await comment(world, pull, 'linus', `/approve ${head}`)
  if (result.kind !== 'merged') throw new Error(JSON.stringify(result))
  return result
}

export function productionOf({ forge }: World): string | undefined {
  const text = forge.text('registry/churn/stages.json')
  return text === undefined ? undefined : currentVersion(parseStages('stages.json', text), 'production')
}
