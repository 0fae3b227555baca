/** Where a long name may go on in a new line: after these, best after a blank. */
const breaks = [/\s/, /[\s_.,=:;/|&-]/]

/** What a character takes of a line of text: letters of wide scripts as much as two. */
function wide(character: string): number {
  return (character.codePointAt(0) as number) >= 0x1100 ? 2 : 1
}

/** A text in lines of at most `most` letters each, broken between words where there are any; nothing is left out. */
export function wrap(text: string, most: number): string[] {
  const lines: string[] = []
  let line = ''
  let taken = 0
  for (const character of text) {
    if (taken + wide(character) > most) {
      const letters = [...line]
      const ends = breaks.map((ending) => letters.findLastIndex((letter) => ending.test(letter)) + 1)
      // Lines that are broken very early would leave the names in tatters.
      const kept = ends.find((at) => at > most / 3) ?? letters.length
      lines.push(letters.slice(0, kept).join('').trimEnd())
      line = letters.slice(kept).join('')
      taken = [...line].reduce((sum, letter) => sum + wide(letter), 0)
    }
    if (line === '' && character === ' ' && lines.length > 0) continue
    line += character
    taken += wide(character)
  }
  return [...lines, line.trimEnd()]
}
