import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import type { Settings } from '../host.ts'

/** Variables that processes of a job get from the machine: a few, so that no step sees what the sandbox was started with. */
export function machineEnv(settings: Settings, temp: string): Map<string, string> {
  const own = (process.env.PATH ?? '').split(delimiter)
  // A script started by npm has the packages of its own project on the path.
  const path = own.filter((folder) => folder !== '' && !/[\\/]node_modules[\\/]/.test(folder))
  return new Map([
    ['PATH', [dirname(settings.node), ...path].join(delimiter)],
    ['HOME', process.env.HOME ?? temp],
    ['LANG', 'C.UTF-8'],
    ['CI', 'true'],
    // What is in npm's cache need not be asked for again; nobody reads what else npm has to say.
    ['npm_config_prefer_offline', 'true'],
    ['npm_config_audit', 'false'],
    ['npm_config_fund', 'false'],
    ['GIT_CONFIG_NOSYSTEM', '1'],
    ['GIT_CONFIG_GLOBAL', join(temp, '.gitconfig')],
    ...settings.environment,
  ])
}

/** An `npm` that links given packages where `npm ci` would install them, and is the real one for all else. */
export async function writeNpmShim(
  folder: string,
  { folder: modules, lock }: NonNullable<Settings['modules']>,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'npm')
  const same = lock === undefined ? '' : ` && cmp -s package-lock.json ${quoted(lock)}`
  const script = `#!/bin/sh
if [ "$1" = ci ]${same}; then
  if [ ! -f package-lock.json ]; then
    echo "npm error The \\\`npm ci\\\` command can only install with an existing package-lock.json" >&2
    exit 1
  fi
  echo "npm ci: the sandbox links "${quoted(modules)}" instead of installing"
  rm -rf node_modules && ln -s ${quoted(modules)} node_modules
  exit
fi
PATH="\${PATH#*:}" exec npm "$@"
`
  await writeFile(file, script)
  await chmod(file, 0o755)
}

const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`
