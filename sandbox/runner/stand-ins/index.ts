import { cache, cacheRestore, cacheSave } from './cache.ts'
import { checkout } from './checkout.ts'
import { downloadArtifact } from './download-artifact.ts'
import { setupNode } from './setup-node.ts'
import { setupPython } from './setup-python.ts'
import type { StandIn } from './stand-in.ts'
import { uploadArtifact } from './upload-artifact.ts'

/** Actions that the sandbox plays itself, whatever version is asked for. */
export const standIns: ReadonlyMap<string, StandIn> = new Map([
  ['actions/cache', cache],
  ['actions/cache/restore', cacheRestore],
  ['actions/cache/save', cacheSave],
  ['actions/checkout', checkout],
  ['actions/download-artifact', downloadArtifact],
  ['actions/setup-node', setupNode],
  ['actions/setup-python', setupPython],
  ['actions/upload-artifact', uploadArtifact],
])
