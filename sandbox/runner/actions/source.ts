import type { Room } from '../../github/state/room.ts'

/** Where `uses: pawl-dev/pawl/…@…` comes from. */
export type PawlSource =
  /** A folder with Pawl in it, whatever the ref says. */
  | { folder: string }
  /** A repository of the sandbox; `ref` stands for every ref when it is given. */
  | { repository: string; ref?: string }

/** An action that a workflow names. */
export type ActionSource =
  | { kind: 'folder'; folder: string; repository: string; ref: string; note?: string }
  | { kind: 'stand-in'; name: string; repository: string; ref: string; note?: string }

export interface ActionStore {
  /** Finds `owner/repository/path@ref`; throws an error that names what can not be had. */
  find(uses: string, asking: string): Promise<ActionSource>
  /** Files of a repository at a commit, below a folder that is never changed. */
  export(room: Room, sha: string): Promise<string>
}
