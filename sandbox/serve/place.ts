/** Where a command of the sandbox is started. */
export interface Place {
  /** Folder of Pawl itself. */
  pawl: string
  /** A folder of the repository to try. */
  directory: string
  json: boolean
}
