/**
 * `@actions/workflow-parser` imports its schemas as JSON without an import attribute: bundlers take that, Node does not.
 * This teaches Node to, for the two files of that package; it must have run before the package is imported.
 */
import * as module from 'node:module'
import { fileURLToPath } from 'node:url'
