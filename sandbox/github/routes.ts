/*
 * All routes of the REST API, and how to add one:
 *
 * 1. Name it in `route-list.ts` the way GitHub's OpenAPI description names it, such as
 *    `GET /repos/{owner}/{repo}/topics`, and run `npx tsx scripts/openapi.ts`: the tests hold answers against what it takes
 *    out of GitHub's description.
 * 2. Write a handler in the file of its subject in `routes/`. It takes a `RoomCall` (or a `Call` outside a repository)
 *    and gives an `Answer`: `ok(body)`, `created(body)`, `noContent`, or `page({…})` for a list. What is wrong is thrown
 *    as a `Refusal` with GitHub's own status and words. Bodies are read with `call.body(schema)`.
 * 3. Put it into the table at the head of that file with what it `needs`: the least role of a person, and the scopes
 *    one of which a workflow's token must hold. The type checker names a route without a handler.
 * 4. If it changes something, raise the event that GitHub would send (`behaviour/events.ts`).
 * 5. Show things through `shapes/`: the tests hold every answer against GitHub's description.
 * 6. If it behaves in a way that someone could doubt, add a row to `test/sandbox/behaviours.ts`, with the page of
 *    GitHub's documentation that says so.
 */
import type { Endpoint } from './http/call.ts'
import type { Route } from './route-list.ts'
import { artifacts } from './routes/artifacts.ts'
import { checks } from './routes/checks.ts'
import { comments } from './routes/comments.ts'
import { commits } from './routes/commits.ts'
import { contents } from './routes/contents.ts'
import { dispatches } from './routes/dispatches.ts'
import { gitData } from './routes/git-data.ts'
import { issues } from './routes/issues.ts'
import { jobs } from './routes/jobs.ts'
import { labels } from './routes/labels.ts'
import { merge } from './routes/merge.ts'
import { people } from './routes/people.ts'
import { pulls } from './routes/pulls.ts'
import { refs } from './routes/refs.ts'
import { releases } from './routes/releases.ts'
import { repository } from './routes/repository.ts'
import { reviews } from './routes/reviews.ts'
import { runs } from './routes/runs.ts'
import { statuses } from './routes/statuses.ts'

export const endpoints: Readonly<Record<Route, Endpoint>> = {
  ...people,
  ...repository,
  ...contents,
  ...gitData,
  ...refs,
  ...commits,
  ...statuses,
  ...checks,
  ...pulls,
  ...merge,
  ...reviews,
  ...issues,
  ...labels,
  ...comments,
  ...dispatches,
  ...runs,
  ...jobs,
  ...artifacts,
  ...releases,
}
