import { describe, expect, it } from 'vitest'
import { actionYml } from '../../src/frame/action-yml.ts'
import { command, describeInputs } from '../../src/frame/command.ts'
import { choice, flag, name, names, path, revision, text } from '../../src/frame/inputs.ts'
import { parseInputs } from '../../src/frame/parse-inputs.ts'
import { reference } from '../../src/frame/readme.ts'
import { UserError } from '../../src/project/problem.ts'

const example = command({
  name: 'example',
  summary: 'Show what a definition turns into.',
  runs: ['action', 'cli'],
  permissions: { contents: 'read' },
  inputs: {
    model: name('The model.'),
    datasets: names('The datasets.').optional(),
    strict: flag('Whether to be strict.').default(false),
    format: choice(['csv', 'parquet'], 'The format.').default('csv'),
    base: revision('A commit.').optional(),
    file: path('A file.').optional(),
  },
  outputs: { said: text('What it said.') },
  run: async () => ({ outputs: {}, text: '', json: null }),
})

const parse = (given: Record<string, string>) => parseInputs(example, new Map(Object.entries(given)))
const problemsOf = (given: Record<string, string>): string => {
  try {
    parse(given)
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    return (error as UserError).message
  }
  throw new Error('was accepted')
}

describe('inputs', () => {
  it('are parsed from text into what the definition says', () => {
    expect(parse({ model: 'churn', datasets: 'a, b\nc', strict: 'true' })).toEqual({
      model: 'churn',
      datasets: ['a', 'b', 'c'],
      strict: true,
      format: 'csv',
    })
  })

  it('count as absent when empty, as GitHub passes them', () => {
    expect(parse({ model: 'churn', base: '', file: ' ' })).toEqual({
      model: 'churn',
      strict: false,
      format: 'csv',
    })
  })

  it('that are missing or wrong are named as their reader writes them, with what they mean', () => {
    expect(problemsOf({})).toBe('the input model is missing (The model)')
    const flags = () => parseInputs(example, new Map([['format', 'xls']]), (name) => `--${name}`)
    expect(flags).toThrow(/^--model is missing \(The model\)\n--format is not usable: /)
  })

  it('are refused when unknown, with the nearest known name', () => {
    expect(problemsOf({ model: 'churn', dataset: 'x' })).toBe(
      'example has no input "dataset" (did you mean datasets?)',
    )
    expect(problemsOf({ model: 'churn', whatever: 'x' })).toContain('it has model, datasets')
  })

  it('are refused when missing or unusable, all in one message', () => {
    expect(problemsOf({})).toBe('the input model is missing (The model)')
    expect(problemsOf({ model: '../up', strict: 'yes' }).split('\n')).toHaveLength(2)
    expect(problemsOf({ model: 'churn', format: 'xml' })).toContain('the input format is not usable')
    expect(problemsOf({ model: 'churn', base: '--upload-pack=x' })).toContain('expected a commit')
    expect(problemsOf({ model: 'churn', file: 'a\0b' })).toContain('NUL')
  })
})

describe('a definition', () => {
  it('tells which inputs are required and what the others default to', () => {
    expect(describeInputs(example.inputs)).toEqual([
      { name: 'model', description: 'The model.', required: true, isFlag: false },
      { name: 'datasets', description: 'The datasets.', required: false, isFlag: false },
      {
        name: 'strict',
        description: 'Whether to be strict.',
        required: false,
        isFlag: true,
        default: 'false',
      },
      {
        name: 'format',
        description: 'The format. One of csv, parquet.',
        required: false,
        isFlag: false,
        default: 'csv',
      },
      { name: 'base', description: 'A commit.', required: false, isFlag: false },
      { name: 'file', description: 'A file.', required: false, isFlag: false },
    ])
  })

  it('becomes an action.yml on Node 24, with a token only where permissions are needed', () => {
    const yml = actionYml(example, 'action')
    expect(yml).toContain('using: node24')
    expect(yml).toContain('main: ../../dist/example/index.js')
    expect(yml).toContain('github.token')
    expect(actionYml({ ...example, permissions: {} }, 'action')).not.toContain('github.token')
  })

  it('becomes tables of inputs, outputs and permissions', () => {
    expect(reference(example)).toContain('| `model` | The model. | required |')
    expect(reference(example)).toContain('| `contents` | read |')
  })
})
