import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { killGroup } from './processes.ts'

/** how the processes of one command are known: their group, a variable in their environment, the folder they work in. */
export interface Tree {
  leader: number
  /** `NAME=value`, as it stands in the environment of every process that it starts. */
  mark: string
  /** Private to this command. */
  folder: string
}

const pause = 20
const mostRounds = 50

/** Sends a signal to every process of a command, those that left its group among them (the latter on Linux only). */
export function signalTree(tree: Tree, signal: NodeJS.Signals): void {
  killGroup(tree.leader, signal)
  for (const pid of membersOf(tree)) {
    try {
      process.kill(pid, signal)
    } catch {
      // It ended in the meantime.
    }
  }
}

/** Asks every process of a command to end, and ends those that have not after some milliseconds. */
export async function stopTree(tree: Tree, grace: number): Promise<void> {
  signalTree(tree, 'SIGTERM')
  const end = performance.now() + grace
  while (performance.now() < end && isAlive(tree)) await sleep(pause)
  await endTree(tree)
}

/** Ends every process of a command, until none is left: one that is forked meanwhile is found in the next round. */
export async function endTree(tree: Tree): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    signalTree(tree, 'SIGKILL')
    if (!isAlive(tree)) return
    await sleep(pause)
  }
}

function isAlive(tree: Tree): boolean {
  if (process.platform === 'linux') return membersOf(tree).length > 0
  try {
    return process.kill(-tree.leader, 0)
  } catch {
    return false
  }
}

function membersOf({ mark, folder }: Tree): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => carries(pid, mark) || worksIn(pid, folder))
    .map(Number)
}

function carries(pid: string, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark)
  } catch {
    return false
  }
}

/** A process may clear its environment; one that then moves elsewhere is found no more. */
function worksIn(pid: string, folder: string): boolean {
  try {
    const place = readlinkSync(`/proc/${pid}/cwd`)
    return place === folder || place.startsWith(`${folder}/`)
  } catch {
    return false
  }
}
