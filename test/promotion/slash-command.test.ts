import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readComment, speakingLines } from '../../src/promotion/comment-lines.ts'
import {
  commandHelp,
  commandNames,
  formatCommand,
  parseLine,
  type SlashCommand,
} from '../../src/promotion/slash-command.ts'

const model = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/).filter((name) => name !== 'because')
const number = fc.nat({ max: 99 })
const version = fc.tuple(number, number, number).map((parts) => parts.join('.'))
const reason = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, ' ').trim())
  .filter((text) => text !== '')
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })

const command: fc.Arbitrary<SlashCommand> = fc.oneof(
  fc.record({
    command: fc.constant('approve' as const),
    sha: fc.stringMatching(/^[0-9a-f]{7,40}$/),
    because: maybe(reason),
  }),
  fc.record({ command: fc.constant('reject' as const), because: maybe(reason) }),
  fc.record({
    command: fc.constant('promote' as const),
    model,
    version: maybe(version),
    to: fc.option(fc.constantFrom('staging', 'production', 'to', 'qa-2')),
    because: maybe(reason),
  }),
  fc.record({ command: fc.constant('rollback' as const), model, to: maybe(version), because: reason }),
  fc.record({ command: fc.constant('retrain' as const), model, because: reason }),
  fc.record({ command: fc.constant('freeze' as const), model, because: reason }),
  fc.record({ command: fc.constant('unfreeze' as const), model, because: maybe(reason) }),
  fc.record({
    command: fc.constant('waive' as const),
    model,
    gate: fc.stringMatching(/^[a-z0-9_.-]{1,20}$/).filter((gate) => gate !== 'because'),
    because: reason,
  }),
  fc.record({ command: fc.constant('help' as const) }),
)

describe('the grammar of slash commands', () => {
  it('reads back every command that it writes', () => {
    fc.assert(
      fc.property(command, (one) => {
        const line = formatCommand(one)
        expect(parseLine(line)).toEqual({ kind: 'command', command: one, line })
      }),
      { numRuns: 1000 },
    )
  })

  it('never throws and never finds a command in what does not start like one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const spoken = readComment(text)
        if (!/^\/[a-z]/im.test(text)) expect(spoken.kind).toBe('chatter')
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['/approve', 'commit is missing'],
    ['/approve 1a2b3c', 'first 7 to 40 digits'],
    ['/approve HEAD', 'first 7 to 40 digits'],
    [`/approve ${'a'.repeat(41)}`, 'first 7 to 40 digits'],
    ['/approve 1a2b3c4 now', 'more on the line'],
    ['/approve 1a2b3c4 because', 'Nothing follows because'],
    ['/approve 1a2b3c4 because \u202eevil', 'cannot be seen'],
    ['/rollback', 'name of the model is missing'],
    ['/rollback churn', 'Say why'],
    ['/rollback churn to because it burns', 'version is missing'],
    ['/rollback churn to v1 because it burns', 'such as 1.2.3'],
    ['/rollback ../etc because x', 'A model has a name'],
    ['/rollback __proto__ because x', 'A model has a name'],
    ['/retrain churn', 'Say why'],
    ['/freeze', 'name of the model is missing'],
    ['/freeze churn', 'Say why'],
    ['/help me', 'more on the line'],
    ['/help because x', 'more on the line'],
    ['/aprove 1a2b3c4', 'did you mean /approve'],
    ['/approved 1a2b3c4', 'did you mean /approve'],
    ['/rolback churn because x', 'did you mean /rollback'],
    ['/ rollback', null],
    ['/lgtm', null],
    ['/hold', null],
    ['/approve/this/path', null],
    ['see /approve 1a2b3c4', null],
    [' /approve 1a2b3c4', null],
    ['approve 1a2b3c4', null],
  ])('answers %j with help where it was meant, and with nothing where it was not', (line, problem) => {
    const spoken = readComment(line)
    if (problem === null) expect(spoken).toEqual({ kind: 'chatter' })
    else expect(spoken).toMatchObject({ kind: 'error', problem: expect.stringContaining(problem) })
  })

  it('tells the usage of all ten commands', () => {
    expect(commandHelp().map(({ usage }) => usage.split(' ')[0])).toEqual(
      commandNames.map((name) => `/${name}`),
    )
    expect(commandHelp()).toHaveLength(10)
  })
})

describe('a comment', () => {
  const yes = '/approve 1a2b3c4'
  it.each([
    ['alone', yes, true],
    ['after words of the same author', `Looks good.\n\n${yes}`, true],
    ['with Windows line ends', `Looks good.\r\n${yes}\r\n`, true],
    ['quoted', `> ${yes}`, false],
    ['in the lazy rest of a quote', `> somebody said\n${yes}`, false],
    ['after a quote that has ended', `> somebody said\n\n${yes}`, true],
    ['in a fence', `\`\`\`\n${yes}\n\`\`\``, false],
    ['in a tilde fence that holds backticks', `~~~\n\`\`\`\n${yes}\n~~~`, false],
    ['in a fence that a shorter one does not close', `\`\`\`\`\n\`\`\`\n${yes}\n\`\`\`\``, false],
    ['in a fence that never ends', `\`\`\`\nx\n${yes}`, false],
    ['after a fence', `\`\`\`\nx\n\`\`\`\n${yes}`, true],
    ['in an HTML comment', `<!--\n${yes}\n-->`, false],
    ['in an HTML comment that never ends', `<!-- x\n${yes}`, false],
    ['after an HTML comment on one line', `<!-- x -->\n${yes}`, true],
    ['in a pre', `<pre>\n${yes}\n</pre>`, false],
    ['indented as code', `    ${yes}`, false],
  ])('speaks %s: %j is %s', (_, body, speaks) => {
    expect(readComment(body).kind).toBe(speaks ? 'command' : 'chatter')
  })

  it('with two commands is an error, even when they are equal', () => {
    expect(readComment(`${yes}\n${yes}`)).toMatchObject({ kind: 'error' })
  })

  it('has no silent lines when nothing is quoted', () => {
    expect(speakingLines('a\nb')).toEqual(['a', 'b'])
  })
})
