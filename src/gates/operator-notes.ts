import type { Operator } from '../model/examination.ts'
import { controlFlowOf, operatorChanges, operatorText } from '../model/operators.ts'
import { someOf } from '../model/text.ts'

const mostNamed = 10

/**
 * What a reviewer should know of what a candidate is made of: operators that decide by themselves what is run, and how its
 * kinds of operators differ from the other model's. Models that a program predicts with have none.
 */
export function operatorNotes(of: {
  candidate: readonly Operator[]
  /** undefined where there is no other model, or it was not scored. */
  rival: { operators: readonly Operator[]; called: string } | undefined
}): string[] {
  const flow = controlFlowOf(of.candidate)
  const { added, removed } =
    of.rival && of.rival.operators.length > 0 && of.candidate.length > 0
      ? operatorChanges(of.candidate, of.rival.operators)
      : { added: [], removed: [] }
  const changes = [
    added.length > 0 ? `it adds ${namesOf(added)}` : '',
    removed.length > 0 ? `it does without ${namesOf(removed)}` : '',
  ].filter((text) => text !== '')
  return [
    ...(changes.length > 0
      ? [`The candidate is made of other operators than ${of.rival?.called}: ${changes.join(', and ')}.`]
      : []),
    ...(flow.length > 0
      ? [
          `The candidate chooses by ${namesOf(flow)} what it runs, so the held-out rows may not show all that it does.`,
        ]
      : []),
  ]
}

function namesOf(operators: readonly Operator[]): string {
  return someOf(operators.map(operatorText), mostNamed)
}
