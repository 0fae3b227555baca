import type { Stage } from './stage.ts'

/**
 * How GitHub behaves, as far as the sandbox plays it: one row for each behaviour, with the page of GitHub's
 * documentation that it rests on, and where GitHub's own words were seen when the page does not give them.
 * Each row has one test, in the file of its subject in `behaviours/`; the type checker misses a test that is not there.
 */
export interface Behaviour {
  subject: string
  name: string
  happens: string
  source: string
  seen?: string
}

const docs = 'https://docs.github.com/en'
const rest = `${docs}/rest`
const merging = `${rest}/pulls/pulls#merge-a-pull-request`
const getPull = `${rest}/pulls/pulls#get-a-pull-request`
const createPull = `${rest}/pulls/pulls#create-a-pull-request`
const updatePull = `${rest}/pulls/pulls#update-a-pull-request`
const aboutPulls = `${docs}/pull-requests/collaborating-with-pull-requests`
const rules = `${docs}/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches`
const mergeSettings = `${docs}/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges`
const actionsSettings = `${docs}/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository#preventing-github-actions-from-creating-or-approving-pull-requests`
const githubToken = `${docs}/actions/concepts/security/github_token`
const troubles = `${rest}/using-the-rest-api/troubleshooting-the-rest-api`
const limits = `${rest}/using-the-rest-api/rate-limits-for-the-rest-api`
const pages = `${rest}/using-the-rest-api/using-pagination-in-the-rest-api`
const refs = `${rest}/git/refs`
const contents = `${rest}/repos/contents`
const statuses = `${rest}/commits/statuses`
const reviews = `${rest}/pulls/reviews`
const comments = `${rest}/issues/comments`
const releases = `${rest}/releases`

