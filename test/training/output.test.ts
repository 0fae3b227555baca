import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defuse, outputTo } from '../../src/training/output.ts'
import { failed, place, recording, train } from './training.ts'

/** What the log shows of some chunks of one stream. */
function shown(chunks: readonly (string | Buffer)[], secrets: readonly string[] = []): string[] {
  const log = recording()
  const stream = outputTo(log, secrets).stream()
  for (const chunk of chunks) stream.take(Buffer.from(chunk))
  stream.end()
  return log.lines
}

test('workflow commands that training prints are defused on their way to the log', async () => {
  const log = recording()
  const run = `echo '::set-output name=x::y'
    echo '  ::add-mask::a'
    printf 'progress\\r::error::b\\n'
    printf '\\u200b::warning::c\\n'
    echo '::stop-commands::t' >&2
    echo 'text ##[group]d'`
  failed(await train(place(), run, { log }))
  expect(log.lines.filter((line) => !line.startsWith(': :stop')).join('\n')).toBe(
    [
      ': :set-output name=x::y',
      '  : :add-mask::a',
      'progress',
      ': :error::b',
      ': :warning::c',
      'text ## [group]d',
    ].join('\n'),
  )
  expect(log.lines).toContain(': :stop-commands::t')
})

describe('defusing', () => {
  test('leaves no line that a runner obeys, whatever was printed', () => {
    const piece = fc.constantFrom(
      '::',
      ':',
      '##[',
      '#',
      '[',
      ' ',
      '\t',
      '\u200b',
      '\u00ad',
      '\u001b[31m',
      '\r',
      '\n',
      '\u0085',
      'error',
      '\ufeff',
    )
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        for (const line of shown([pieces.join('')])) {
          expect(line).not.toMatch(/^[\s\p{C}]*::/u)
          expect(line.replace(/\p{C}/gu, '')).not.toContain('##[')
          for (const order of ['\r', '\n', '\u001b']) expect(line).not.toContain(order)
        }
      }),
    )
  })
  test('leaves everything else as it is', () => {
    for (const line of ['std::vector', '\tindented', 'loss: 0.5 (épocas)', '表', 'a # b [c]'])
      expect(defuse(line)).toBe(line)
  })
})

describe('secrets are masked', () => {
  test('however the output is cut into chunks', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 5, unit: 'binary' }),
        fc.integer({ min: 1, max: 9 }),
        (around, size) => {
          const bytes = Buffer.from(`${around}hunter2-token${around}\n`)
          const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
            bytes.subarray(i * size, (i + 1) * size),
          )
          expect(shown(chunks, ['hunter2-token']).join('\n')).not.toContain('hunter2-token')
        },
      ),
    )
  })
  test('line by line when they have several', () =>
    expect(shown(['a -----BEGIN\nMIIEowIBAAK\nend'], ['-----BEGIN\nMIIEowIBAAK\n--'])).toEqual([
      'a ***',
      '***',
      'end',
    ]))
  test('at the cut of a long line', () => {
    const [line = ''] = shown([`${'x'.repeat(1_995)}hunter2-token${'y'.repeat(9)}\n`], ['hunter2-token'])
    expect(line).toMatch(/^x{1995}\*\*\*y* … \(2017 characters\)$/)
  })
  test('in each stream for itself', () => {
    const log = recording()
    const output = outputTo(log, ['hunter2'])
    const [out, err] = [output.stream(), output.stream()]
    out.take(Buffer.from('hun'))
    err.take(Buffer.from('oops\n'))
    out.take(Buffer.from('ter2\n'))
    expect(log.lines).toEqual(['oops', '***'])
    expect(output.tail()).toBe('oops\n***')
  })
})

describe('much output is cut', () => {
  test('in a line, with its length', () => {
    const chunks = Array.from({ length: 100 }, () => 'x'.repeat(100_000))
    expect(shown([...chunks, '\nshort\n'])).toEqual([`${'x'.repeat(2_000)} … (10000000 characters)`, 'short'])
  })
  test('in lines, with a remark, and the last ones are kept for the message', () => {
    const log = recording()
    const output = outputTo(log, [])
    const stream = output.stream()
    stream.take(Buffer.from('line\n'.repeat(30_000)))
    stream.take(Buffer.from('the last\n'))
    expect(log.lines).toHaveLength(20_001)
    expect(log.lines.at(-1)).toBe('training has printed 20000 lines; further ones are not shown')
    expect(output.tail().endsWith('line\nthe last')).toBe(true)
  })
  test('in characters', () => {
    const lines = shown([`${'x'.repeat(2_000)}\n`.repeat(4_000)])
    expect(lines.length).toBeLessThan(2_600)
    expect(lines.at(-1)).toMatch(/further ones are not shown/)
  })
})
