import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs the `git` program in a folder and gives its standard output as text; throws with git's own words. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', ['-C', folder, ...args], {
    maxBuffer: 256 * 1024 * 1024,
    env: gitEnvironment(),
  })
  return stdout
}

/** Like `git`, for content that is not text. */
export async function gitBytes(folder: string, ...args: string[]): Promise<Buffer> {
  const { stdout } = await run('git', ['-C', folder, ...args], {
    maxBuffer: 1024 * 1024 * 1024,
    encoding: 'buffer',
    env: gitEnvironment(),
  })
  return stdout
}

/** Never asks for a password, and reads names as they are. */
function gitEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }
}
