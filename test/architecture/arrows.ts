/** Everything in src further down the list. */
const below = ['src/*']

/**
 * Which folder may import from which, type imports too. The outermost folder stands first, and an arrow only ever points
 * down the list. To allow a new import, add it here and say in the pull request why the arrow belongs there.
 */
export const arrows: Record<string, readonly string[]> = {
  // Around the product. The sandbox plays GitHub: it must not share what Pawl believes about GitHub.
  'sandbox/demo': [
    'sandbox/runner',
    'sandbox/github',
    'sandbox/pages',
    'template',
    'scripts/pin.ts',
    'src/git',
    'src/version.ts',
  ],
  'scripts/pin.ts': ['src/version.ts'],
  'sandbox/serve': [
    'sandbox/runner',
    'sandbox/github',
    'sandbox/pages',
    'src/report',
    'src/git',
    'src/project',
  ],
  // Mistakes in a workflow file have their place as mistakes in a pawl.yaml have.
  'sandbox/runner': ['sandbox/github', 'src/git', 'src/project'],
  'sandbox/pages': ['sandbox/github', 'src/report'],
  'sandbox/github': ['src/git'],
  template: [],

  // What a person or a runner starts.
  'src/main.ts': ['src/commands', 'src/frame', 'src/version.ts'],
  'src/commands': below,
  'src/frame': ['src/github', 'src/forge', 'src/git', 'src/project'],
  'src/github': ['src/forge', 'src/project'],
  'src/report': [
    ...['src/promotion', 'src/retraining', 'src/monitoring', 'src/gates', 'src/registry', 'src/tracking'],
    ...['src/evaluation', 'src/drift', 'src/data', 'src/forge', 'src/project'],
  ],

  // The decisions.
  'src/promotion': ['src/gates', 'src/registry', 'src/tracking', 'src/forge', 'src/git', 'src/project'],
  'src/retraining': ['src/gates', 'src/tracking', 'src/drift', 'src/forge', 'src/project'],
  'src/monitoring': ['src/tracking', 'src/drift', 'src/data', 'src/forge', 'src/project'],
  'src/gates': [
    'src/evaluation',
    'src/drift',
    'src/model',
    'src/data',
    'src/stats',
    'src/project',
    'src/version.ts',
  ],
  'src/registry': ['src/model', 'src/data', 'src/git', 'src/project'],

  // The evidence.
  'src/evaluation': ['src/model', 'src/data', 'src/stats', 'src/project'],
  'src/training': ['src/tracking', 'src/model', 'src/data', 'src/git', 'src/project'],
  'src/drift': ['src/data', 'src/stats', 'src/project'],
  'src/tracking': ['src/data', 'src/project'],
  'src/model': ['src/data', 'src/natives', 'src/project'],
  'src/data': ['src/natives', 'src/stats', 'src/project'],

  // The ground.
  'src/natives': ['src/project'],
  'src/forge': ['src/project'],
  'src/git': ['src/project'],
  'src/stats': [],
  'src/project': [],
  'src/version.ts': [],
}

/** Packages that live in some folders only. `@scope/*` stands for all of a scope. */
export const rooms: Record<string, readonly string[]> = {
  '@actions/core': ['src/frame'],
  '@actions/github': ['src/frame'],
  '@actions/artifact': ['src/frame'],
  '@actions/workflow-parser': ['sandbox/runner/workflow'],
  '@actions/expressions': ['sandbox/runner/workflow'],
  '@octokit/*': ['src/frame', 'src/github', 'sandbox/github'],
  commander: ['src/frame', 'src/main.ts', 'sandbox/serve'],
  listr2: ['src/frame'],
  '@duckdb/*': ['src/natives', 'src/data'],
  'onnxruntime-node': ['src/natives', 'src/model'],
  'onnx-buf': ['src/model', 'template'],
  '@bufbuild/*': ['src/model', 'template'],
  yaml: ['src/project', 'src/frame', 'sandbox/github', 'sandbox/runner', 'sandbox/demo'],
  hono: ['sandbox/github'],
  '@hono/*': ['sandbox/github'],
  'markdown-it': ['sandbox/pages'],
  echarts: ['src/report'],
}

/** Files that nothing imports because something starts them: a bundle, a child process, a person. */
export const entries: readonly string[] = [
  'src/main.ts',
  'src/model/child/main.ts',
  'src/model/child/thread/main.ts',
  'src/drift/thread/main.ts',
  'src/data/thread/main.ts',
  'src/data/sql-child/main.ts',
]
