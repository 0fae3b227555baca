import { Worker } from 'node:worker_threads'

/**
 * onnxruntime may run on the main thread, which cannot look at a clock meanwhile. This thread ends the process when its
 * parent is gone or too busy to end it, so that no model runs on unwatched.
 */
const watch = `
const { workerData } = require('node:worker_threads')
const parent = process.ppid
const end = Date.now() + workerData.milliseconds
setInterval(() => {
  if (process.ppid !== parent || Date.now() > end) process.kill(process.pid, 'SIGKILL')
}, 250)
`

export function startWatchdog(milliseconds: number): void {
  const worker = new Worker(watch, { eval: true, workerData: { milliseconds }, execArgv: [], env: {} })
  worker.unref()
}
