import type { AnyCommand } from '../frame/command.ts'
import { check } from './check.ts'
import { comment } from './comment.ts'
import { diff } from './diff.ts'
import { drift } from './drift.ts'
import { evaluate } from './evaluate.ts'
import { history } from './history.ts'
import { plan } from './plan.ts'
import { profile } from './profile.ts'
import { promote } from './promote.ts'
import { reconcile } from './reconcile.ts'
import { report } from './report.ts'
import { retrain } from './retrain.ts'
import { rollback } from './rollback.ts'
import { suggest } from './suggest.ts'
import { train } from './train.ts'
import { validate } from './validate.ts'
import { verify } from './verify.ts'

/** Every verb of Pawl, in the order of a model's way into production. */
export const commands: readonly AnyCommand[] = [
  check,
  plan,
  validate,
  suggest,
  profile,
  diff,
  train,
  evaluate,
  report,
  promote,
  comment,
  rollback,
  drift,
  retrain,
  verify,
  reconcile,
  history,
]
