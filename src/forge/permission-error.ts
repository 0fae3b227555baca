import { UserError } from '../project/problem.ts'

/**
 * The token lacks a permission. It is told by the one who runs the workflow mending it, never as an answer to whoever
 * gave a command: so nothing that turns errors into refusals may swallow it.
 */
export class PermissionError extends UserError {
  readonly status = 403
}
