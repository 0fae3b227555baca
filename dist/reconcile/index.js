#!/usr/bin/env node
// Made by npm run build.
import { action } from '../pawl/index.js'

await action('reconcile')
