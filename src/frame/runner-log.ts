import { randomUUID } from 'node:crypto'
import * as core from '@actions/core'
import type { Log } from '../project/log.ts'

const mostAnnotations = 8

/** The log of a job: groups, annotations, and user code's output where no workflow command in it can act. */
export function runnerLog(): Log {
  let annotations = 0
  let mutedBy: string | undefined

  /** Switches the runner's commands back on after user code has printed. */
  const listenAgain = (): void => {
    if (mutedBy) process.stdout.write(`::${mutedBy}::\n`)
    mutedBy = undefined
  }

  return {
    info(line) {
      listenAgain()
      core.info(line.replace(/^(\s*)::/gm, '$1: :'))
    },
    warn(message, place) {
      listenAgain()
      annotations++
      if (annotations > mostAnnotations) return core.info(`warning: ${message}`)
      const more = annotations === mostAnnotations ? ' (further warnings are in the log)' : ''
      core.warning(
        message + more,
        place ? { file: place.file, startLine: place.line ?? 1, startColumn: place.column ?? 1 } : {},
      )
    },
    async step(title, work) {
      listenAgain()
      const begun = performance.now()
      core.startGroup(title)
      try {
        return await work(() => {})
      } finally {
        listenAgain()
        core.info(`took ${((performance.now() - begun) / 1000).toFixed(1)} s`)
        core.endGroup()
      }
    },
    foreign(line) {
      if (!mutedBy) {
        mutedBy = randomUUID()
        process.stdout.write(`::stop-commands::${mutedBy}\n`)
      }
      process.stdout.write(`${line}\n`)
    },
  }
}
