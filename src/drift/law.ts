import { chiSquareSf } from '../stats/chi-square.ts'
import { ksAsymptoticP } from '../stats/ks.ts'
import { kuiperSf } from '../stats/kuiper.ts'
import { normalSf } from '../stats/normal.ts'
import { andersonDarlingSf, cramerVonMisesSf } from '../stats/quadratic-tail.ts'
import { informativeRows, type Law, type Sides } from './comparison.ts'

/** About the p that an effect of this size would have with so many rows. */
export function pAt(law: Law, effect: number, rows: Sides): number {
  const { reference: n, current: m } = rows
  const informative = informativeRows(rows)
  switch (law.law) {
    case 'ks':
      return ksAsymptoticP({ n, m, statistic: law.gap * Math.min(1, effect) }) ?? 1
    case 'kuiper':
      return kuiperSf({ v: effect, n, m })
    case 'cramer-von-mises':
      return cramerVonMisesSf(effect ** 2 * informative)
    case 'anderson-darling':
      return andersonDarlingSf(effect ** 2 * informative)
    case 'normal':
      return Math.min(1, 2 * normalSf(Math.abs(effect) * Math.sqrt(law.rate * informative)))
    case 'shares':
      return chiSquareSf(4 * informative * effect ** 2 + law.df, law.df)
    case 'psi':
      return chiSquareSf(informative * effect + law.df, law.df)
    case 'two-shares':
      // The hardest case, shares around one half.
      return chiSquareSf(4 * informative * effect ** 2, 1)
    case 'seen':
      return Math.min(1, law.categories * (m / (n + m)) ** (effect * m))
  }
}
