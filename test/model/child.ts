import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { inject } from 'vitest'
import { compiled } from '../compiled.ts'

const repository = resolve(import.meta.dirname, '../..')

/** The program of the process that runs a model, as sources. */
export const childSource = join(repository, 'src/model/child/main.ts')

/** The same as JavaScript. */
export const compiledChild = (): string => compiled(childSource)

/** The same program where onnxruntime is not in `node_modules`, as beside the bundle on a runner. */
export function withoutRuntime(entry: string): string {
  const folder = mkdtempSync(join(inject('runFolder'), 'child-'))
  cpSync(dirname(entry), folder, { recursive: true, filter: (path) => !path.endsWith('node_modules') })
  mkdirSync(join(folder, 'node_modules'))
  for (const name of readdirSync(join(repository, 'node_modules')))
    if (!name.startsWith('onnxruntime'))
      symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name))
  return join(folder, 'main.js')
}