export const behaviours = [
  {
    subject: 'merging',
    name: 'merge',
    happens: 'makes a commit with base and head as parents, under the title and message that were given',
    source: merging,
  },
  {
    subject: 'merging',
    name: 'squash',
    happens: 'puts all changes into one commit with the base as its only parent',
    source: `${aboutPulls}/incorporating-changes-from-a-pull-request/about-pull-request-merges#squash-and-merge-your-commits`,
  },
  {
    subject: 'merging',
    name: 'rebase',
    happens: 'puts each commit onto the base, with new ids and without a merge commit',
    source: `${aboutPulls}/incorporating-changes-from-a-pull-request/about-pull-request-merges#rebase-and-merge-your-commits`,
  },
  {
    subject: 'merging',
    name: 'stale head',
    happens: '409 when `sha` is not the head: "Head branch was modified. Review and try the merge again."',
    source: merging,
  },
  {
    subject: 'merging',
    name: 'conflict',
    happens: '405 "Pull Request is not mergeable", and the base stays where it was',
    source: merging,
  },
  {
    subject: 'merging',
    name: 'merged already',
    happens: '405 for a pull request that is merged or closed',
    source: merging,
  },
  {
    subject: 'merging',
    name: 'draft',
    happens: '405: a draft can not be merged',
    source: `${aboutPulls}/proposing-changes-to-your-work-with-pull-requests/about-pull-requests#draft-pull-requests`,
  },
  {
    subject: 'merging',
    name: 'method not allowed',
    happens: '405 for a way of merging that the repository has switched off',
    source: `${mergeSettings}/about-merge-methods-on-github`,
  },
  {
    subject: 'merging',
    name: 'merged by push',
    happens: 'a pull request whose commits come into the base by a push counts as merged',
    source: `${aboutPulls}/incorporating-changes-from-a-pull-request/about-pull-request-merges#indirect-merges`,
  },
  {
    subject: 'merging',
    name: 'branch deleted after merge',
    happens:
      'the head branch goes when the repository is set so, and its other open pull requests are closed',
    source: `${mergeSettings}/managing-the-automatic-deletion-of-branches`,
  },
  {
    subject: 'merging',
    name: 'merge without rights',
    happens: '403 for a person without write access and for a token without contents: write',
    source: merging,
  },

  {
    subject: 'pulls',
    name: 'mergeable is null at first',
    happens: 'the first look after a push has no answer and starts the test merge, a later one has it',
    source: getPull,
  },
  {
    subject: 'pulls',
    name: 'test merge commit',
    happens: 'merge_commit_sha of an open, mergeable pull request is a test merge, at refs/pull/<n>/merge',
    source: getPull,
  },
  {
    subject: 'pulls',
    name: 'push updates the pull request',
    happens: 'a push to the head branch moves the head and raises pull_request synchronize',
    source: `${docs}/webhooks/webhook-events-and-payloads?actionType=synchronize#pull_request`,
  },
  {
    subject: 'pulls',
    name: 'base.sha stays',
    happens: 'base.sha is where the base stood when the head last moved, not where it stands now',
    source: getPull,
    seen: 'https://github.com/github/docs/issues/431',
  },
  {
    subject: 'pulls',
    name: 'closed stays closed',
    happens: 'a push to the branch of a closed pull request does not touch it',
    source: updatePull,
  },
  {
    subject: 'pulls',
    name: 'duplicate',
    happens: '422 "A pull request already exists for <owner>:<branch>."',
    source: createPull,
  },
  {
    subject: 'pulls',
    name: 'no commits',
    happens: '422 "No commits between <base> and <head>"',
    source: createPull,
  },
  {
    subject: 'pulls',
    name: 'unknown branch',
    happens: '422 with the field that is invalid: head or base',
    source: createPull,
  },
  {
    subject: 'pulls',
    name: 'who may propose',
    happens: 'a person must be able to write to the head branch; readers propose from their fork',
    source: createPull,
  },
  {
    subject: 'pulls',
    name: 'Actions may not create pull requests',
    happens: '403 for a GITHUB_TOKEN, whatever its permissions, where the repository does not allow it',
    source: actionsSettings,
    seen: 'https://github.com/github/docs/issues/36525',
  },
  {
    subject: 'pulls',
    name: 'branch deleted',
    happens: 'deleting the head branch closes the pull request, and it can not be opened again without it',
    source: `${docs}/repositories/configuring-branches-and-merges-in-your-repository/managing-branches-in-your-repository/deleting-and-restoring-branches-in-a-pull-request`,
  },
  {
    subject: 'pulls',
    name: 'pull requests of a commit',
    happens: 'a commit of the default branch gives what merged it, another one the open ones that hold it',
    source: `${rest}/commits/commits#list-pull-requests-associated-with-a-commit`,
  },

  {
    subject: 'protection',
    name: 'required status',
    happens: '405 naming the status until it is there and green',
    source: `${rules}#require-status-checks-before-merging`,
  },
  {
    subject: 'protection',
    name: 'check run as required status',
    happens: 'a check run of that name will do, and skipped or neutral counts as green',
    source: `${rules}#require-status-checks-before-merging`,
  },
  {
    subject: 'protection',
    name: 'strict base',
    happens: '409: a head that lacks commits of the base can not be merged until it is updated',
    source: `${rules}#require-status-checks-before-merging`,
    seen: 'https://github.com/gabrielkoerich/orch/pull/3373',
  },
  {
    subject: 'protection',
    name: 'required review',
    happens: '405 until somebody with write access approves; the word of a reader does not count',
    source: `${rules}#require-pull-request-reviews-before-merging`,
    seen: 'https://github.com/Reviewable/Reviewable/issues/561',
  },
  {
    subject: 'protection',
    name: 'stale approval',
    happens: 'a push dismisses approvals where the rule says so',
    source: `${rules}#require-pull-request-reviews-before-merging`,
  },
  {
    subject: 'protection',
    name: 'changes requested',
    happens: 'a request for changes blocks until the same person approves or it is dismissed',
    source: `${rules}#require-pull-request-reviews-before-merging`,
  },
  {
    subject: 'protection',
    name: 'administrators',
    happens: 'are not bound by the rules, unless the rules say that they are',
    source: `${rules}#do-not-allow-bypassing-the-above-settings`,
  },
  {
    subject: 'protection',
    name: 'direct commit',
    happens: 'contents answer 409 and refs 422 for a branch that takes changes by pull request only',
    source: `${rules}#require-pull-request-reviews-before-merging`,
    seen: 'https://github.com/BobAnkh/auto-generate-changelog/issues/78',
  },
  {
    subject: 'protection',
    name: 'force and delete',
    happens: 'a protected branch is neither forced nor deleted',
    source: `${rules}#allow-force-pushes`,
  },
  {
    subject: 'protection',
    name: 'mergeable_state',
    happens: 'says clean, dirty, blocked, behind, draft or unstable',
    source: `${docs}/graphql/reference/enums#mergestatestatus`,
  },

  {
    subject: 'reviews',
    name: 'own pull request',
    happens: '422 "Can not approve your own pull request"; a comment is welcome',
    source: `${aboutPulls}/reviewing-changes-in-pull-requests/approving-a-pull-request-with-required-reviews`,
  },
  {
    subject: 'reviews',
    name: 'review by Actions',
    happens: '422 for an approval by a GITHUB_TOKEN where the repository does not allow it',
    source: actionsSettings,
  },
  {
    subject: 'reviews',
    name: 'dismissal',
    happens: 'takes write access and leaves the review there as DISMISSED',
    source: `${reviews}#dismiss-a-review-for-a-pull-request`,
  },

  {
    subject: 'git',
    name: 'reference exists',
    happens: '422 "Reference already exists", even for the same commit',
    source: `${refs}#create-a-reference`,
  },
  {
    subject: 'git',
    name: 'not a fast forward',
    happens: '422 "Update is not a fast forward", unless forced',
    source: `${refs}#update-a-reference`,
  },
  {
    subject: 'git',
    name: 'malformed reference',
    happens: '422 for a name without two slashes, and for an object that is not there',
    source: `${refs}#create-a-reference`,
  },
  {
    subject: 'git',
    name: 'deleted reference',
    happens: '204, and 422 when it is not there',
    source: `${refs}#delete-a-reference`,
  },
  {
    subject: 'git',
    name: 'matching references',
    happens: 'a prefix gives all references that start with it, and an empty list for none',
    source: `${refs}#list-matching-references`,
  },
  {
    subject: 'git',
    name: 'tree on a base',
    happens: 'entries replace those of base_tree, and a null sha removes one',
    source: `${rest}/git/trees#create-a-tree`,
  },
  {
    subject: 'git',
    name: 'unknown parts',
    happens: '422 for a commit whose tree or parent is not there, and a tree whose blob is not there',
    source: `${rest}/git/commits#create-a-commit`,
  },
  {
    subject: 'git',
    name: 'blob too large',
    happens: '422 beyond the size that the API takes',
    source: `${rest}/git/blobs#create-a-blob`,
  },
  {
    subject: 'git',
    name: 'compare',
    happens: 'three dots: commits of head that base lacks, files since their common ancestor, and a status',
    source: `${rest}/commits/commits#compare-two-commits`,
  },

  {
    subject: 'contents',
    name: 'stale file',
    happens: '409 when `sha` is not the blob that is there',
    source: `${contents}#create-or-update-file-contents`,
  },
  {
    subject: 'contents',
    name: 'overwriting without sha',
    happens: '422: who changes a file says which one',
    source: `${contents}#create-or-update-file-contents`,
  },
  {
    subject: 'contents',
    name: 'large file',
    happens: 'between 1 and 100 MB JSON has no content and encoding "none"; the raw media type has it',
    source: `${contents}#get-repository-content`,
  },
  {
    subject: 'contents',
    name: 'folder',
    happens: 'a folder is a list of its entries, without their content',
    source: `${contents}#get-repository-content`,
  },

  {
    subject: 'comments',
    name: 'too long',
    happens: '422 beyond 65,536 characters',
    source: `${comments}#create-an-issue-comment`,
    seen: 'https://github.com/danger/danger/issues/424',
  },
  {
    subject: 'comments',
    name: 'edited',
    happens: 'updated_at moves and created_at stays',
    source: `${comments}#update-an-issue-comment`,
  },
  {
    subject: 'comments',
    name: 'permission by kind',
    happens: 'on a pull request `pull-requests: write` will do, on an issue it takes `issues: write`',
    source: `${comments}#create-an-issue-comment`,
  },
  {
    subject: 'comments',
    name: 'comments of others',
    happens: 'are edited by who can write to the repository, not by readers',
    source: `${docs}/communities/moderating-comments-and-conversations/managing-disruptive-comments`,
  },
  {
    subject: 'comments',
    name: 'same reaction twice',
    happens: '201, then 200 with the one that is there',
    source: `${rest}/reactions/reactions#create-reaction-for-an-issue-comment`,
  },
  {
    subject: 'comments',
    name: 'pull requests are issues',
    happens: 'they share numbers and are listed with issues, with a `pull_request` in them',
    source: `${rest}/issues/issues#list-repository-issues`,
  },
  {
    subject: 'comments',
    name: 'labels of strangers',
    happens: 'labels of an issue are dropped without a word when its author has no triage access',
    source: `${rest}/issues/issues#create-an-issue`,
  },

  {
    subject: 'statuses',
    name: 'newest of a context',
    happens: 'counts in the combined status; all are listed, newest first',
    source: `${statuses}#get-the-combined-status-for-a-specific-reference`,
  },
  {
    subject: 'statuses',
    name: 'combined state',
    happens: 'failure over pending over success, and pending when there is none',
    source: `${statuses}#get-the-combined-status-for-a-specific-reference`,
  },
  {
    subject: 'statuses',
    name: 'long description',
    happens: '422 beyond 140 characters',
    source: `${statuses}#create-a-commit-status`,
  },
  {
    subject: 'statuses',
    name: 'checks are for apps',
    happens: '403 when a person creates a check run',
    source: `${rest}/checks/runs#create-a-check-run`,
  },

  {
    subject: 'access',
    name: 'unknown token',
    happens: '401 "Bad credentials", even for what is public',
    source: `${rest}/authentication/authenticating-to-the-rest-api#failed-login-limit`,
  },
  {
    subject: 'access',
    name: 'private repository',
    happens: '404 for strangers, so that nobody learns of it',
    source: `${troubles}#404-not-found-for-an-existing-resource`,
  },
  {
    subject: 'access',
    name: 'missing permission',
    happens: '403 "Resource not accessible by integration", and a header that names the permission',
    source: `${troubles}#resource-not-accessible`,
  },
  {
    subject: 'access',
    name: 'another repository',
    happens: 'a GITHUB_TOKEN writes to its own repository only',
    source: githubToken,
  },
  {
    subject: 'access',
    name: 'who is a GITHUB_TOKEN',
    happens: '403 on GET /user; what it writes is by github-actions[bot], a Bot',
    source: githubToken,
  },
  {
    subject: 'access',
    name: 'permission of a person',
    happens:
      'maintain reads as write and triage as read; role_name tells them apart; strangers read what is public',
    source: `${rest}/collaborators/collaborators#get-repository-permissions-for-a-user`,
  },
  {
    subject: 'access',
    name: 'permission asked by a reader',
    happens: '403 "Must have push access to view collaborator permission."',
    source: `${rest}/collaborators/collaborators#get-repository-permissions-for-a-user`,
    seen: 'https://github.com/yegor256/rultor/issues/1407',
  },
  {
    subject: 'access',
    name: 'team members',
    happens: '403 for a GITHUB_TOKEN: reading members is no permission it can be given',
    source: `${rest}/teams/members#list-team-members`,
  },
  {
    subject: 'access',
    name: 'events by GITHUB_TOKEN',
    happens: 'are marked as such, since they start no workflow, dispatches excepted',
    source: `${docs}/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow#triggering-a-workflow-from-a-workflow`,
  },
  {
    subject: 'access',
    name: 'rate limit',
    happens:
      "headers count down; 60 an hour without token, 5,000 for a person, 1,000 for a repository's GITHUB_TOKENs",
    source: limits,
  },
  {
    subject: 'access',
    name: 'rate limit reached',
    happens: '403 with x-ratelimit-remaining 0, until the hour is over',
    source: `${limits}#exceeding-the-rate-limit`,
  },
  {
    subject: 'access',
    name: 'pages',
    happens: '30 a page, 100 at most, with links to next, last, first and prev',
    source: pages,
  },

  {
    subject: 'actions',
    name: 'repository dispatch',
    happens: '204 and an event with the payload; 422 beyond ten properties at its top',
    source: `${rest}/repos/repos#create-a-repository-dispatch-event`,
  },
  {
    subject: 'actions',
    name: 'workflow dispatch',
    happens: '204 and a queued run; its id comes back with return_run_details',
    source: `${rest}/actions/workflows#create-a-workflow-dispatch-event`,
  },
  {
    subject: 'actions',
    name: 'inputs of a dispatch',
    happens: 'defaults are filled in; 422 for unknown ones, missing ones, and a workflow without the trigger',
    source: `${docs}/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs`,
  },
  {
    subject: 'actions',
    name: 'artifact download',
    happens: '302 to an address that is good without a token for a while; 410 when expired',
    source: `${rest}/actions/artifacts#download-an-artifact`,
  },
  {
    subject: 'actions',
    name: 'release makes its tag',
    happens: 'on the target when there is none yet; 422 for a second release of a tag',
    source: `${releases}/releases#create-a-release`,
  },
  {
    subject: 'actions',
    name: 'release asset',
    happens: 'bytes for application/octet-stream, with a digest; 422 for a second one of a name',
    source: `${releases}/assets#upload-a-release-asset`,
  },
  {
    subject: 'actions',
    name: 'draft release',
    happens: 'is seen only by who can write, and has no tag until it is published',
    source: `${releases}/releases#list-releases`,
  },
] as const satisfies readonly Behaviour[]

export type Subject = (typeof behaviours)[number]['subject']
export type NameOf<S extends Subject> = Extract<(typeof behaviours)[number], { subject: S }>['name']

/** The tests of a subject: one for each of its rows. */
export type Proofs<S extends Subject> = Readonly<Record<NameOf<S>, (stage: Stage) => Promise<void>>>
