import { PermissionError } from '../forge/permission-error.ts'
import { messageOf } from '../project/problem.ts'

/** Why something is not done. The list is closed: a code never changes its meaning. */
export const refusalCodes = [
  /** GitHub did not answer, or not all of it could be read. */
  'cannot-tell',
  /** A line starts like a command and is not one. */
  'malformed',
  'comment-deleted',
  'comment-edited',
  'comment-differs',
  'not-a-person',
  'no-permission',
  'not-an-approver',
  'not-a-promotion',
  'already-merged',
  'pull-closed',
  'pull-draft',
  'retargeted',
  'sha-not-head',
  /** Somebody pushed after Pawl prepared the change. */
  'no-record',
  'record-differs',
  'rejected',
  'foreign-files',
  'head-damaged',
  'not-a-rollback',
  'change-differs',
  'entry-differs',
  'manifest-differs',
  'model-differs',
  'report-differs',
  'policy-differs',
  'data-differs',
  /** The default branch asks for something else than what the candidate was judged by. */
  'policy-changed',
  /** Another change of the model was merged first. */
  'stages-moved',
  /** An approver has said /freeze. */
  'frozen',
  'not-on-default-branch',
  'wrote-the-code',
  'opened-the-pull',
  'started-the-run',
  'verdict-does-not-allow',
  'reason-needed',
  /** A rollback's own approval: the comment does not ask for this. */
  'command-differs',
  'command-too-old',
  'needs-second-person',
  'too-few-approvals',
  'not-mergeable',
  'message-cannot-be-carried',
  'nothing-to-do',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

export interface Refusal {
  code: RefusalCode
  /** What is wrong and what to do about it, in plain text; it may hold names from outside. */
  message: string
}

export function refusal(code: RefusalCode, message: string): Refusal {
  return { code, message }
}

/** What an action gives, or the refusal that it cannot be told, because the forge or a file did not give an answer. A missing permission is thrown. */
export async function orCannotTell<T>(action: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof PermissionError) throw error
    return refusal(
      'cannot-tell',
      `Not everything that this rests on could be read: ${messageOf(error)}. Try again.`,
    )
  }
}

export function isRefusal(value: object): value is Refusal {
  return 'code' in value && 'message' in value
}

/** The first refusal of some rules, in order; undefined when all are content. */
export function firstRefusal<Facts>(
  facts: Facts,
  rules: readonly ((facts: Facts) => Refusal | undefined)[],
): Refusal | undefined {
  for (const rule of rules) {
    const refused = rule(facts)
    if (refused !== undefined) return refused
  }
  return undefined
}
