/** What the sandbox remembers, as it lies in its JSON files. */
export type * from './things/actions.ts'
export type * from './things/people.ts'
export type * from './things/repositories.ts'
export type * from './things/threads.ts'
