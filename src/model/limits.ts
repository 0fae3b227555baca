/** What a child process may use before it is killed. */
export interface Limits {
  /** Wall time from start to end. */
  milliseconds: number
  /** Resident memory in bytes. */
  memory: number
  /** Bytes it may print. */
  output: number
}

/** Enough to read any model that Pawl accepts. */
export const inspectionLimits: Limits = { milliseconds: 60_000, memory: 4 * 2 ** 30, output: 2 ** 20 }

/** Protobuf itself ends at 2 GiB; reading a model takes several times its size. */
export const largestModel = 2 ** 30

/** Bytes of a file of predictions that was given. */
export const mostPredictions = 2 ** 32
