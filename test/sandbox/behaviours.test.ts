import { afterAll, beforeAll, describe, test } from 'vitest'
import { access } from './behaviours/access.ts'
import { actions } from './behaviours/actions.ts'
import { contents, git } from './behaviours/git-data.ts'
import { comments, statuses } from './behaviours/issues.ts'
import { merging } from './behaviours/merging.ts'
import { protection, reviews } from './behaviours/protection.ts'
import { pulls } from './behaviours/pulls.ts'
import { behaviours, type Proofs, type Subject } from './behaviours.ts'
import { openStage, type Stage } from './stage.ts'

const proofs: { readonly [S in Subject]: Proofs<S> } = {
  merging,
  pulls,
  protection,
  reviews,
  git,
  contents,
  comments,
  statuses,
  access,
  actions,
}

describe('the sandbox behaves as GitHub does', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
  })
  afterAll(() => stage.close())

  for (const [subject, tests] of Object.entries(proofs)) {
    describe(subject, () => {
      for (const [name, proof] of Object.entries(tests)) {
        test(`${name}: ${happens(subject, name)}`, () => proof(stage))
      }
    })
  }
})

function happens(subject: string, name: string): string {
  const row = behaviours.find((one) => one.subject === subject && one.name === name)
  if (!row) throw new Error(`no row for ${subject}, ${name}`)
  return row.happens
}
