/** All tests. */
export const everywhere = ['test/**/*.test.ts']

/** Areas whose tests play whole stories, each file in a process of its own. */
export const stories = ['scenarios', 'stories', 'sandbox', 'serve', 'runner']

/**
 * Other tests that get a process each, because they replace modules or change what a whole process shares. All the rest
 * run one file after the other in the same few processes, whose modules are loaded once.
 */
export const alone = [
  'test/data/sources.test.ts',
  'test/frame/runner-log.test.ts',
  'test/gates/best-run.test.ts',
  'test/gates/evaluate-candidate.test.ts',
  'test/gates/weights.test.ts',
  'test/model/command.test.ts',
  'test/model/predict.test.ts',
  'test/model/run-metric.test.ts',
  'test/template/joblib.test.ts',
  'test/training/environment.test.ts',
]
