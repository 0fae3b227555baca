import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '../project/log.ts'
import { type Ended, runLimited } from './isolated.ts'
import type { Limits } from './limits.ts'
import { endTree } from './process-tree.ts'
import { groupMemory } from './processes.ts'
import { shellFor } from './shell.ts'
import { userEnvironment } from './user-environment.ts'

/** Marks every process of one program, so that one that left its group can be found. */
const mark = 'PAWL_PROGRAM_ID'
const watchEvery = 100

export interface UserProgram {
  /** A command line for bash. */
  run: string
  /** A working copy of the repository, where it starts. */
  folder: string
  /** A private folder of this run: whatever works in there afterwards is ended. */
  place: string
  /** What it finds in its environment beside the usual: no token, neither GitHub's nor the runner's. */
  variables: Readonly<Record<string, string>>
  limits: Limits
  /** What messages say that it did. */
  phase: string
  /** What it prints. */
  said?: (chunk: Buffer) => void
  log?: Log | undefined
}

/** Runs a command of the user's in an environment without any token, within limits, to the end of all its processes. */
export async function runUserProgram({ run, folder, place, variables, ...of }: UserProgram): Promise<Ended> {
  const [home, temp] = [join(place, 'home'), join(place, 'temp')]
  await mkdir(home)
  await mkdir(temp)
  const id = randomUUID()
  const environment: Record<string, string> = { ...userEnvironment({ home, temp }), ...variables, [mark]: id }
  const [program, ...words] = shellFor(run, environment.PATH)
  return runLimited({
    program,
    words,
    folder,
    environment,
    memoryOf: groupMemory,
    every: watchEvery,
    end: (leader) => endTree({ leader, mark: `${mark}=${id}`, folder: place }),
    ...of,
  })
}
