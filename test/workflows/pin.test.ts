import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { pinFiles, pinTo, workflowFiles } from '../../scripts/pin.ts'
import { root } from './workflows.ts'

const sha = 'abcdef0123'.repeat(4)

it('pins every use of Pawl, of its actions and of the one at its root, and leaves other actions alone', () => {
  const old = '0'.repeat(40)
  const text = [
    `      - uses: pawl-dev/pawl@${old} # v0.1.0`,
    `        uses: pawl-dev/pawl/actions/plan@${old} # v0.1.0`,
    `      - uses: actions/checkout@${old} # v5.0.0`,
    `      - uses: somebody/pawl-dev/pawl@${old} # v0.1.0`,
  ].join('\n')
  expect(pinTo(text, { sha, version: '2.3.4' })).toBe(
    [
      `      - uses: pawl-dev/pawl@${sha} # v2.3.4`,
      `        uses: pawl-dev/pawl/actions/plan@${sha} # v2.3.4`,
      `      - uses: actions/checkout@${old} # v5.0.0`,
      `      - uses: somebody/pawl-dev/pawl@${old} # v0.1.0`,
    ].join('\n'),
  )
})

it('leaves no other commit of Pawl in the template', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-pin-'))
  try {
    cpSync(join(root, 'template/.github'), join(folder, '.github'), { recursive: true })
    pinFiles(folder, { sha, version: '2.3.4' })
    const uses = workflowFiles(folder).flatMap(
      (path) => readFileSync(path, 'utf8').match(/^.*uses: pawl-dev.*$/gm) ?? [],
    )
    expect(uses.length).toBeGreaterThan(10)
    for (const use of uses) expect(use).toMatch(new RegExp(`@${sha} # v2\\.3\\.4$`))
  } finally {
    rmSync(folder, { recursive: true })
  }
})
