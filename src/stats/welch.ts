import type { Moments } from './pooled.ts'
import { studentTwoSided } from './student.ts'

export type WelchTest = { t: number; df: number; p: number } | { undefined: string }

/** Welch's t-test (1947) of two means, whose variances may differ, as SciPy's `ttest_ind(equal_var=False)`. */
export function welchTest({ x, y }: { x: Moments; y: Moments }): WelchTest {
  if (x.rows < 2 || y.rows < 2) return { undefined: 'a sample has fewer than two values' }
  const [a, b] = [x.squares / (x.rows - 1) / x.rows, y.squares / (y.rows - 1) / y.rows]
  if (!(a + b > 0)) return { undefined: 'both samples are constant' }
  const t = (x.offset - y.offset + (x.centre - y.centre)) / Math.sqrt(a + b)
  const df = (a + b) ** 2 / (a ** 2 / (x.rows - 1) + b ** 2 / (y.rows - 1))
  return { t, df, p: studentTwoSided(t, df) }
}
