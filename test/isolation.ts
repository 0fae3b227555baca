/** All tests. */
export const everywhere = ['test/**/*.test.ts']

/**
 * Tests that get a process each, because they replace modules or change what a whole process shares. All others run one
 * file after the other in the same few processes, whose modules are loaded once.
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
  'test/{scenarios,stories,sandbox,serve,runner}/**/*.test.ts',
]
