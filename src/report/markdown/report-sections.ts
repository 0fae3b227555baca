import type { Report } from '../../gates/report.ts'
import { behaviourSection, measuredSection } from './behaviour.ts'
import { checkedSection } from './checked.ts'
import { classesSection } from './classes.ts'
import { metricsSection } from './evidence.ts'
import { fairnessSection } from './fairness.ts'
import { passedGates } from './gates.ts'
import { operatingSection } from './operating.ts'
import type { Section } from './sections.ts'
import { segmentsSection } from './segments.ts'
import { slicesSection } from './slices.ts'

/** What a report says beside the gates that a reader must see, folded: the same on a pull request and on a promotion. */
export function reportSections(report: Report): Section[] {
  return [
    { title: 'gates that passed', rank: 4, body: passedGates(report) },
    { title: 'weak segments', rank: 4, body: segmentsSection(report) },
    { title: 'operating points', rank: 4, body: operatingSection(report) },
    { title: 'classes', rank: 5, body: classesSection(report) },
    { title: 'fairness', rank: 4, body: fairnessSection(report) },
    { title: 'behaviour', rank: 4, body: behaviourSection(report) },
    { title: 'measured', rank: 3, body: measuredSection(report) },
    { title: 'what was checked', rank: 4, body: checkedSection(report) },
    { title: 'slices', rank: 5, body: slicesSection(report) },
    { title: 'metrics', rank: 5, body: metricsSection(report) },
  ]
}
