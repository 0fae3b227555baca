import { afterAll, beforeAll, describe, test } from 'vitest'
import { behaviours, type NameOf, type Subject } from './behaviours.ts'
import { openStage, type Stage } from './stage.ts'

/** Runs the test of each behaviour of a subject; one that is missing or not in the table is a type error. */
export function prove<S extends Subject>(
  subject: S,
  proofs: Readonly<Record<NameOf<S>, (stage: Stage) => Promise<void>>>,
): void {
  describe(`GitHub, ${subject}`, () => {
    let stage: Stage
    beforeAll(async () => {
      stage = await openStage()
    })
    afterAll(() => stage.close())
    const byName = new Map<string, (stage: Stage) => Promise<void>>(Object.entries(proofs))
    for (const { subject: of, name, happens } of behaviours) {
      if (of !== subject) continue
      test(`${name}: ${happens}`, async () => {
        const proof = byName.get(name)
        if (!proof) throw new Error(`no test for the behaviour ${name}`)
        await proof(stage)
      })
    }
  })
}
