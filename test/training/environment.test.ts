import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { trainingEnvironment } from '../../src/training/environment.ts'
import { failed, leavesModel, place, recording, train } from './training.ts'

const secret = 'ghs_thisIsTheToken'
const planted = [
  'GITHUB_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'RUNNER_TEMP',
  'INPUT_TOKEN',
  'NPM_TOKEN',
  'npm_config__auth',
  'AWS_SECRET_ACCESS_KEY',
]

beforeEach(() => {
  for (const name of planted) process.env[name] = secret
})
afterEach(() => {
  for (const name of planted) delete process.env[name]
})

test('no token of any kind is in the environment of training', async () => {
  const log = recording()
  failed(await train(place(), `env`, { log }))
  const names = log.lines.map((line) => line.split('=', 1)[0])
  expect(names).toContain('PAWL_TRAIN')
  expect(log.lines.join('\n')).not.toContain(secret)
  expect(names.filter((name) => /^(GITHUB|ACTIONS|RUNNER|INPUT|npm|AWS)_|TOKEN/.test(name ?? ''))).toEqual([])
})

test('no process between Pawl and training carries a token either', async () => {
  const log = recording()
  // Climbs from the deepest process up to the one that Pawl started, and prints what each was given.
  const climb = `
    pid=$$
    while [ "$pid" != ${process.pid} ] && [ "$pid" -gt 1 ]; do
      echo "process $pid"; tr '\\0' '\\n' < /proc/$pid/environ
      pid=$(awk '/^PPid/ {print $2}' /proc/$pid/status)
    done`
  failed(await train(place(), `bash -c '${climb.replaceAll("'", `'"'"'`)}'`, { log }))
  expect(log.lines.filter((line) => line.startsWith('process ')).length).toBeGreaterThanOrEqual(1)
  expect(log.lines.join('\n')).toContain('PAWL_TRAINING_ID')
  expect(log.lines.join('\n')).not.toContain(secret)
})

test('home and temp are private and empty', async () => {
  const log = recording()
  failed(
    await train(place(), `ls -A "$HOME" "$TMPDIR" | grep -v :$ | grep . || echo nothing`, {
      log,
    }),
  )
  expect(log.lines).toEqual(['nothing'])
})

test('temp has room for the path of a Unix socket, however deep the folder of the run is', async () => {
  const log = recording()
  const { root, folder } = place()
  const out = join(folder, 'a-run-in-a-deep-folder'.repeat(5), 'out')
  mkdirSync(out, { recursive: true })
  const run = `socket="$TMPDIR/tsx-1001/1234567.pipe"; [ "\${#socket}" -le 107 ] && ${leavesModel}`
  expect(await train({ root, folder, out }, run, { log })).toMatchObject({ trained: true })
})

test('what training needs to find its tools is passed on', () => {
  const given = {
    model: 'm',
    rows: 'r',
    params: 'p',
    out: 'o',
    seed: 2 ** 32 + 1,
    home: 'h',
    temp: 't',
    id: 'i',
  }
  const environment = trainingEnvironment({
    ...given,
    from: {
      PATH: '/bin',
      LC_TIME: 'C',
      PYTHONUSERBASE: '/packages',
      SSH_AUTH_SOCK: '/s',
      HTTPS_PROXY: 'http://u:p@h',
    },
  })
  expect(environment).toMatchObject({
    PATH: '/bin',
    LC_TIME: 'C',
    PYTHONUSERBASE: '/packages',
    HOME: 'h',
    TZ: 'UTC',
  })
  expect(environment).not.toHaveProperty('SSH_AUTH_SOCK')
  expect(environment).not.toHaveProperty('HTTPS_PROXY')
  expect(environment).toMatchObject({ PAWL_SEED: '4294967297', PYTHONHASHSEED: '1' })
})
