import { expect, it } from 'vitest'
import { answerComment } from '../../src/commands/steps/answer-comment.ts'
import { texts } from '../../src/report/markdown/texts.ts'
import { changed, load } from '../project/memory-files.ts'
import { world } from './world.ts'

/** Somebody comments on issue 1, and the comment action answers. */
async function asked(by: string, line: string, { hasWaivers = false } = {}) {
  const { forge, context } = world()
  const { policyAt } = context
  const { id, author } = forge.say(1, by, line)
  const answered = await answerComment(
    { ...context, texts, policyAt: async (ref, model) => ({ ...(await policyAt(ref, model)), hasWaivers }) },
    { issue: 1, id, body: line, author },
  )
  return { answered, answer: forge.notes.get(1)?.at(-1)?.body ?? '', forge }
}

const linesIn = (answer: string): string => /```text\n([\s\S]*?)\n```/.exec(answer)?.[1] ?? ''
const path = 'models/churn/model.yaml'

it('a waiver that is asked for is told as lines that load as they are, with an end and another approver', async () => {
  const { answered, answer, forge } = await asked(
    'ada',
    '/waive churn roc_auc.max-drop because it\'s "old": labels # are mended',
  )
  expect(answered).toMatchObject({ command: 'waive', done: 'said how to waive roc_auc.max-drop' })
  const lines = linesIn(answer)
  expect(lines.split('\n')[0]).toBe('waivers:')
  const project = await load(changed(path, '\ngates:', `\n${lines}\ngates:`))
  const until = new Date(Date.parse(forge.now()) + 14 * 864e5).toISOString().slice(0, 10)
  expect(project.models.get('churn')?.config.waivers).toEqual([
    {
      gate: 'roc_auc.max-drop',
      owner: 'ada',
      approver: 'grace',
      until,
      because: 'it\'s "old": labels # are mended',
    },
  ])
  expect(answer).toMatch(/https:\/\/github\.example\/\w+\/\w+\/edit\/main\/models\/churn\/model\.yaml/)
  expect(answer).toContain('one of `grace`, `linus`')
})

it('beside other waivers it goes below them', async () => {
  const { answer } = await asked('ada', '/waive churn slices.roc_auc.min because new', { hasWaivers: true })
  expect(linesIn(answer)).toMatch(/^ {2}- gate: slices\.roc_auc\.min\n {4}owner: "ada"/)
  expect(answer).toContain('below its `waivers:`')
  expect(answer).toContain('only that slice or group is waived')
})

it.each([
  [
    'a gate that is not there names the near one',
    'ada',
    '/waive churn roc_auc.max-drp because x',
    'did you mean roc_auc.max-drop?',
  ],
  ['one who may not write is refused', 'eve', '/waive churn roc_auc.min because x', 'eve'],
])('%s', async (_what, by, line, said) => {
  const { answered, answer } = await asked(by, line)
  expect(answered).toMatchObject({ refused: expect.anything() })
  expect(answer.replaceAll('\\', '')).toContain(said)
  expect(linesIn(answer)).not.toContain('gate:')
})
