import type { components } from '@octokit/openapi-types'
import type { Forge, Person } from '../forge/forge.ts'
import { allPages, type Guarded, orUndefined, statusOf } from './client.ts'
import { toComment, toIssue, toPerson } from './convert.ts'
import type { Remembered } from './remembered.ts'
import { sameText, traceOf } from './trace.ts'
import { writeAgain, writeOnce } from './write-once.ts'

type Issues = Pick<
  Forge,
  | 'issue'
  | 'issues'
  | 'createIssue'
  | 'updateIssue'
  | 'comment'
  | 'comments'
  | 'commentsSince'
  | 'createComment'
  | 'updateComment'
  | 'deleteComment'
  | 'react'
  | 'reactions'
>

/** Issues, and the comments of issues and pull requests. */
export function issues(api: Guarded, me: Remembered<[], Person>): Issues {
  const { client, owner, repo } = api
  const here = { owner, repo }
  const trace = traceOf(api, me)

  const rawComments = (issue_number: number) =>
    allPages((page) =>
      client.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        ...here,
        issue_number,
        ...page,
      }),
    )

  return {
    async comments(number) {
      return (await rawComments(number)).map(toComment)
    },

    async issues(label) {
      const found = await allPages((page) =>
        client.request('GET /repos/{owner}/{repo}/issues', {
          ...here,
          state: 'open',
          labels: label,
          ...page,
        }),
      )
      return found.map(toIssue).filter((issue) => !issue.isPull)
    },

    async issue(issue_number) {
      const { data } = await client.request('GET /repos/{owner}/{repo}/issues/{issue_number}', {
        ...here,
        issue_number,
      })
      return toIssue(data)
    },

    async createIssue({ title, body, labels }) {
      const mine = trace((one: components['schemas']['issue']) => {
        const there = toIssue(one)
        const isLabelled = labels.every((label) => there.labels.includes(label))
        return !there.isPull && isLabelled && there.title === title && sameText(there.body, body)
      })
      const made = await writeOnce(
        api,
        async () => {
          const wanted = { title, body, labels: [...labels] }
          return (await client.request('POST /repos/{owner}/{repo}/issues', { ...here, ...wanted })).data
        },
        async () => {
          // What was made a moment ago is among the newest.
          const { data } = await client.request('GET /repos/{owner}/{repo}/issues', {
            ...here,
            state: 'all',
            sort: 'created',
            direction: 'desc',
            per_page: 100,
          })
          return mine.in(data)
        },
      )
      mine.made(made)
      return toIssue(made)
    },

    async updateIssue(issue_number, change) {
      await writeAgain(api, () =>
        client.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
          ...here,
          issue_number,
          ...change,
        }),
      )
    },

    async comment(comment_id) {
      const answer = await orUndefined(
        client.request('GET /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...here, comment_id }),
      )
      return answer && toComment(answer.data)
    },

    async commentsSince(since) {
      const found = await allPages((page) =>
        client.request('GET /repos/{owner}/{repo}/issues/comments', { ...here, since, ...page }),
      )
      return found.map((comment) => ({
        ...toComment(comment),
        issue: Number(comment.issue_url.split('/').at(-1)),
      }))
    },

    async createComment(issue_number, body) {
      const mine = trace((comment: { body?: string }) => sameText(comment.body, body))
      const made = await writeOnce(
        api,
        async () =>
          (
            await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
              ...here,
              issue_number,
              body,
            })
          ).data,
        async () => mine.in(await rawComments(issue_number)),
      )
      mine.made(made)
      return toComment(made)
    },

    async updateComment(comment_id, body) {
      await writeAgain(api, () =>
        client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
          ...here,
          comment_id,
          body,
        }),
      )
    },

    async deleteComment(comment_id) {
      await orUndefined(
        writeAgain(api, () =>
          client.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', {
            ...here,
            comment_id,
          }),
        ),
      )
    },

    async reactions(comment_id) {
      const found = await allPages((page) =>
        client.request('GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', {
          ...here,
          comment_id,
          ...page,
        }),
      )
      return found.map(({ user, content }) => ({ by: toPerson(user).login, reaction: content }))
    },

    async react(comment_id, content) {
      try {
        const { data } = await client.request(
          'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
          { ...here, comment_id, content },
        )
        if (data.user) me.learn(toPerson(data.user))
      } catch (error) {
        // A sign to the reader and nothing more: what matters is said in the answer.
        if (statusOf(error) === undefined) throw error
      }
    },
  }
}
