import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyNodeTemplate } from '../../sandbox/demo/template.ts'
import { loadProject } from '../../src/project/load.ts'
import { workingFiles } from '../../src/project/sources.ts'
import { root } from './started.ts'

describe('the template without its Python model, as the demo starts from it,', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-node-only-'))
  beforeAll(() => copyNodeTemplate({ pawl: root, into: folder }))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('is a project with the churn model and its data', async () => {
    const project = await loadProject(workingFiles(folder))
    expect([...project.models.keys()]).toEqual(['churn'])
    expect([...project.datasets.keys()]).toEqual(['customers'])
  })

  it('asks nobody for Python, and is the same in all else', () => {
    const files = (of: string) =>
      readdirSync(of, { recursive: true, encoding: 'utf8' }).filter((path) =>
        statSync(join(of, path)).isFile(),
      )
    const kept = files(folder)
    expect(kept.filter((path) => /\.py$|requirements|people|income/.test(path))).toEqual([])
    for (const path of kept)
      expect(readFileSync(join(folder, path)).equals(readFileSync(join(root, 'template', path))), path).toBe(
        true,
      )
    const left = files(join(root, 'template')).filter((path) => !kept.includes(path))
    expect(left.filter((path) => !/\.py$|requirements|people|income|node_modules/.test(path))).toEqual([])
  })
})
