type Node = { [key: string]: unknown }

/**
 * A parsed expression with `nullif(b, 0)` for every divisor b. DuckDB divides by 0 as IEEE 754 says, and takes the NaN of 0 / 0 for
 * larger than any number, so that `sold / visits >= 0.1` would hold of a row without a visit. Here such a row is undecided.
 * `guard` is the tree of a SELECT of `nullif` of two constants, the second of them 0.
 */
export function withoutZeroDivisors(tree: string, guard: string): string {
  const mark = markFor(tree)
  const guarded = (divisor: unknown): unknown => {
    const node = expressionOf(read(guard, mark))
    node.children = [divisor, ...(node.children as unknown[]).slice(1)]
    return node
  }
  const rewritten = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part
    if (Array.isArray(part)) return part.map(rewritten)
    const node = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, rewritten(value)]))
    const [left, divisor, ...more] = Array.isArray(node.children) ? (node.children as unknown[]) : []
    if (node.class !== 'FUNCTION' || node.function_name !== '/' || more.length > 0) return node
    return { ...node, children: [left, guarded(divisor)] }
  }
  return written(rewritten(read(tree, mark)), mark)
}

function expressionOf(tree: unknown): Node {
  const { statements } = tree as { statements: { node: { select_list: Node[] } }[] }
  const node = statements[0]?.node.select_list[0]
  if (node?.class !== 'FUNCTION' || !Array.isArray(node.children))
    throw new Error('the guard of divisors is no call of a function')
  return node
}

/** For numbers that JavaScript cannot hold, as texts that no text of the tree looks like. */
function markFor(tree: string): string {
  let mark = 'number:'
  while (tree.includes(mark)) mark = `~${mark}`
  return mark
}

function read(json: string, mark: string): unknown {
  return JSON.parse(
    json.replace(/"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*/g, (token) =>
      token.startsWith('"') || String(Number(token)) === token ? token : `"${mark}${token}"`,
    ),
  )
}

function written(tree: unknown, mark: string): string {
  return JSON.stringify(tree).replace(new RegExp(`"${mark}([-0-9.eE+]+)"`, 'g'), '$1')
}
