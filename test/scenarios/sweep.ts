import { copyOfGitHub, repository, type World } from '../../sandbox/demo/world.ts'
import { git } from '../../sandbox/github/git/program.ts'
import type { Fault, SeenRequest } from '../../sandbox/github/sandbox.ts'
import { outcome } from './outcome.ts'

/** A command on a world, which can be run again. */
export interface Deed<Login extends string> {
  world: World<Login>
  run(world: World<Login>): Promise<unknown>
}

/** What goes wrong with one request, or with it and all that follow. */
export interface Trouble {
  name: string
  when: Fault['when']
  do: Fault['do']
  persistent?: true
}

export const lostAnswer: Trouble = { name: 'its answer is lost', when: 'after', do: 'drop' }
export const lostRequest: Trouble = { name: 'it is lost', when: 'before', do: 'drop' }
export const badGateway: Trouble = {
  name: 'it is answered by 502',
  when: 'before',
  do: { status: 502, body: { message: 'Bad Gateway' } },
}
/** For GitHub it is the same as when the job is killed. */
export const silence: Trouble = { ...lostRequest, name: 'it and all that follow are lost', persistent: true }

export interface Swept {
  /** Requests that a fault struck. */
  requests: number
  /** Runs in which the command came to its end in spite of the fault. */
  finished: number
  /** Where it did not come to the same after it was run again. */
  wrong: string[]
}

/**
 * Runs a deed with its n-th request in trouble, n rising until nothing is struck any more, and each time once more
 * without: what it comes to must be what it comes to when nothing ever goes wrong.
 */
export async function sweep<Login extends string>(
  deed: Deed<Login>,
  options: {
    folder: string
    trouble: Trouble
    /** Which requests may be struck; all if absent. */
    only?: (request: SeenRequest) => boolean
  },
): Promise<Swept> {
  // A packed repository is a few files to copy, not some hundred.
  await git(deed.world.sandbox.gitFolder(repository), ['gc', '--quiet', '--prune=now'])
  const wanted = await on(deed, `${options.folder}/calm`, async (world) => {
    await deed.run(world)
    return outcome(world)
  })
  const swept: Swept = { requests: 0, finished: 0, wrong: [] }
  for (let nth = 0; ; nth++) {
    const { struck, finished, came } = await on(deed, `${options.folder}/${nth}`, (world) =>
      troubled(deed, { world, nth, ...options }),
    )
    if (struck === undefined) return swept
    swept.requests++
    if (finished) swept.finished++
    if (came !== wanted) swept.wrong.push(`${nth}: ${struck}\n${difference(wanted, came)}`)
  }
}

async function on<Login extends string, T>(
  { world }: Deed<Login>,
  folder: string,
  work: (world: World<Login>) => Promise<T>,
): Promise<T> {
  const copy = await copyOfGitHub(world, folder)
  try {
    return await work(copy)
  } finally {
    await copy.sandbox.close()
  }
}

async function troubled<Login extends string>(
  deed: Deed<Login>,
  {
    world,
    nth,
    trouble,
    only = () => true,
  }: { world: World<Login>; nth: number; trouble: Trouble; only?: (request: SeenRequest) => boolean },
): Promise<{ struck: string | undefined; finished: boolean; came: string }> {
  let seen = -1
  let struck: string | undefined
  const takeAway = world.sandbox.faults.add({
    match: (request) => {
      if (only(request)) seen++
      else if (!trouble.persistent || seen < nth) return false
      if (trouble.persistent ? seen < nth : seen !== nth) return false
      struck ??= `${request.method} ${request.path}`
      return true
    },
    when: trouble.when,
    do: trouble.do,
  })
  const finished = await deed.run(world).then(
    () => true,
    () => false,
  )
  takeAway()
  if (struck === undefined) return { struck, finished, came: '' }
  await deed.run(world)
  return { struck, finished, came: await outcome(world) }
}

/**
 * The same for a deed that is killed right at its n-th request, and run again. `run` gets what kills it; a deed that
 * comes to its end in spite of that is wrong too.
 */
export async function sweepOfKills<Login extends string>(
  deed: { world: World<Login>; run(world: World<Login>): Promise<{ succeeded: boolean }> },
  {
    folder,
    when,
    only = () => true,
  }: { folder: string; when: Fault['when']; only?: (request: SeenRequest) => boolean },
): Promise<Swept> {
  const wanted = await on(deed, `${folder}/calm`, async (world) => {
    await deed.run(world)
    return outcome(world)
  })
  const swept: Swept = { requests: 0, finished: 0, wrong: [] }
  for (let nth = 0; ; nth++) {
    const struck = await on(deed, `${folder}/${nth}`, async (world) => {
      const killer = new AbortController()
      let seen = -1
      let struck: string | undefined
      const takeAway = world.sandbox.faults.add({
        match: (request) => {
          if (struck || !only(request) || ++seen !== nth) return false
          struck = `${request.method} ${request.path}`
          killer.abort()
          return true
        },
        when,
        do: 'drop',
      })
      const killed = await deed.run({ ...world, signal: killer.signal })
      takeAway()
      if (struck === undefined) return undefined
      if (killed.succeeded) swept.finished++
      const again = await deed.run(world)
      const came = again.succeeded ? await outcome(world) : 'it does not succeed when it is run again'
      if (came !== wanted) swept.wrong.push(`${nth}: ${struck}\n${difference(wanted, came)}`)
      return struck
    })
    if (struck === undefined) return swept
    swept.requests++
  }
}

/** The lines that only one of two texts has. */
function difference(wanted: string, came: string): string {
  const [a, b] = [wanted.split('\n'), came.split('\n')]
  const missing = a.filter((line) => !b.includes(line)).map((line) => `- ${line}`)
  const more = b.filter((line) => !a.includes(line)).map((line) => `+ ${line}`)
  const twice = b.filter((line, at) => b.indexOf(line) !== at && a.filter((one) => one === line).length < 2)
  return [...missing, ...more, ...twice.map((line) => `2 ${line}`)].slice(0, 30).join('\n')
}
