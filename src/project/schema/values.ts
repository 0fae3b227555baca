import { z } from 'zod'

/** A share (`1%`) or a count (`25`): the text decides, so that `0.5` can never be read as half by mistake. */
export type Amount = { share: number } | { count: number }

export const Share = z
  .string()
  .regex(/^\d+(\.\d+)?%$/, 'expected a percentage such as 20%')
  .transform((text) => Number(text.slice(0, -1)) / 100)

export const Amount = z.union([
  Share.transform((share) => ({ share })),
  z
    .int()
    .min(0)
    .transform((count) => ({ count })),
])

const bytesOf: Record<string, number> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
}
/** `10MB` as bytes. */
export const Size = z
  .string()
  .regex(/^\d+(\.\d+)?(B|KB|MB|GB|KiB|MiB|GiB)$/, 'expected a size such as 10MB')
  .transform((text) => {
    const [, number, unit] = /^([\d.]+)(\w+)$/.exec(text) as unknown as [string, string, string]
    return Math.round(Number(number) * (bytesOf[unit] as number))
  })

const millisecondsOf: Record<string, number> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5 }
/** `30m` as milliseconds. */
export const Duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'expected a duration such as 30m, 1h or 7d')
  .transform((text) => {
    const [, number, unit] = /^([\d.]+)(\w+)$/.exec(text) as unknown as [string, string, string]
    return Number(number) * (millisecondsOf[unit] as number)
  })
