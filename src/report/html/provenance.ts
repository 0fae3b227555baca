import type { Check } from '../../gates/check.ts'
import type { Report } from '../../gates/report.ts'
import { shortSha, size } from '../figures.ts'
import { holdoutWords } from '../holdout.ts'
import { type Html, html } from './escape.ts'
import { code, value } from './page.ts'

/** What was compared with what, on which rows, judged by which policy: for those who want to check it. */
export function provenancePart({ head, base, report, validation }: Check): Html {
  const facts: [string, Html][] = [
    ['Head', code(head)],
    ['Base', code(base)],
    ...(report
      ? reportFacts(report)
      : validation.map((data): [string, Html] => [
          `Data ${data.dataset}`,
          data.version === null ? html`cannot be read` : code(data.version),
        ])),
  ]
  return html`<details><summary>Digests and versions</summary><dl>${facts.map(([name, fact]) => html`<dt>${value(name, 80)}</dt><dd>${fact}</dd>`)}</dl></details>`
}

function reportFacts({ candidate, production, data, policy, environment }: Report): [string, Html][] {
  return [
    ['Candidate', html`${code(candidate.digest)} ${size(candidate.bytes)}, run ${code(candidate.run)}`],
    [
      'Production',
      production
        ? html`${code(production.version)} ${code(production.digest)} ${size(production.bytes)}`
        : html`none yet`,
    ],
    ['Data', html`${code(data.dataset)} ${code(data.version)}`],
    ['Holdout', html`${holdoutWords(data.holdout)}, ${code(data.holdout.digest)}`],
    ['Policy', html`${code(policy.digest)} of commit ${code(shortSha(policy.commit))}`],
    [
      'Environment',
      value(
        `Pawl ${environment.pawl}, Node ${environment.node}, ONNX Runtime ${environment.onnxruntime}, DuckDB ${environment.duckdb}, ${environment.platform}, seed ${environment.seed}`,
      ),
    ],
  ]
}
