import { mark, type Standing } from '../outcome.ts'

/** How a text is shown. Colour only when told: whoever calls knows whether there is a terminal. */
export interface TextStyle {
  color?: boolean
}

export interface Paint {
  bold(text: string): string
  faint(text: string): string
  /** Mark and colour of an outcome. */
  mark(outcome: Standing): string
  outcome(text: string, outcome: Standing): string
}

const colors: Record<Standing, string> = {
  pass: '32',
  warn: '33',
  inconclusive: '33',
  fail: '31',
  error: '31',
  info: '36',
  'not-applied': '2',
  unchanged: '36',
}

export function painter({ color = false }: TextStyle = {}): Paint {
  const wrapped = (codes: string, text: string) => (color ? `\u001b[${codes}m${text}\u001b[0m` : text)
  return {
    bold: (text) => wrapped('1', text),
    faint: (text) => wrapped('2', text),
    mark: (outcome) => wrapped(colors[outcome], mark[outcome]),
    outcome: (text, outcome) => wrapped(`1;${colors[outcome]}`, text),
  }
}
