import { Name, Version } from '../project/name.ts'

/** What is wrong with a line, in a sentence for the one who wrote it. */
export class Malformed extends Error {}

/** The words after a command's name, taken one by one from the left. */
export class Words {
  private readonly words: string[]
  private readonly reason: string | null
  private reasonTaken = false

  constructor(rest: string) {
    if (/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(rest.replaceAll('\t', ' ')))
      throw new Malformed('The line holds characters that cannot be seen.')
    const match = /^(.*?)(?:^|\s)because(?:\s+(.*))?$/isu.exec(rest)
    this.words = (match?.[1] ?? rest).split(/\s+/).filter((word) => word !== '')
    this.reason = match === null ? null : (match[2] ?? '').trim()
    if (this.reason === '') throw new Malformed('Nothing follows because.')
    if (this.reason !== null && this.reason.length > 500)
      throw new Malformed('The reason is longer than 500 characters.')
  }

  sha(command: string): string {
    const word = this.take('The commit is missing: name the one that you looked at.').toLowerCase()
    if (!/^[0-9a-f]{7,40}$/.test(word))
      throw new Malformed(`Expected the first 7 to 40 digits of a commit id after ${command}.`)
    return word
  }

  model(): string {
    const word = this.take('The name of the model is missing.')
    if (!Name.safeParse(word).success)
      throw new Malformed(
        'A model has a name of lower-case letters, digits and inner hyphens, such as churn.',
      )
    return word
  }

  version(): string | null {
    return this.words.length === 0 ? null : this.neededVersion()
  }

  neededVersion(): string {
    const word = this.take('The version is missing.')
    if (!Version.safeParse(word).success) throw new Malformed('Expected a version such as 1.2.3.')
    return word
  }

  gate(): string {
    const word = this.take('The gate is missing.')
    if (!/^[a-z0-9_.-]{1,100}$/.test(word)) throw new Malformed('Expected a gate such as roc_auc.max-drop.')
    return word
  }

  keyword(word: string): boolean {
    if (this.words[0]?.toLowerCase() !== word) return false
    this.words.shift()
    return true
  }

  because(): string | null {
    this.reasonTaken = true
    return this.reason
  }

  neededReason(): string {
    const reason = this.because()
    if (reason === null) throw new Malformed('Say why: end the line with because and a reason.')
    return reason
  }

  end(): void {
    if (this.words.length > 0 || (this.reason !== null && !this.reasonTaken))
      throw new Malformed('There is more on the line than the command takes; a reason starts with because.')
  }

  private take(missing: string): string {
    const word = this.words.shift()
    if (word === undefined) throw new Malformed(missing)
    return word
  }
}
