import type { Room } from '../../github/state/room.ts'
import type { Run } from '../../github/state/things.ts'
import type { Host } from '../host.ts'
import type { Start } from '../trigger/start.ts'
import type { Workflow } from '../workflow/model.ts'

/** What every part of a run knows of the run. */
export interface PartOfRun {
  host: Host
  room: Room
  start: Start
  run: Run
  /** The workflow whose jobs run: the one that was started, or one that it calls. */
  workflow: Workflow
  /** Where its file is from. */
  source: { room: Room; sha: string }
}
