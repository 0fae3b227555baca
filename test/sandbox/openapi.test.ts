import { describe, expect, it } from 'vitest'
import { routes } from '../../sandbox/github/route-list.ts'
import { conforms, describedRoutes, requestConforms } from './conforms.ts'

const sha = 'a'.repeat(40)
const ref = {
  ref: 'refs/heads/main',
  node_id: 'R_1',
  url: 'https://api.github.com/repos/acme/models/git/refs/heads/main',
  object: { type: 'commit', sha, url: `https://api.github.com/repos/acme/models/git/commits/${sha}` },
}
const merged = { sha, merged: true, message: 'Pull Request successfully merged' }

describe("the part of GitHub's OpenAPI description in use", () => {
  it('has exactly the routes that the sandbox serves', () => {
    expect(describedRoutes().sort()).toEqual([...routes].sort())
  })
})

describe('conforms', () => {
  it('accepts an answer as GitHub describes it', () => {
    expect(conforms('PUT', '/repos/acme/models/pulls/7/merge', 200, merged)).toEqual([])
  })

  it('finds a missing field, a wrong type and names both', () => {
    const wrong = conforms('PUT', '/repos/acme/models/pulls/7/merge', 200, { sha, merged: 'yes' })
    expect(wrong).toHaveLength(2)
    expect(wrong.join('\n')).toContain('message')
    expect(wrong.join('\n')).toContain('/merged must be boolean')
  })

  it('follows references and validates formats', () => {
    const label = {
      id: 1,
      node_id: 'L_1',
      url: 'not an address',
      name: 'pawl',
      description: null,
      color: 'ff0000',
      default: false,
    }
    expect(conforms('GET', '/repos/acme/models/labels/pawl', 200, label).join()).toContain('format "uri"')
  })

  it('lets what is nullable be null, enumerations too, and nothing else', () => {
    const label = {
      id: 1,
      node_id: 'L_1',
      url: 'https://api.github.com/repos/acme/models/labels/pawl',
      name: 'pawl',
      description: null,
      color: 'ff0000',
      default: false,
    }
    expect(conforms('GET', '/repos/acme/models/labels/pawl', 200, label)).toEqual([])
    expect(conforms('GET', '/repos/acme/models/labels/pawl', 200, { ...label, color: null })).not.toEqual([])
  })

  it('takes an undocumented 2xx for a violation and an undocumented 4xx not', () => {
    expect(conforms('PUT', '/repos/acme/models/pulls/7/merge', 201, merged)).toEqual([
      'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge 201: GitHub does not answer this status here',
    ])
    expect(conforms('PUT', '/repos/acme/models/pulls/7/merge', 418, { message: 'teapot' })).toEqual([])
  })

  it('takes a body on 204 for a violation', () => {
    expect(conforms('POST', '/repos/acme/models/dispatches', 204, undefined)).toEqual([])
    expect(conforms('POST', '/repos/acme/models/dispatches', 204, {})).not.toEqual([])
  })

  it('tells a comment from an issue, and takes references with slashes and query strings', () => {
    expect(conforms('GET', '/repos/acme/models/issues/comments?page=2', 200, [])).toEqual([])
    expect(conforms('GET', '/repos/acme/models/git/ref/heads/feature/x', 200, ref)).toEqual([])
    expect(conforms('GET', '/repos/acme/models/commits/feature/x/statuses', 200, [])).toEqual([])
  })

  it('knows no operation that is not in the list', () => {
    expect(conforms('GET', '/repos/acme/models/stargazers', 200, [])).toEqual([
      'GET /repos/acme/models/stargazers: no operation of openapi.json matches',
    ])
  })
})

describe('requestConforms', () => {
  it('accepts what GitHub accepts and refuses a field of the wrong type', () => {
    const path = `/repos/acme/models/statuses/${sha}`
    expect(requestConforms('POST', path, { state: 'success', context: 'pawl' })).toEqual([])
    expect(requestConforms('POST', path, { state: 'fine' })).not.toEqual([])
    expect(requestConforms('POST', path, undefined)).not.toEqual([])
  })
})
