#!/usr/bin/env node
// Made by npm run build.
import { cli } from '../pawl/index.js'

await cli(process.argv)
