import { userEnvironment } from '../model/user-environment.ts'

/** Marks every process of one training, so that one that left its group can be found. */
export const mark = 'PAWL_TRAINING_ID'

/** numpy and Python take seeds of 32 bits. */
const seeds = 2 ** 32

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
  /** Pawl's own environment. */
  from?: NodeJS.ProcessEnv
}): Record<string, string> {
  return {
    ...userEnvironment(of),
    PYTHONHASHSEED: String(of.seed % seeds),
    PAWL_MODEL_NAME: of.model,
    PAWL_TRAIN: of.rows,
    PAWL_PARAMS: of.params,
    PAWL_SEED: String(of.seed),
    PAWL_OUT: of.out,
    [mark]: of.id,
  }
}
