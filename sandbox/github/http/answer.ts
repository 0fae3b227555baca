/** What a handler gives back; the server makes an HTTP response of it. */
export interface Answer {
  status: number
  /** Sent as JSON; absent for an empty answer. */
  body?: unknown
  /** Sent as it is, instead of `body`. */
  bytes?: Uint8Array
  headers?: Readonly<Record<string, string>>
}

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const created = (body: unknown): Answer => ({ status: 201, body })
export const noContent: Answer = { status: 204 }

export type ErrorDetail =
  | string
  | { resource: string; code: string; field?: string; message?: string; value?: unknown }

/** A refusal with the status and the words that GitHub uses. */
export class Refusal extends Error {
  readonly status: number
  readonly errors: readonly ErrorDetail[] | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    message: string,
    errors?: readonly ErrorDetail[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.errors = errors
    this.headers = headers
  }
}

export const notFound = (): Refusal => new Refusal(404, 'Not Found')

/** 422 "Validation Failed" with GitHub's list of what is wrong. */
export const invalid = (...errors: ErrorDetail[]): Refusal => new Refusal(422, 'Validation Failed', errors)

/** A thing that a handler looked up, or the 404 that it was not there. */
export function found<T>(thing: T | undefined | null): T {
  if (thing === undefined || thing === null) throw notFound()
  return thing
}

/** The JSON of a refusal. */
export function refusalBody(refusal: Refusal): Record<string, unknown> {
  return {
    message: refusal.message,
    ...(refusal.errors ? { errors: refusal.errors } : {}),
    documentation_url: 'https://docs.github.com/rest',
    status: String(refusal.status),
  }
}
