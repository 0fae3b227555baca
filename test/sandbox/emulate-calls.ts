/** One call that is sent to both; `{name}` in path and body stands for what an earlier answer gave. */
export interface Call {
  does: string
  /** `POST /issues`, below the repository unless it begins with two slashes. */
  send: string
  body?: unknown
  /** Who sends it: ada, who administers, unless said otherwise. */
  as?: 'grace' | 'nobody' | 'mistaken'
  /** What of the answer is compared, as paths; `[]` goes through a list. */
  look?: readonly string[]
  /** What of the answer later calls need, by name. */
  keep?: Readonly<Record<string, string>>
}

const unknownSha = '1234567890123456789012345678901234567890'
const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** One life of a repository, told in calls that Pawl makes too, with the mistakes that callers make. */
export const calls: readonly Call[] = [
  // Who is there.
  { does: 'asks who it is', send: 'GET //user', look: ['login', 'type'] },
  { does: 'asks who it is with a wrong token', send: 'GET //user', as: 'mistaken' },
  { does: 'asks who it is without a token', send: 'GET //user', as: 'nobody' },
  { does: 'reads an account', send: 'GET //users/grace', look: ['login', 'type'] },
  { does: 'reads an account that is not there', send: 'GET //users/nobody-of-that-name' },
  {
    does: 'reads the repository',
    send: 'GET ',
    look: [
      ...['full_name', 'private', 'default_branch', 'fork', 'owner.login', 'owner.type'],
      ...['allow_merge_commit', 'allow_squash_merge', 'allow_rebase_merge'],
    ],
  },
  { does: 'reads a public repository without a token', send: 'GET ', as: 'nobody', look: ['full_name'] },
  { does: 'reads a repository that is not there', send: 'GET //repos/acme/nothing' },
  { does: 'asks for rights of its owner', send: 'GET /collaborators/ada/permission', look: ['permission'] },
  { does: 'asks for rights of a writer', send: 'GET /collaborators/grace/permission', look: ['permission'] },
  { does: 'asks for rights of nobody', send: 'GET /collaborators/nobody-of-that-name/permission' },

  // Branches, references and git's own objects.
  {
    does: 'reads the default branch',
    send: 'GET /git/ref/heads/main',
    look: ['ref', 'object.type'],
    keep: { main: 'object.sha' },
  },
  { does: 'reads a reference that is not there', send: 'GET /git/ref/heads/nothing' },
  { does: 'lists branches', send: 'GET /branches', look: ['[].name', '[].protected'] },
  { does: 'reads a branch that is not there', send: 'GET /branches/nothing' },
  {
    does: 'reads a commit as git has it',
    send: 'GET /git/commits/{main}',
    look: ['sha', 'parents'],
    keep: { tree: 'tree.sha' },
  },
  { does: 'reads a commit that is not there', send: `GET /git/commits/${unknownSha}` },
  {
    does: 'makes a blob',
    send: 'POST /git/blobs',
    body: { content: base64('one\n'), encoding: 'base64' },
    look: ['sha'],
    keep: { blob: 'sha' },
  },
  { does: 'reads a blob', send: 'GET /git/blobs/{blob}', look: ['sha', 'size', 'encoding', 'content'] },
  { does: 'reads a blob that is not there', send: `GET /git/blobs/${unknownSha}` },
  {
    does: 'makes a tree',
    send: 'POST /git/trees',
    body: {
      base_tree: '{tree}',
      tree: [
        { path: 'one.txt', mode: '100644', type: 'blob', sha: '{blob}' },
        { path: 'folder/two.txt', mode: '100644', type: 'blob', content: 'two\n' },
      ],
    },
    look: ['truncated'],
    keep: { newTree: 'sha' },
  },
  {
    does: 'reads a tree with what is below',
    send: 'GET /git/trees/{newTree}?recursive=1',
    look: ['tree[].path', 'tree[].type', 'tree[].mode', 'truncated'],
  },
  {
    does: 'makes a tree of a blob that is not there',
    send: 'POST /git/trees',
    body: { tree: [{ path: 'x', mode: '100644', type: 'blob', sha: unknownSha }] },
  },
  {
    does: 'makes a commit',
    send: 'POST /git/commits',
    body: { message: 'Add two files', tree: '{newTree}', parents: ['{main}'] },
    look: ['message', 'parents[].sha'],
    keep: { commit: 'sha' },
  },
  {
    does: 'makes a commit of a tree that is not there',
    send: 'POST /git/commits',
    body: { message: 'Nothing', tree: unknownSha, parents: [] },
  },
  { does: 'makes a commit without a message', send: 'POST /git/commits', body: { tree: '{newTree}' } },
  {
    does: 'makes a branch',
    send: 'POST /git/refs',
    body: { ref: 'refs/heads/change', sha: '{commit}' },
    look: ['ref', 'object.sha'],
  },
  {
    does: 'makes a branch that is there',
    send: 'POST /git/refs',
    body: { ref: 'refs/heads/change', sha: '{commit}' },
    look: ['message'],
  },
  {
    does: 'makes a branch of a commit that is not there',
    send: 'POST /git/refs',
    body: { ref: 'refs/heads/other', sha: unknownSha },
  },
  {
    does: 'makes a reference outside refs/',
    send: 'POST /git/refs',
    body: { ref: 'change', sha: '{commit}' },
  },
  {
    does: 'moves a branch back without force',
    send: 'PATCH /git/refs/heads/change',
    body: { sha: '{main}', force: false },
    look: ['message'],
  },
  {
    does: 'moves a branch that is not there',
    send: 'PATCH /git/refs/heads/nothing',
    body: { sha: '{main}' },
  },
  { does: 'finds references that begin alike', send: 'GET /git/matching-refs/heads/ch', look: ['[].ref'] },

  // Files.
  { does: 'reads a file', send: 'GET /contents/one.txt?ref=change', look: ['type', 'path', 'size', 'sha'] },
  { does: 'reads a folder', send: 'GET /contents/folder?ref=change', look: ['[].name', '[].type'] },
  { does: 'reads a file that is not there', send: 'GET /contents/nothing.txt' },
  { does: 'reads a file of a branch that is not there', send: 'GET /contents/README.md?ref=nothing' },
  {
    does: 'writes a new file',
    send: 'PUT /contents/three.txt',
    body: { message: 'Add three', content: base64('three\n'), branch: 'change' },
    look: ['content.path', 'commit.message'],
    keep: { three: 'content.sha' },
  },
  {
    does: 'writes over a file without saying which',
    send: 'PUT /contents/three.txt',
    body: { message: 'Again', content: base64('3\n'), branch: 'change' },
  },
  {
    does: 'writes over a file that has moved on',
    send: 'PUT /contents/three.txt',
    body: { message: 'Again', content: base64('3\n'), branch: 'change', sha: unknownSha },
  },
  {
    does: 'removes a file',
    send: 'DELETE /contents/three.txt',
    body: { message: 'Remove three', branch: 'change', sha: '{three}' },
    look: ['content', 'commit.message'],
  },
  {
    does: 'lists commits',
    send: 'GET /commits?sha=change',
    look: ['[].commit.message'],
    keep: { head: '0.sha' },
  },
  {
    does: 'reads a commit',
    send: 'GET /commits/change',
    look: ['commit.message', 'files[].filename', 'files[].status'],
  },
  {
    does: 'compares branches',
    send: 'GET /compare/main...change',
    look: ['status', 'ahead_by', 'behind_by', 'total_commits', 'files[].filename'],
  },
  { does: 'compares with what is not there', send: 'GET /compare/main...nothing' },

  // Statuses.
  {
    does: 'sets a status',
    send: 'POST /statuses/{head}',
    body: { state: 'failure', context: 'pawl', description: 'Not yet' },
    look: ['state', 'context', 'description', 'target_url', 'creator.login'],
  },
  {
    does: 'sets it anew',
    send: 'POST /statuses/{head}',
    body: { state: 'success', context: 'pawl', description: 'All is well' },
    look: ['state', 'description'],
  },
  { does: 'sets a status of no known state', send: 'POST /statuses/{head}', body: { state: 'fine' } },
  { does: 'sets a status on nothing', send: `POST /statuses/${unknownSha}`, body: { state: 'success' } },
  {
    does: 'reads the combined status',
    send: 'GET /commits/{head}/status',
    look: ['state', 'total_count', 'statuses[].context', 'statuses[].state'],
  },

  // Pull requests.
  {
    does: 'opens a pull request',
    send: 'POST /pulls',
    body: { title: 'Add two files', body: 'Both are small.', head: 'change', base: 'main' },
    look: ['number', 'state', 'draft', 'title', 'body', 'merged', 'user.login', 'head.ref', 'base.ref'],
    keep: { pull: 'number' },
  },
  {
    does: 'opens the same again',
    send: 'POST /pulls',
    body: { title: 'Again', head: 'change', base: 'main' },
  },
  {
    does: 'opens one from a branch that is not there',
    send: 'POST /pulls',
    body: { title: 'Nothing', head: 'nothing', base: 'main' },
  },
  {
    does: 'opens one of a branch onto itself',
    send: 'POST /pulls',
    body: { title: 'Nothing', head: 'main', base: 'main' },
  },
  { does: 'opens one without a title', send: 'POST /pulls', body: { head: 'change', base: 'main' } },
  { does: 'lists open pull requests', send: 'GET /pulls', look: ['[].number', '[].title'] },
  { does: 'lists by head', send: 'GET /pulls?head=acme:change', look: ['[].number'] },
  {
    does: 'reads a pull request',
    send: 'GET /pulls/{pull}',
    look: ['commits', 'changed_files', 'additions'],
  },
  { does: 'reads one that is not there', send: 'GET /pulls/999' },
  { does: 'lists its files', send: 'GET /pulls/{pull}/files', look: ['[].filename', '[].status'] },
  { does: 'lists its commits', send: 'GET /pulls/{pull}/commits', look: ['[].commit.message'] },
  { does: 'asks whether it is merged', send: 'GET /pulls/{pull}/merge' },
  { does: 'finds it by its head', send: 'GET /commits/{head}/pulls', look: ['[].number'] },
  {
    does: 'retitles it',
    send: 'PATCH /pulls/{pull}',
    body: { title: 'Add two small files' },
    look: ['title', 'body', 'state'],
  },
  {
    does: 'merges a head that it is not',
    send: 'PUT /pulls/{pull}/merge',
    body: { sha: unknownSha },
    look: ['message'],
  },
  {
    does: 'merges it',
    send: 'PUT /pulls/{pull}/merge',
    body: { sha: '{head}', merge_method: 'squash', commit_title: 'Two files', commit_message: 'Both.' },
    look: ['merged'],
    keep: { merged: 'sha' },
  },
  { does: 'merges it again', send: 'PUT /pulls/{pull}/merge', look: ['message'] },
  { does: 'reads it merged', send: 'GET /pulls/{pull}', look: ['state', 'merged', 'merged_by.login'] },
  { does: 'asks again whether it is merged', send: 'GET /pulls/{pull}/merge' },
  {
    does: 'reads the commit of the merge',
    send: 'GET /commits/{merged}',
    look: ['commit.message', 'parents[].sha'],
  },
  {
    does: 'makes a branch where the default branch is',
    send: 'POST /git/refs',
    body: { ref: 'refs/heads/same', sha: '{merged}' },
    look: ['ref'],
  },
  {
    does: 'opens one without any change',
    send: 'POST /pulls',
    body: { title: 'Nothing', head: 'same', base: 'main' },
  },

  // Issues, comments and labels.
  {
    does: 'opens an issue',
    send: 'POST /issues',
    body: { title: 'Drift', body: 'Two columns.', labels: ['drift'] },
    look: ['state', 'title', 'body', 'user.login', 'labels[].name', 'comments'],
    keep: { issue: 'number' },
  },
  { does: 'opens an issue without a title', send: 'POST /issues', body: { body: 'x' } },
  { does: 'opens an issue without a token', send: 'POST /issues', as: 'nobody', body: { title: 'x' } },
  { does: 'lists issues by label', send: 'GET /issues?labels=drift', look: ['[].title'] },
  { does: 'lists issues by a label that is not there', send: 'GET /issues?labels=none', look: ['[].title'] },
  { does: 'reads an issue that is not there', send: 'GET /issues/999' },
  {
    does: 'comments',
    send: 'POST /issues/{issue}/comments',
    as: 'grace',
    body: { body: '/retrain churn' },
    look: ['body', 'user.login', 'author_association'],
    keep: { comment: 'id' },
  },
  { does: 'comments with nothing', send: 'POST /issues/{issue}/comments', body: { body: '' } },
  { does: 'comments on what is not there', send: 'POST /issues/999/comments', body: { body: 'x' } },
  { does: 'lists comments', send: 'GET /issues/{issue}/comments', look: ['[].body', '[].user.login'] },
  {
    does: 'edits a comment',
    send: 'PATCH /issues/comments/{comment}',
    body: { body: 'Never mind' },
    look: ['body'],
  },
  {
    does: 'reacts',
    send: 'POST /issues/comments/{comment}/reactions',
    body: { content: 'rocket' },
    look: ['content', 'user.login'],
  },
  { does: 'removes a comment', send: 'DELETE /issues/comments/{comment}' },
  { does: 'reads a comment that is gone', send: 'GET /issues/comments/{comment}' },
  {
    does: 'makes a label',
    send: 'POST /labels',
    body: { name: 'pawl', color: 'ededed' },
    look: ['name', 'color'],
  },
  { does: 'makes a label that is there', send: 'POST /labels', body: { name: 'pawl', color: 'ededed' } },
  {
    does: 'labels the issue',
    send: 'POST /issues/{issue}/labels',
    body: { labels: ['pawl'] },
    look: ['[].name'],
  },
  { does: 'takes a label off', send: 'DELETE /issues/{issue}/labels/pawl', look: ['[].name'] },
  { does: 'takes off a label that is not on', send: 'DELETE /issues/{issue}/labels/pawl' },
  {
    does: 'closes the issue',
    send: 'PATCH /issues/{issue}',
    body: { state: 'closed' },
    look: ['state', 'closed_by.login'],
  },
  { does: 'lists what is closed', send: 'GET /issues?state=closed', look: ['[].title'] },

  // Releases and the end of the branch.
  {
    does: 'makes a release',
    send: 'POST /releases',
    body: { tag_name: 'models', name: 'models', prerelease: true },
    look: ['tag_name', 'prerelease', 'draft'],
  },
  { does: 'makes a release of the same tag', send: 'POST /releases', body: { tag_name: 'models' } },
  { does: 'reads a release by tag', send: 'GET /releases/tags/models', look: ['tag_name'] },
  { does: 'reads a release that is not there', send: 'GET /releases/tags/nothing' },
  { does: 'removes the branch', send: 'DELETE /git/refs/heads/change' },
  { does: 'removes it again', send: 'DELETE /git/refs/heads/change' },
  { does: 'sends an event', send: 'POST /dispatches', body: { event_type: 'pawl-retrain' } },
  { does: 'sends an event of no type', send: 'POST /dispatches', body: {} },
]
