/** Measures Pawl beside its peers: `npm run bench -- validate --json`. */
import { parseArgs } from 'node:util'
import { drift } from './drift.ts'
import { evaluate } from './evaluate.ts'
import type { Figures, Say } from './job.ts'
import { validate } from './validate.ts'

const jobs = new Map<string, (say: Say, times: number) => Promise<Figures>>([
  ['drift', drift],
  ['evaluate', evaluate],
  ['validate', validate],
])

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, times: { type: 'string', default: '5' } },
})
for (const name of positionals.length > 0 ? positionals : jobs.keys()) {
  const job = jobs.get(name)
  if (!job) throw new Error(`no job ${name}; there are ${[...jobs.keys()].join(', ')}`)
  const figures = await job((line) => console.log(line), Number(values.times))
  if (values.json) console.log(JSON.stringify(figures))
}
