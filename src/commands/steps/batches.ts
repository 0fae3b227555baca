/** GitHub's limit of jobs in one matrix. */
const mostJobs = 256

/** Names in at most 256 lists of about one length: one name each, unless there are more names than that. */
export function batchesOf(names: readonly string[]): string[][] {
  const size = Math.max(1, Math.ceil(names.length / mostJobs))
  const batches: string[][] = []
  for (let from = 0; from < names.length; from += size) batches.push(names.slice(from, from + size))
  return batches
}
