import { type Answer, Refusal } from './answer.ts'

interface Paged<T> {
  url: URL
  items: readonly T[]
  show: (item: T) => unknown | Promise<unknown>
  /** For lists that come in an object: makes it of the shown items and the number of all. */
  wrap?: (shown: unknown[], total: number) => unknown
}

/** One page of a list as `page` and `per_page` ask for it, with GitHub's `Link` header. */
export async function page<T>({ url, items, show, wrap }: Paged<T>): Promise<Answer> {
  const size = Math.min(100, Math.max(1, number(url, 'per_page', 30)))
  const current = Math.max(1, number(url, 'page', 1))
  const last = Math.max(1, Math.ceil(items.length / size))
  const shown = await Promise.all(items.slice((current - 1) * size, current * size).map(show))

  const links: string[] = []
  const link = (to: number, rel: string) => {
    const target = new URL(url)
    target.searchParams.set('page', String(to))
    links.push(`<${target.href}>; rel="${rel}"`)
  }
  if (current > 1) link(Math.min(current - 1, last), 'prev')
  if (current < last) link(current + 1, 'next')
  if (current < last) link(last, 'last')
  if (current > 1) link(1, 'first')
  return {
    status: 200,
    body: wrap ? wrap(shown, items.length) : shown,
    ...(links.length > 0 ? { headers: { link: links.join(', ') } } : {}),
  }
}

function number(url: URL, name: string, otherwise: number): number {
  const text = url.searchParams.get(name)
  if (text === null || text === '') return otherwise
  if (!/^-?\d{1,9}$/.test(text)) throw new Refusal(422, `Invalid request.\n\n"${name}" is not a number.`)
  return Number(text)
}
