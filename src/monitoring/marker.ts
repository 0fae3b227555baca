/** What an alert may be about. Performance, data and pipeline alerts will be further causes. */
export const alertCauses = ['drift'] as const
export type AlertCause = (typeof alertCauses)[number]

/** What the hidden first line of an alert's issue says. */
export interface AlertMark {
  model: string
  cause: AlertCause
  /** The window that the text below speaks of. */
  window: string
}

const pattern = /^<!-- pawl:alert model=([a-z0-9-]{1,64}) cause=([a-z]+) window=([A-Za-z0-9.-]{1,64}) -->$/

/** The first line of an issue's body, which nobody sees and `readAlertMark` reads. */
export function alertMark({ model, cause, window }: AlertMark): string {
  const mark = `<!-- pawl:alert model=${model} cause=${cause} window=${window} -->`
  if (!pattern.test(mark))
    throw new Error(`${JSON.stringify({ model, cause, window })} cannot be an alert's mark`)
  return mark
}

/** Reads the first line only: text further down comes from data, and a mark in it means nothing. */
export function readAlertMark(body: string): AlertMark | undefined {
  const [line = ''] = body.split(/\r?\n/, 1)
  const [, model, name, window] = pattern.exec(line) ?? []
  const cause = alertCauses.find((known) => known === name)
  if (model === undefined || cause === undefined || window === undefined) return undefined
  return { model, cause, window }
}

/** The first line of the comment that closes an alert. */
export function recoveryMark({ model, cause }: Omit<AlertMark, 'window'>): string {
  return `<!-- pawl:recovered model=${model} cause=${cause} -->`
}
