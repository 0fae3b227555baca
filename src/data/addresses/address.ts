import type { Problem } from '../../project/problem.ts'

/** A place outside the repository where files of a dataset lie. */
export type Address =
  | { kind: 'https'; url: URL }
  /** `key` may be a pattern. */
  | { kind: 's3'; bucket: string; key: string }

/** Whether an entry of `files` is an address and not a path. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
}

/** An entry of `files` as an address, or what is wrong with it. */
export function parseAddress(text: string): Address | Omit<Problem, 'place'> {
  const [scheme = ''] = text.toLowerCase().split(':')
  if (scheme === 's3') {
    const [, bucket = '', key = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+)$/i.exec(text) ?? []
    return bucket === ''
      ? { message: 'files names an s3 address that is none', hint: 'write s3://bucket/folder/file.parquet' }
      : { kind: 's3', bucket, key }
  }
  if (scheme !== 'https')
    return {
      message: `files names an address of kind ${scheme}, which Pawl does not read`,
      hint: 'it reads https and s3; download others in a step before, into the folder of dataset.yaml',
    }
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url)
    return { message: 'files names an https address that is none', hint: 'write https://host/file.csv' }
  if (url.username !== '' || url.password !== '')
    return {
      message: `files names an address at ${url.host} with a name or password in it`,
      hint: 'everybody can read dataset.yaml; take it out',
    }
  if (url.pathname.endsWith('/') || /[*]/.test(url.pathname))
    return {
      message: `files names ${nameOf({ kind: 'https', url })}, which is not one file`,
      hint: 'https has no lists of files; name each',
    }
  return { kind: 'https', url }
}

/** What an address is called wherever people read it, and in data versions: a query may hold a token, so it is left out. */
export function nameOf(address: Address): string {
  return address.kind === 's3'
    ? `s3://${address.bucket}/${address.key}`
    : `${address.url.origin}${address.url.pathname}`
}
