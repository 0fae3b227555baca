import { expect, it } from 'vitest'
import { modelYaml, onnxOf } from '../scenarios/small.ts'
import { approve, comment, proposal, pushToMain, story } from './stage.ts'

it('a rollback during a promotion wins, and the promotion is told and built anew', async () => {
  const here = await story('second', { onLine: (l) => console.log(l) })
  await pushToMain(here, {
    files: { 'models/churn/model.yaml': modelYaml('also'), 'models/churn/also.onnx': onnxOf('also') },
  })
  await here.runner.settled()
  const promotion = await proposal(here)
  // Its merge is held back until the rollback has been merged.
  const rolledBack = here.line(/^pawl-comments .*(rolled|production)/i)
  let held = false
  here.sandbox.faults.add({
    match({ route, path }) {
      const isMerge = route === 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge'
      if (!isMerge || !path.includes(`/pulls/${promotion.number}/`) || held) return false
      held = true
      void comment(here, { by: 'linus', on: 1, body: '/rollback churn because 1.1.0 sends too many offers' })
      return true
    },
    when: 'before',
    do: { delay: 6000 },
  })
  await approve(here, promotion)
  await rolledBack
  expect(await here.end()).toMatchInlineSnapshot()
})
