/** Values that no log may show. */
export interface Masks {
  add(value: string): void
  hide(text: string): string
  /** Whether a text holds one of them. */
  isIn(text: string): boolean
}

export function openMasks(): Masks {
  let values: string[] = []

  function add(value: string): void {
    // A value of many lines is met line by line, and in the forms in which programs like to print it.
    const lines = value.split(/\r?\n/).map((line) => line.trim())
    const forms = [value, ...lines].flatMap((one) => [
      one,
      JSON.stringify(one).slice(1, -1),
      encodeURIComponent(one),
      ...base64Forms(one),
    ])
    // The longest first, so that no part of one is left of another.
    values = [...new Set([...values, ...forms])].filter((one) => one.length > 0)
    values.sort((a, b) => b.length - a.length)
  }

  return {
    add,
    hide: (text) => values.reduce((shown, value) => shown.replaceAll(value, '***'), text),
    isIn: (text) => values.some((value) => text.includes(value)),
  }
}

/** What of a value is the same wherever it stands in a base64 text; too short ones would hide half the log. */
function base64Forms(value: string): string[] {
  if (value.length < 6) return []
  const bytes = Buffer.from(value)
  return [0, 1, 2].map((shift) =>
    bytes
      .subarray(shift, bytes.length - ((bytes.length - shift) % 3))
      .toString('base64')
      .replace(/=+$/, ''),
  )
}
