import type { Forge, Person } from '../forge/forge.ts'
import { type Api, allPages, orUndefined, statusOf, writeOnce } from './client.ts'
import { toComment, toIssue, toPerson } from './convert.ts'

type Issues = Pick<
  Forge,
  | 'me'
  | 'issue'
  | 'issues'
  | 'createIssue'
  | 'updateIssue'
  | 'comment'
  | 'comments'
  | 'createComment'
  | 'updateComment'
  | 'deleteComment'
  | 'react'
>

/** Issues, and the comments of issues and pull requests. */
export function issues(api: Api): Issues {
  const { client, owner, repo } = api
  const here = { owner, repo }
  let myself: Promise<Person> | undefined

  const me = (): Promise<Person> => {
    myself ??= whoAmI(api)
    return myself
  }

  const comments: Forge['comments'] = async (number) => {
    const found = await allPages(
      async (page) =>
        (
          await client.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
            ...here,
            issue_number: number,
            ...page,
          })
        ).data,
    )
    return found.map(toComment)
  }

  const open: Forge['issues'] = async (label) => {
    const found = await allPages(
      async (page) =>
        (
          await client.request('GET /repos/{owner}/{repo}/issues', {
            ...here,
            state: 'open',
            labels: label,
            ...page,
          })
        ).data,
    )
    return found.map(toIssue).filter((issue) => !issue.isPull)
  }

  return {
    me,
    comments,
    issues: open,

    async issue(number) {
      return toIssue(
        (
          await client.request('GET /repos/{owner}/{repo}/issues/{issue_number}', {
            ...here,
            issue_number: number,
          })
        ).data,
      )
    },

    async createIssue(wanted) {
      const mine = async () => {
        const { login } = await me()
        const found = await open(wanted.labels[0] ?? '')
        return found.find((issue) => issue.author.login === login && issue.body === wanted.body)
      }
      return writeOnce(
        async () =>
          toIssue(
            (
              await client.request('POST /repos/{owner}/{repo}/issues', {
                ...here,
                ...wanted,
                labels: [...wanted.labels],
              })
            ).data,
          ),
        mine,
      )
    },

    async updateIssue(number, change) {
      await client.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
        ...here,
        issue_number: number,
        ...change,
      })
    },

    async comment(id) {
      const answer = await orUndefined(
        client.request('GET /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...here, comment_id: id }),
      )
      return answer && toComment(answer.data)
    },

    async createComment(number, body) {
      const before = new Date(Date.now() - 120_000).toISOString()
      const readBack = async () => {
        const { login } = await me()
        return (await comments(number)).findLast(
          (comment) => comment.author.login === login && comment.body === body && comment.createdAt >= before,
        )
      }
      return writeOnce(
        async () =>
          toComment(
            (
              await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
                ...here,
                issue_number: number,
                body,
              })
            ).data,
          ),
        readBack,
      )
    },

    async updateComment(id, body) {
      await writeOnce(
        async () => {
          await client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
            ...here,
            comment_id: id,
            body,
          })
          return true
        },
        async () => undefined,
      )
    },

    async deleteComment(id) {
      await orUndefined(
        client.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', {
          ...here,
          comment_id: id,
        }),
      )
    },

    async react(commentId, reaction) {
      try {
        await client.request('POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', {
          ...here,
          comment_id: commentId,
          content: reaction,
        })
      } catch (error) {
        // A sign to the reader and nothing more: what matters is said in the answer.
        if (statusOf(error) === undefined) throw error
      }
    },
  }
}

/** A workflow's token may not ask who it is; it acts as github-actions. */
async function whoAmI({ client }: Api): Promise<Person> {
  try {
    return toPerson((await client.request('GET /user')).data)
  } catch (error) {
    if (statusOf(error) === 403) return { login: 'github-actions[bot]', type: 'Bot' }
    throw error
  }
}
