import { existsSync } from 'node:fs'

/** The runner's own way of calling bash; sh where there is none, which knows no pipefail. */
export function shellFor(command: string, path = ''): [string, ...string[]] {
  const hasBash = path.split(':').some((folder) => existsSync(`${folder || '.'}/bash`))
  return hasBash
    ? ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', command]
    : ['sh', '-ec', command]
}
