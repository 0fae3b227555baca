/** Where emulate answers otherwise than the sandbox, and who does as GitHub does. */
export interface Difference {
  /** What emulate answers; the rest is as in the sandbox. */
  emulate: Readonly<Record<string, unknown>>
  because: string
  /** Page of GitHub's documentation by which the sandbox is right; none where emulate has no such route. */
  source?: string
}

const rest = 'https://docs.github.com/en/rest'
const missing = (route: string): Difference => ({
  emulate: { status: 404 },
  because: `emulate has no ${route}`,
})

const statuses = missing('commit statuses')
const dispatches = missing('repository dispatches')

export const differences: Readonly<Record<string, Difference>> = {
  'asks who it is with a wrong token': {
    emulate: { status: 200 },
    because: 'emulate takes every token for somebody; GitHub answers 401 to one that it does not know',
    source: `${rest}/authentication/authenticating-to-the-rest-api#failed-login-limit`,
  },
  'asks for rights of a writer': {
    emulate: { permission: 'push' },
    because: '`permission` has the words admin, write, read and none',
    source: `${rest}/collaborators/collaborators#get-repository-permissions-for-a-user`,
  },
  'reads a tree with what is below': {
    emulate: { 'tree[].path': ['folder', 'folder/two.txt', 'one.txt', 'README.md'] },
    because: 'a tree is sorted by the bytes of its names, as git keeps it',
    source: 'https://git-scm.com/docs/git-mktree',
  },
  'moves a branch back without force': {
    emulate: { message: 'Update is not a fast-forward' },
    because: 'GitHub writes "fast forward"; Pawl reads both',
  },
  'moves a branch that is not there': {
    emulate: { status: 404 },
    because: 'of updating a reference GitHub lists 409 and 422, and no 404',
    source: `${rest}/git/refs#update-a-reference`,
  },
  'sets a status': statuses,
  'sets it anew': statuses,
  'sets a status of no known state': statuses,
  'sets a status on nothing': statuses,
  'reads the combined status': statuses,
  'opens the same again': {
    emulate: { status: 201 },
    because: 'a head has one open pull request for a base: 422, "A pull request already exists"',
    source: `${rest}/pulls/pulls#create-a-pull-request`,
  },
  'opens one from a branch that is not there': {
    emulate: { status: 201 },
    because: 'the head has to be there: 422, field head, code invalid',
    source: `${rest}/pulls/pulls#create-a-pull-request`,
  },
  'lists open pull requests': {
    emulate: { '[].title': ['Nothing', 'Again', 'Add two files'] },
    because: 'it let the two before be opened',
  },
  'lists by head': { emulate: { '[].number': [2, 1] }, because: 'it let the same be opened twice' },
  'reads a pull request': {
    emulate: { commits: 4, changed_files: 0 },
    because: 'emulate counts commits of the base too, and no files of commits made by git’s own objects',
    source: `${rest}/pulls/pulls#get-a-pull-request`,
  },
  'lists its files': {
    emulate: { '[].filename': [] },
    because: 'emulate knows no files of commits made by git’s own objects',
    source: `${rest}/pulls/pulls#list-pull-requests-files`,
  },
  'lists its commits': {
    emulate: { '[].commit.message': ['Initial commit', 'Add two files', 'Add three', 'Remove three'] },
    because: 'emulate lists commits of the base too',
    source: `${rest}/pulls/pulls#list-commits-on-a-pull-request`,
  },
  'finds it by its head': missing('pull requests of a commit'),
  'merges a head that it is not': {
    emulate: { status: 422, message: 'Head sha is out of date' },
    because: 'GitHub answers 409 where the sha is not the head',
    source: `${rest}/pulls/pulls#merge-a-pull-request`,
  },
  'merges it again': {
    emulate: { status: 422 },
    because: 'GitHub answers 405 where a merge cannot be performed',
    source: `${rest}/pulls/pulls#merge-a-pull-request`,
  },
  'asks again whether it is merged': {
    emulate: { status: 404 },
    because: 'GitHub answers 204 where it is; emulate has no such route, and 404 was right only before',
    source: `${rest}/pulls/pulls#check-if-a-pull-request-has-been-merged`,
  },
  'opens one without any change': {
    emulate: { status: 201 },
    because: 'there is nothing to propose: 422, "No commits between main and same"',
    source: `${rest}/pulls/pulls#create-a-pull-request`,
  },
  reacts: missing('reactions to comments'),
  'lists what is closed': {
    emulate: { '[].title': ['Drift'] },
    because: 'every pull request is an issue, and is listed with them',
    source: `${rest}/issues/issues#list-repository-issues`,
  },
  'removes it again': {
    emulate: { status: 404 },
    because: 'of deleting a reference GitHub lists 409 and 422, and no 404',
    source: `${rest}/git/refs#delete-a-reference`,
  },
  'sends an event': dispatches,
  'sends an event of no type': dispatches,
}
