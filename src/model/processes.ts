import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Signals every process of a group at once. Those that are gone already, or are another user's, cannot be helped. */
export function killGroup(leader: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(-leader, signal)
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

/** Resident memory of a process in bytes; 0 when it is gone. */
export function residentMemory(pid: number): number {
  try {
    if (process.platform === 'linux') {
      const status = readFileSync(`/proc/${pid}/status`, 'latin1')
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
    }
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024
  } catch {
    return 0
  }
}

/** Resident memory of a group's processes in bytes; only the leader's outside Linux. Pages that they share count in each. */
export function groupMemory(leader: number): number {
  if (process.platform !== 'linux') return residentMemory(leader)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && groupOf(name) === leader)
    .reduce((sum, pid) => sum + residentMemory(Number(pid)), 0)
}

function groupOf(pid: string): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name in brackets may hold anything; state, parent and group follow it.
    return Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[2])
  } catch {
    return undefined
  }
}
