import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCommand } from '../../src/training/process.ts'
import { failed, isRunning, leavesModel, place, recording, succeeded, train } from './training.ts'

describe('a training that fails is an answer', () => {
  test('with the exit code and the last lines', async () => {
    const { cause, message } = failed(await train(place(), 'echo first; echo "no such column" >&2; exit 3'))
    expect(cause).toBe('exit')
    expect(message).toMatch(/^it ended with exit code 3\n/)
    expect(message).toContain('no such column')
  })

  test.each([
    ['a command that is not there', 'no-such-program-at-all', /exit code 127/],
    ['a failing step in the middle', 'false; echo never', /exit code 1$/],
    ['a failing step in a pipe', 'false | cat', /exit code 1$/],
    ['a signal', 'kill -9 $$', /the signal SIGKILL/],
  ])('for %s', async (_, run, message) => {
    expect(failed(await train(place(), run))).toMatchObject({
      cause: 'exit',
      message: expect.stringMatching(message),
    })
  })

  const here = (folder: string, path: string) => ({
    command: 'echo "$0"',
    folder,
    place: folder,
    environment: { PATH: path },
    timeout: 5_000,
    grace: 100,
    log: recording(),
    secrets: [],
  })
  test('where no shell can be started', async () => {
    const result = await runCommand(here(place().folder, '/nowhere'))
    expect(result).toMatchObject({ how: 'spawn', message: expect.stringContaining('ENOENT') })
  })
  test('unless there is another shell than bash', async () => {
    const { folder } = place()
    symlinkSync('/bin/sh', join(folder, 'sh'))
    expect(await runCommand(here(folder, folder))).toMatchObject({ how: 'exit', code: 0, tail: 'sh' })
  })
})

describe('the time-out ends the whole tree', () => {
  const pidIn = (where: ReturnType<typeof place>) => Number(readFileSync(join(where.folder, 'pid'), 'utf8'))

  test.each([
    ['a child', 'sleep 60 & echo $! > "$PIDS"; wait'],
    ['a grandchild in a session of its own', `setsid bash -c 'echo $$ > "$PIDS"; exec sleep 60' & wait`],
    [
      'one that ignores requests to end',
      `setsid bash -c 'trap "" TERM; echo $$ > "$PIDS"; sleep 60; sleep 60' & wait`,
    ],
    [
      'one that cleared its environment',
      `P="$PIDS" ; setsid env -i bash -c "echo \\$\\$ > $P; exec sleep 60" & wait`,
    ],
  ])('%s', async (_, run) => {
    const where = place()
    const started = Date.now()
    const script = run.replaceAll('$PIDS', join(where.folder, 'pid'))
    const training = failed(await train(where, script, { timeout: 700, grace: 300 }))
    expect(training).toMatchObject({ cause: 'timeout', message: 'it took longer than 0.7 s and was ended' })
    expect(isRunning(pidIn(where))).toBe(false)
    expect(Date.now() - started).toBeLessThan(5_000)
  })

  test('and one that cannot be found any more keeps nothing of Pawl open', async () => {
    const where = place()
    const pid = join(where.folder, 'pid')
    const pipes = () => process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap').length
    const before = pipes()
    const run = `cd /; setsid env -i bash -c "echo \\$\\$ > ${pid}; exec sleep 60" & wait`
    try {
      failed(await train(where, run, { timeout: 500, grace: 100 }))
      await new Promise((done) => setImmediate(done))
      expect(isRunning(pidIn(where))).toBe(true)
      expect(pipes()).toBe(before)
    } finally {
      process.kill(pidIn(where), 'SIGKILL')
    }
  })

  test('but lets it save what it has first', async () => {
    const where = place()
    const saved = join(where.folder, 'saved')
    const run = `trap 'sleep 0.2; echo yes > ${saved}; exit 0' TERM; sleep 60 & wait`
    failed(await train(where, run, { timeout: 500, grace: 5_000 }))
    expect(readFileSync(saved, 'utf8')).toBe('yes\n')
  })

  test('and what a good training leaves running is ended too, its hold on the output notwithstanding', async () => {
    const where = place()
    const run = `${leavesModel}; setsid sleep 60 & echo $! > ${join(where.folder, 'pid')}`
    const started = Date.now()
    succeeded(await train(where, run))
    expect(isRunning(pidIn(where))).toBe(false)
    expect(Date.now() - started).toBeLessThan(5_000)
  })
})

describe('what training leaves is refused', () => {
  const cases: [string, string, 'no-model' | 'artifact', RegExp][] = [
    ['without a model', 'echo done', 'no-model', /left no model\.onnx/],
    [
      'with a link as the model',
      'ln -s /etc/passwd "$PAWL_OUT/model.onnx"',
      'artifact',
      /model\.onnx, which is a link/,
    ],
    ['with a hard link as the model', 'ln model.fixture "$PAWL_OUT/model.onnx"', 'artifact', /hard links/],
    [
      'with a pickle as the model',
      'printf "\\200\\004pickle" > "$PAWL_OUT/model.onnx"',
      'artifact',
      /truncated, or in another format/,
    ],
    [
      'with an LFS pointer as the model',
      'echo "version https://git-lfs.github.com/spec/v1" > "$PAWL_OUT/model.onnx"',
      'artifact',
      /LFS pointer/,
    ],
    [
      'with a link among its files',
      `${leavesModel}; ln -s / "$PAWL_OUT/all"`,
      'artifact',
      /all, which is a link/,
    ],
    [
      'with a pipe among its files',
      `${leavesModel}; mkfifo "$PAWL_OUT/pipe"`,
      'artifact',
      /pipe, which is a link or a device/,
    ],
    [
      'with a name of two lines',
      `${leavesModel}; touch "$PAWL_OUT/$(printf 'a\\nb')"`,
      'artifact',
      /left a b, which is not a name/,
    ],
    ['with very many files', `${leavesModel}; touch "$PAWL_OUT"/{1..200}`, 'artifact', /more than 100 files/],
    [
      'with folders without end',
      `${leavesModel}; mkdir -p "$PAWL_OUT/1/2/3/4/5/6/7"`,
      'artifact',
      /not a name that can be kept/,
    ],
    [
      'with NaN as a metric',
      `${leavesModel}; printf '{"step":1,"name":"l","value":1}\\n{"step":2,"name":"l","value":NaN}\\n' > "$PAWL_OUT/metrics.jsonl"`,
      'artifact',
      /metrics\.jsonl:2: is no metric/,
    ],
    [
      'with half a step',
      `${leavesModel}; echo '{"step":0.5,"name":"l","value":1}' > "$PAWL_OUT/metrics.jsonl"`,
      'artifact',
      /metrics\.jsonl:1/,
    ],
    [
      'with a list as importance',
      `${leavesModel}; echo '[1]' > "$PAWL_OUT/importance.json"`,
      'artifact',
      /importance\.json: does not give a number/,
    ],
  ]
  test.each(cases)('%s', async (_, run, cause, message) => {
    const training = failed(await train(place(), run))
    expect(training).toMatchObject({ cause, message: expect.stringMatching(message) })
  })
})

test('the message of a failed training holds no secret', async () => {
  const log = recording()
  const { message } = failed(
    await train(place(), 'echo the token is s3cr3t; exit 1', { secrets: ['s3cr3t'], log }),
  )
  expect(message).toContain('the token is ***')
  expect(log.lines).toEqual(['the token is ***'])
})
