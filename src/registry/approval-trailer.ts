import { z } from 'zod'
import { Digest } from '../project/digest.ts'
import { Sha } from '../project/name.ts'

/** A person's word for one head commit and one change, as the merge message carries it. */
export const Approval = z.strictObject({
  by: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/),
  comment: z.int().min(1),
  head: Sha,
  entry: Digest,
  report: Digest.nullable(),
  policy: Digest,
  because: z.string().nullable(),
})
export type Approval = z.infer<typeof Approval>

const prefix = 'Pawl-Approval: '

/** `Pawl-Approval: by=grace comment=123 head=… entry=sha256:… report=sha256:… policy=sha256:… because="…"`, one line. */
export function formatApproval(approval: Approval): string {
  const { by, comment, head, entry, report, policy, because } = Approval.parse(approval)
  const fields = `by=${by} comment=${comment} head=${head} entry=${entry} report=${report ?? 'none'} policy=${policy}`
  return `${prefix}${fields}${because === null ? '' : ` because=${JSON.stringify(because)}`}`
}

const line =
  /^by=(?<by>\S+) comment=(?<comment>[1-9]\d{0,15}) head=(?<head>\S+) entry=(?<entry>\S+) report=(?<report>\S+) policy=(?<policy>\S+)(?: because=(?<because>".*"))?$/s

/** The approval that a line states, or undefined where it is not such a line to the letter. */
export function parseApproval(text: string): Approval | undefined {
  if (!text.startsWith(prefix)) return undefined
  const fields = line.exec(text.slice(prefix.length))?.groups
  if (fields === undefined) return undefined
  const result = Approval.safeParse({
    by: fields.by,
    comment: Number(fields.comment),
    head: fields.head,
    entry: fields.entry,
    report: fields.report === 'none' ? null : fields.report,
    policy: fields.policy,
    because: fields.because === undefined ? null : jsonString(fields.because),
  })
  return result.success && formatApproval(result.data) === text ? result.data : undefined
}

/**
 * All approvals of a commit message. They need not be its last paragraph, because a squash may add lines of its own
 * after them; the message is composed by Pawl, and nothing foreign in it starts a line.
 */
export function approvalsIn(message: string): Approval[] {
  return message.split(/\r?\n/).flatMap((text) => parseApproval(text.trimEnd()) ?? [])
}

function jsonString(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
