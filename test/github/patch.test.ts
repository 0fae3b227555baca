import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blobId, patched } from '../../src/github/patch.ts'
import { bytes } from './stage.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'pawl-patch-'))

/** What GitHub shows as the patch of a file: git's own diff without its header. */
function diff(at: string, before: string, after: string): string | undefined {
  writeFileSync(join(at, 'a'), before)
  writeFileSync(join(at, 'b'), after)
  const { stdout } = spawnSync('git', ['diff', '--no-index', '--no-color', '--text', 'a', 'b'], {
    cwd: at,
    encoding: 'utf8',
  })
  const hunks = stdout.indexOf('\n@@ ')
  return hunks < 0 ? undefined : stdout.slice(hunks + 1).replace(/\n$/, '')
}

const line = fc.constantFrom(
  '',
  'a',
  'b',
  '-',
  '+x',
  '@@ -1 +1 @@',
  '\\ No newline at end of file',
  ' c',
  'ä',
  '\r',
)
const text = fc
  .tuple(fc.array(line, { maxLength: 40 }), fc.boolean())
  .map(([lines, ends]) => lines.join('\n') + (ends ? '\n' : ''))

describe('a patch', () => {
  it('makes the new text of the old one, as git would', () => {
    const at = folder()
    fc.assert(
      fc.property(text, text, (before, after) => {
        const patch = diff(at, before, after)
        expect(patch === undefined ? before : patched(before, patch)).toBe(after)
      }),
      { numRuns: 60 },
    )
    rmSync(at, { recursive: true })
  })

  it('that does not fit makes nothing', () => {
    expect(patched('a\nb\n', '@@ -1,2 +1,2 @@\n a\n-c\n+d')).toBeUndefined()
    expect(patched('', '@@ -1 +1 @@\n-a\n+b')).toBeUndefined()
  })
})

describe('the id of a blob', () => {
  it('is the one that git gives', () => {
    for (const content of [new Uint8Array(), bytes('ä\n'), Uint8Array.of(0, 255)]) {
      const said = execFileSync('git', ['hash-object', '--stdin'], { input: content, encoding: 'utf8' })
      expect(blobId(content)).toBe(said.trim())
    }
  })
})
