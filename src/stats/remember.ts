/** A function that computes its answer once for as long as the object lives that it is asked about, which must not change meanwhile. */
export function remembered<K extends object, V>(compute: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, { answer: V }>()
  return (of) => {
    const found = known.get(of) ?? { answer: compute(of) }
    known.set(of, found)
    return found.answer
  }
}

/** The same of two objects. */
export function rememberedPair<K extends object, L extends object, V>(
  compute: (of: K, and: L) => V,
): (of: K, and: L) => V {
  const known = remembered((of: K) => remembered((and: L) => compute(of, and)))
  return (of, and) => known(of)(and)
}
