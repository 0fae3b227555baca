import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../../frame/context.ts'
import { Check } from '../../gates/check.ts'
import { Plan } from '../../gates/plan.ts'
import { canonicalJson } from '../../project/digest.ts'
import { UserError } from '../../project/problem.ts'
import { parseJson, workFolder } from './results.ts'

/*
 * What crosses from the workflow that runs branch code to the one that may write: an artifact `pawl-check` with the plan,
 * and one `pawl-check-<model>` for each model. Everything in them is hostile on the other side.
 */

const planName = 'pawl-check'
const checkName = (model: string): string => `${planName}-${model}`
const planFile = 'plan.json'
const checkFile = 'check.json'

const largest = 2 * 2 ** 20
/** Each is a request, and a job's token has 1,000 an hour. */
const mostArtifacts = 800

/** Says which models the check is about. */
export async function leavePlan(context: Context, plan: Omit<Plan, 'schema'>): Promise<void> {
  const folder = await workFolder(context, 'plan')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, planFile), canonicalJson(Plan.parse({ schema: 'pawl/plan@1', ...plan })))
  await context.artifacts?.upload({ name: planName, folder, files: [planFile] })
}

/** Leaves one model's check in a folder of its own below the folder given. */
export async function leaveCheck({ artifacts }: Context, folder: string, check: Check): Promise<void> {
  const own = join(folder, check.model)
  await mkdir(own, { recursive: true })
  await writeFile(join(own, checkFile), canonicalJson(check))
  await artifacts?.upload({ name: checkName(check.model), folder: own, files: [checkFile] })
}

/** What a check left, from artifacts with exactly one file each. What is too large, too many or not ours is refused. */
export async function receiveChecks(
  context: Context,
  run: { id: number; head: string },
): Promise<{ plan: Plan | undefined; checks: Check[] }> {
  if (!context.artifacts) throw new UserError('there are no artifacts to read outside a runner')
  const folders = await context.artifacts.download({
    prefix: planName,
    folder: join(context.work, 'received'),
    runId: run.id,
  })
  if (folders.size > mostArtifacts)
    throw new UserError(`the run left ${folders.size} artifacts, more than ${mostArtifacts}`)
  const planned = folders.get(planName)
  const plan = planned ? parseJson(await onlyFile(planned, planFile), Plan, planFile) : undefined
  if (plan) mustBeOf(run, plan, 'the plan')
  const checks: Check[] = []
  for (const [name, folder] of folders) {
    if (name === planName) continue
    const check = parseJson(await onlyFile(folder, checkFile), Check, checkFile)
    mustBeOf(run, check, `the report of ${JSON.stringify(check.model)}`)
    if (name !== checkName(check.model))
      throw new UserError(`the report of ${JSON.stringify(check.model)} lies under another name`)
    checks.push(check)
  }
  return { plan, checks: checks.sort((a, b) => (a.model < b.model ? -1 : 1)) }
}

function mustBeOf(run: { head: string }, { head }: { head: string }, what: string): void {
  if (head !== run.head) throw new UserError(`${what} is about another commit than the run`)
}

async function onlyFile(folder: string, file: string): Promise<Uint8Array> {
  const entries = await readdir(folder)
  if (entries.length !== 1 || entries[0] !== file)
    throw new UserError(`an artifact of the check has to hold ${file} and nothing else`)
  const path = join(folder, file)
  const { size } = await stat(path)
  if (size > largest) throw new UserError(`${file} is larger than ${largest} bytes`)
  return readFile(path)
}
