import { describe, expect, it } from 'vitest'
import { castOf, personBy } from '../../sandbox/serve/cast.ts'

const ada = { name: 'Ada Lovelace', email: 'ada@example.org' }
const logins = (approvers: readonly string[], identity = ada) =>
  castOf({ approvers, identity }).people.map(
    ({ login, parts, role }) => `${login}: ${parts.join('+')}, ${role}`,
  )

describe('the people of a sandbox', () => {
  it('are the author, the approvers of pawl.yaml, an owner and a guest', () => {
    expect(logins(['grace', 'hopper'])).toEqual([
      'ada-lovelace: author, write',
      'grace: approver, write',
      'hopper: approver, write',
      'owner: owner, admin',
      'guest: guest, read',
    ])
  })

  it('are one person where the author is an approver too, by whatever case', () => {
    expect(logins(['Ada', 'grace'], { name: 'ada', email: 'a@example.org' })[0]).toBe(
      'ada: author+approver, write',
    )
  })

  it('have somebody for each team, who is a member of it', () => {
    const { people, teams } = castOf({ approvers: ['acme/ml-leads'], identity: ada })
    expect(teams).toEqual([{ organization: 'acme', slug: 'ml-leads', member: 'ml-leads-member' }])
    expect(personBy(people, 'approver')?.login).toBe('ml-leads-member')
  })

  it('go by the login that an address of GitHub names, and by something where git knows nobody', () => {
    expect(logins([], { name: 'X', email: '12+ada-l@users.noreply.github.com' })[0]).toMatch(/^ada-l:/)
    expect(logins([], { name: '', email: '' })[0]).toMatch(/^author:/)
    expect(logins([], { name: '$(id) "Zoë"\n--', email: '' })[0]).toMatch(/^id-zoe:/)
  })

  it('keep owner and guest apart from approvers of those names', () => {
    expect(logins(['owner', 'guest']).slice(-2)).toEqual([
      'the-owner: owner, admin',
      'the-guest: guest, read',
    ])
  })
})
