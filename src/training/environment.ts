/** Variables that training may see of Pawl's own. Everything else, every token among it, stays out. */
const allowed = [
  'PATH',
  'LANG',
  'LANGUAGE',
  'LC_ALL',
  'LC_CTYPE',
  'CUDA_VISIBLE_DEVICES',
  'OMP_NUM_THREADS',
  'SYSTEMROOT',
]

/** Marks every process of one training, so that one that left its group can be found. */
export const mark = 'PAWL_TRAINING_ID'

/** The whole environment of a training process. Home and temp are private folders of that training. */
export function trainingEnvironment(of: {
  model: string
  rows: string
  params: string
  out: string
  seed: number
  home: string
  temp: string
  id: string
}): Record<string, string> {
  const own = Object.fromEntries(
    allowed.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] as string]])),
  )
  return {
    ...own,
    CI: 'true',
    TZ: 'UTC',
    HOME: of.home,
    TMPDIR: of.temp,
    PYTHONHASHSEED: String(of.seed),
    PAWL_MODEL_NAME: of.model,
    PAWL_TRAIN: of.rows,
    PAWL_PARAMS: of.params,
    PAWL_SEED: String(of.seed),
    PAWL_OUT: of.out,
    [mark]: of.id,
  }
}
