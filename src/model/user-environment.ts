import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Variables that a user's program may see of Pawl's own. Everything else, every token among it, stays out. */
const allowed = [
  'PATH',
  'LD_LIBRARY_PATH',
  'LANG',
  'LANGUAGE',
  'JAVA_HOME',
  'VIRTUAL_ENV',
  'CONDA_PREFIX',
  'PYENV_ROOT',
  'RUSTUP_HOME',
  'PYTHONUSERBASE',
  'R_LIBS_USER',
  'CUDA_VISIBLE_DEVICES',
  'OMP_NUM_THREADS',
  'SYSTEMROOT',
]

/**
 * What any program of the user's finds in its environment. Home and temp are private folders of one run: tools that look
 * into the home folder would find credentials there (`.npmrc`, `.netrc`, `.docker`), and caches that others can change.
 */
export function userEnvironment(of: {
  home: string
  temp: string
  /** Pawl's own environment. */
  from?: NodeJS.ProcessEnv
}): Record<string, string> {
  const { from = process.env } = of
  const own = Object.entries(from).flatMap(([name, value]) =>
    value !== undefined && (allowed.includes(name) || name.startsWith('LC_')) ? [[name, value]] : [],
  )
  return {
    ...pythonPackages(),
    ...Object.fromEntries(own),
    CI: 'true',
    TZ: 'UTC',
    HOME: of.home,
    TMPDIR: of.temp,
    PYTHONUNBUFFERED: '1',
  }
}

/** `pip install` without rights on the system writes below the home folder; with another one Python would not look there. */
function pythonPackages(): Record<string, string> {
  const packages = join(homedir(), '.local')
  return existsSync(join(packages, 'lib')) ? { PYTHONUSERBASE: packages } : {}
}
