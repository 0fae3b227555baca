/** Reads what a step wrote to GITHUB_OUTPUT, GITHUB_STATE or GITHUB_ENV: `name=value` or `name<<DELIMITER … DELIMITER`. */
export function parseKeyValues(text: string): Map<string, string> {
  const values = new Map<string, string>()
  const lines = text.split(/\r?\n/)
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string
    if (line === '') continue
    const heredoc = /^([^=<]+)<<(.+)$/.exec(line)
    if (heredoc) {
      const [, name, delimiter] = heredoc as unknown as [string, string, string]
      const end = lines.indexOf(delimiter, index + 1)
      if (end < 0) throw new Error(`the value of ${name} has no end: ${delimiter} is missing`)
      values.set(name, lines.slice(index + 1, end).join('\n'))
      index = end
      continue
    }
    const equals = line.indexOf('=')
    if (equals < 1) throw new Error(`this is neither name=value nor name<<DELIMITER: ${line}`)
    values.set(line.slice(0, equals), line.slice(equals + 1))
  }
  return values
}
