/** A workflow command in a step's output: `::name key=value,key=value::data`. */
export interface Command {
  name: string
  properties: ReadonlyMap<string, string>
  data: string
}

/** Takes a command out of a line; undefined for any other line. */
export function parseCommand(line: string): Command | undefined {
  const [, name, properties, data] = /^\s*::([^\s:]+)(?: (.*?))?::(.*)$/s.exec(line) ?? []
  if (name === undefined || data === undefined) return undefined
  const pairs = (properties ?? '').split(',').flatMap((pair): [string, string][] => {
    const [, key, value] = /^\s*([^=]+)=(.+)$/s.exec(pair) ?? []
    return key !== undefined && value !== undefined ? [[key.trim(), unpack(value, propertyEscapes)]] : []
  })
  return { name: name.toLowerCase(), properties: new Map(pairs), data: unpack(data, dataEscapes) }
}

const dataEscapes = new Map([
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
])
const propertyEscapes = new Map([...dataEscapes, ['%3A', ':'], ['%2C', ',']])

const unpack = (text: string, escapes: ReadonlyMap<string, string>): string =>
  text.replace(/%(0D|0A|25|3A|2C)/g, (code) => escapes.get(code) ?? code)
