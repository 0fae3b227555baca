/** A value of more bytes than this stands shortened in a profile. */
const mostBytes = 24

/**
 * SQL for the text that stands for a value in a profile: the value itself, or of a long one its first four characters and twenty
 * hex digits of its SHA-256. That is always more than 24 bytes, so that no short value can be taken for a long one.
 */
export function valueKey(value: string): string {
  return `CASE WHEN strlen(${value}) <= ${mostBytes} THEN ${value} ELSE left(${value}, 4) || '…' || left(sha256(${value}), 20) END`
}
