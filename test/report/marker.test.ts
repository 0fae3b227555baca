import { describe, expect, it } from 'vitest'
import { checkMarker, ownComments } from '../../src/report/markdown/marker.ts'

const me = { login: 'github-actions[bot]', type: 'Bot' as const }
const ada = { login: 'ada', type: 'User' as const }
const own = { marker: checkMarker, me }
const comment = (id: number, body: string, author: { login: string; type: 'User' | 'Bot' } = me) => ({
  id,
  body,
  author,
})

describe('our comment among others', () => {
  it('is the one that starts with the marker and is by us', () => {
    const ours = comment(7, `${checkMarker}\nverdict`)
    expect(ownComments([comment(1, 'hello', ada), ours], own)).toEqual({ keep: ours, remove: [] })
  })

  it('is never one that somebody else wrote, even with our name as a person', () => {
    const copies = [
      comment(1, `${checkMarker}\nforged`, ada),
      comment(2, `${checkMarker}\nforged`, { login: 'github-actions[bot]', type: 'User' }),
      comment(3, `${checkMarker}\nforged`, { login: 'other[bot]', type: 'Bot' }),
    ]
    expect(ownComments(copies, own).keep).toBeUndefined()
  })

  it('is never one that only quotes the marker', () => {
    const quotes = [
      comment(1, ` ${checkMarker}\n`),
      comment(2, `> ${checkMarker}`),
      comment(3, `${checkMarker} and more`),
      comment(4, `text\n${checkMarker}\n`),
    ]
    expect(ownComments(quotes, own)).toEqual({ keep: undefined, remove: [] })
  })

  it('is the one with the lowest id; the others go, in whatever order they are listed', () => {
    const list = [9, 4, 6].map((id) => comment(id, `${checkMarker}\r\nx`))
    const { keep, remove } = ownComments(list, own)
    expect(keep?.id).toBe(4)
    expect(remove.map(({ id }) => id)).toEqual([6, 9])
  })
})
