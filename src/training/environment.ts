import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Variables that training may see of Pawl's own. Everything else, every token among it, stays out. */
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

/** Marks every process of one training, so that one that left its group can be found. */
export const mark = 'PAWL_TRAINING_ID'

/** numpy and Python take seeds of 32 bits. */
const seeds = 2 ** 32

/**
 * The whole environment of a training process. Home and temp are private folders of that training: tools that look
 * into the home folder would find credentials there (`.npmrc`, `.netrc`, `.docker`), and caches that others can change.
 */
export function trainingEnvironment(of: {
  model: string
  rows: string
  params: string
  out: string
  seed: number
  home: string
  temp: string
  id: string
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
    PYTHONHASHSEED: String(of.seed % seeds),
    PYTHONUNBUFFERED: '1',
    PAWL_MODEL_NAME: of.model,
    PAWL_TRAIN: of.rows,
    PAWL_PARAMS: of.params,
    PAWL_SEED: String(of.seed),
    PAWL_OUT: of.out,
    [mark]: of.id,
  }
}

/** `pip install` without rights on the system writes below the home folder; with another one Python would not look there. */
function pythonPackages(): Record<string, string> {
  const packages = join(homedir(), '.local')
  return existsSync(join(packages, 'lib')) ? { PYTHONUSERBASE: packages } : {}
}
