import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { gatesOf } from '../../src/gates/gate.ts'
import { gatePresets, type PresetName, presetNames } from '../../src/project/gate-presets.ts'
import { policyDigest, policyOf } from '../../src/project/policy.ts'
import { Task } from '../../src/project/task.ts'
import { changed, churn, load, refusal } from './memory-files.ts'

const path = 'models/churn/model.yaml'
const written = `
  roc_auc: { min: 0.8, max-drop: 0.01 }
  log_loss: { max-rise: 2% }
`
const withGates = (text: string) => changed(path, written, `${text}\n`)
const gatesFrom = async (text: string) => (await load(withGates(text))).models.get('churn')?.config.gates
const idsFrom = async (text: string) => {
  const model = (await load(withGates(text))).models.get('churn')
  return gatesOf(model?.config as Parameters<typeof gatesOf>[0]).map(({ id, text: limit, level }) =>
    [id, limit, level].join(' '),
  )
}

describe('gates: default', () => {
  it('is the usual set for the task, as plain gates', async () => {
    expect(await idsFrom(' default')).toEqual([
      'accuracy.min 0.85 fail',
      'accuracy.max-drop 0.01 fail',
      'precision_weighted.min 0.8 fail',
      'recall_weighted.min 0.8 fail',
      'f1_weighted.min 0.8 fail',
      'f1_weighted.max-drop 0.01 fail',
      'roc_auc.min 0.8 fail',
      'roc_auc.max-drop 0.01 fail',
      'log_loss.max-rise 0.02 fail',
    ])
  })

  it('is the same policy as its gates written out', async () => {
    const digest = async (text: string) => {
      const policy = policyOf(await load(withGates(text)), 'churn')
      return policy && policyDigest(policy)
    }
    expect(await digest(' lenient')).toBe(
      await digest(
        ' { accuracy: [{ min: 0.7, level: warn }, { max-drop: 0.02 }], roc_auc: [{ min: 0.7, level: warn }, { max-drop: 0.02 }], log_loss: { max-rise: 0.05 } }',
      ),
    )
  })

  it('can be judged for every task', () => {
    for (const name of presetNames)
      for (const task of Task.options) {
        const gates = Object.fromEntries(
          Object.entries(gatePresets[name][task]).map(([metric, rules]) => [metric, [...rules]]),
        )
        expect(gatesOf({ task, gates, evaluate: {} }).length).toBeGreaterThan(2)
      }
  })
})

describe('a preset with own gates beside it', () => {
  it('has the own ones in place of those of the same name, and the others on top', async () => {
    const gates = await gatesFrom(' { preset: lenient, accuracy: { min: 0.6 }, recall: { min: 0.5 } }')
    expect(Object.keys(gates ?? {})).toEqual(['accuracy', 'roc_auc', 'log_loss', 'recall'])
    expect(gates?.accuracy).toEqual([{ min: 0.6, level: 'fail' }])
  })

  it('loses those that are none', async () => {
    const gates = await gatesFrom(' { preset: lenient, accuracy: none }')
    expect(Object.keys(gates ?? {})).toEqual(['roc_auc', 'log_loss'])
  })

  it('is not the same policy as the preset alone', async () => {
    const digest = async (text: string) => {
      const policy = policyOf(await load(withGates(text)), 'churn')
      return policy && policyDigest(policy)
    }
    expect(await digest(' { preset: default, log_loss: none }')).not.toBe(await digest(' default'))
  })
})

describe('mistakes are told with their place:', () => {
  it.each([
    [
      'a preset that is not known',
      ' defualt',
      '10:8: gates: expected one of default, strict, lenient, found the text "defualt" (did you mean default?)',
    ],
    [
      'another one in a section',
      ' { preset: harsh }',
      '10:18: gates.preset: expected one of default, strict, lenient',
    ],
    [
      'none without a preset',
      ' { roc_auc: { min: 0.5 }, log_loss: none }',
      '10:43: none takes away a gate of a preset, and no preset is named (leave it out)',
    ],
    [
      'none for what the preset does not have',
      ' { preset: default, recall: none }',
      '10:35: none takes away a gate of a preset, and default has no recall (leave it out)',
    ],
    [
      'a preset of which nothing is left',
      ' { preset: lenient, accuracy: none, roc_auc: none, log_loss: none }',
      '10:8: gates is empty (a model without a gate would always pass)',
    ],
    ['a preset as a gate', ' { roc_auc: strict }', '10:19: gates.roc_auc: expected a rule'],
    ['no gate at all', '', '10:1: gates: expected gates such as {roc_auc: {min: 0.8}}, or default'],
  ])('%s', async (_what, text, said) => {
    const lines = await refusal(withGates(text))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(`${path}:${said}`)
  })
})

describe('docs/concepts.md', () => {
  const cell = (preset: PresetName, task: Task, gate: string): string => {
    const found = gatesOf({ task, gates: { ...gatePresets[preset][task] } as never, evaluate: {} }).find(
      ({ id }) => id === gate,
    )
    if (found === undefined) return ''
    return found.level === 'warn' ? `${found.text}, warn` : found.text
  }
  const rows = Task.options.flatMap((task) => {
    const ids = presetNames.flatMap((preset) =>
      gatesOf({ task, gates: { ...gatePresets[preset][task] } as never, evaluate: {} }).map(({ id }) => id),
    )
    return [...new Set(ids)].map((gate) => {
      const cells = presetNames.map((preset) => cell(preset, task, gate))
      return `| ${task} | \`${gate}\` | ${cells.join(' | ')} |`
    })
  })

  it('has a table of what each preset asks for', () => {
    const text = readFileSync(new URL('../../docs/concepts.md', import.meta.url), 'utf8')
    const listed = text.split('\n').filter((line) => /^\| (binary|multiclass|regression)\S* \| `/.test(line))
    expect(listed).toEqual(rows)
  })
})

it.each([
  ['a floor that can be missed', 'recall: { min: 0.01 }'],
  ['one end of a range that can', 'recall: { min: 0, max: 0.9 }'],
  ['a figure that is only shown', 'recall: { min: 0, level: info }'],
  ['a figure without ends', 'latency.p95: { max: 10s }'],
  ['a rise by any percentage', 'log_loss: { max-rise: 200% }'],
  [
    'a figure of your own',
    'recall: { min: 0.5 }\n  profit: { min: 0 }\nmetrics: { profit: { sql: label, better: higher } }',
  ],
])('%s is a gate that can fail, or says that it is none', async (_what, gates) => {
  const model = 'models/churn/model.yaml'
  const text = (churn[model] as string).replace(/gates:[\s\S]*$/, () => `gates:\n  ${gates}\n`)
  await expect(load({ ...churn, [model]: text })).resolves.toBeDefined()
})
