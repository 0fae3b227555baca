#!/usr/bin/env node
// Made by npm run build.
import { fileURLToPath } from 'node:url'
import { cli } from '../pawl/index.js'

await cli(process.argv, {
  pawl: fileURLToPath(new URL('../..', import.meta.url)),
  load: () => import('../sandbox/index.js'),
})
