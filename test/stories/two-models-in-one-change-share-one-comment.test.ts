import { expect, it } from 'vitest'
import { modelYaml, onnxOf, trainProgram } from '../scenarios/small.ts'
import { propose, story } from './stage.ts'

it('two models in one change are checked side by side and share one comment, the worst first', async () => {
  const here = await story()
  await propose(here, {
    branch: 'two',
    files: {
      'models/churn/model.yaml': modelYaml('good'),
      'models/stay/model.yaml': modelYaml('bad', { model: 'stay' }).replaceAll(
        'models/churn/',
        'models/stay/',
      ),
      'models/stay/train.mjs': trainProgram(),
      'models/stay/bad.onnx': onnxOf('bad'),
    },
  })
  expect(await here.end()).toMatchInlineSnapshot()
})
