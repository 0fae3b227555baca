import type { Behaviour } from '../gates/behaviour-section.ts'
import type { MetricValue } from '../gates/report.ts'
import { figure } from './figures.ts'

/** What figures of each kind are about, for people. */
export const behaviourTitles: Record<Behaviour['of'], string> = {
  prediction: 'What is predicted on the whole',
  artifact: "The model's file",
  robustness: 'Disturbed rows',
  importance: 'What each feature matters',
  parity: "How far the framework's own model is from model.onnx",
}

/** `0.0312 ± 0.0011`: mean and standard deviation over the repeats. */
export function shownImportance(of: { mean: number; deviation: number } | undefined): string {
  return of ? `${figure(of.mean)} ± ${figure(of.deviation)}` : ''
}

/** A figure as a reader sees it, or why it has none. */
export function shownValue(metric: MetricValue | undefined): string {
  if (metric === undefined) return ''
  return 'value' in metric ? figure(metric.value) : `undefined: ${metric.undefined}`
}

export function shownEnds(ends: { low: number; high: number } | null): string {
  return ends ? `${figure(ends.low)} to ${figure(ends.high)}` : ''
}
