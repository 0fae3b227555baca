/** A source of random numbers that the same seed repeats on every machine. */
export interface Random {
  /** The next 32 bits, 0 to 2^32 - 1. */
  bits(): number
  /** Uniform in [0, 1), with 53 bits. */
  uniform(): number
  /** Uniform among 0 to n - 1, without bias; n from 1 to 2^21. */
  below(n: number): number
  /** `sum` and as many of the values as there are, taken with replacement: those that as many calls of `below` would take, faster. */
  addResampled(values: Float64Array, sum: number): number
}

const two32 = 2 ** 32

/**
 * xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), seeded by four rounds
 * of splitmix32 (the finaliser of MurmurHash3 over a Weyl sequence) on both halves of the seed, so that near seeds give
 * unlike streams.
 * @throws RangeError unless the seed is a safe integer
 */
export function seeded(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`a seed must be a safe integer, not ${seed}`)
  const low = splitmix32(seed | 0)
  const high = splitmix32((Math.floor(seed / two32) + 0x6a09e667) | 0)
  const word = () => low() ^ high()
  return xoshiro128([word(), word(), word(), word()])
}

/** The generator itself, from its four words of state; they must not all be 0. */
export function xoshiro128([a, b, c, d]: readonly [number, number, number, number]): Random {
  const state = Int32Array.of(a, b, c, d)
  if (state.every((word) => word === 0)) throw new RangeError('xoshiro128 needs a state that is not all 0')
  // Filled in one go: single steps would store the state after each number, which is several times slower.
  const ahead = new Uint32Array(1024)
  let at = ahead.length

  function bits(): number {
    if (at === ahead.length) {
      fill(state, ahead)
      at = 0
    }
    return ahead[at++] as number
  }

  function limited(n: number): void {
    if (!(n >= 1 && n <= 2 ** 21)) throw new RangeError(`below(${n}) is outside 1 to 2^21`)
  }

  return {
    bits,
    uniform: () => ((bits() >>> 5) * 2 ** 26 + (bits() >>> 6)) / 2 ** 53,
    // Lemire, "Fast random integer generation in an interval", 2019. The product is exact up to 2^53, hence the limit on n.
    below(n) {
      limited(n)
      let product = bits() * n
      let whole = Math.floor(product / two32)
      if (product - whole * two32 < n) {
        const least = two32 % n
        while (product - whole * two32 < least) {
          product = bits() * n
          whole = Math.floor(product / two32)
        }
      }
      return whole
    },
    // The same along the numbers that are there: no call for each, and whole numbers of 32 bits.
    addResampled(values, before) {
      const n = values.length
      if (n === 0) return before
      limited(n)
      const least = two32 % n
      let sum = before
      for (let left = n; left > 0; ) {
        if (at === ahead.length) {
          fill(state, ahead)
          at = 0
        }
        const end = Math.min(ahead.length, at + left)
        let refused = 0
        for (let index = at; index < end; index++) {
          const number = ahead[index] as number
          if (Math.imul(number, n) >>> 0 < least) refused++
          else sum += values[((number * n) / two32) | 0] as number
        }
        left -= end - at - refused
        at = end
      }
      return sum
    },
  }
}

function fill(state: Int32Array, numbers: Uint32Array): void {
  let [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = state
  for (let index = 0; index < numbers.length; index++) {
    const product = Math.imul(s1, 5)
    numbers[index] = Math.imul((product << 7) | (product >>> 25), 9)
    const shifted = s1 << 9
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << 11) | (s3 >>> 21)
  }
  state.set([s0, s1, s2, s3])
}

function splitmix32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return z ^ (z >>> 16)
  }
}

/**
 * How many of n independent trials succeed. The odds are `weight` to `other`; they need not add up to 1, and swapping
 * them gives n minus the same draw (unless they are equal), so that a comparison can be mirrored.
 * Sequential search below an expected count of 10, else rejection BTRS (Hörmann, "The generation of binomial random
 * variates", 1993).
 */
export function binomial(random: Random, n: number, weight: number, other: number): number {
  if (n === 0 || weight === 0) return 0
  if (other === 0) return n
  if (weight > other) return n - binomial(random, n, other, weight)
  const p = weight / (weight + other)
  return n * p < 10 ? searched(random, n, p) : rejected(random, n, p)
}

function searched(random: Random, n: number, p: number): number {
  const odds = p / (1 - p)
  const none = Math.exp(n * Math.log1p(-p))
  for (;;) {
    let left = random.uniform()
    let chance = none
    for (let k = 0; k <= n; k++) {
      if (left < chance) return k
      left -= chance
      chance *= ((n - k) / (k + 1)) * odds
    }
    // Rounding left a remainder beyond n: draw again.
  }
}

function rejected(random: Random, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p))
  const b = 1.15 + 2.53 * spread
  const a = -0.0873 + 0.0248 * b + 0.01 * p
  const c = n * p + 0.5
  const quick = 0.92 - 4.2 / b
  const alpha = (2.83 + 5.1 / b) * spread
  const odds = p / (1 - p)
  const mode = Math.floor((n + 1) * p)
  for (;;) {
    const u = random.uniform() - 0.5
    const v = random.uniform()
    const margin = 0.5 - Math.abs(u)
    const k = Math.floor(((2 * a) / margin + b) * u + c)
    if (margin >= 0.07 && v <= quick) return k
    if (k < 0 || k > n) continue
    const bound =
      (mode + 0.5) * Math.log((mode + 1) / (odds * (n - mode + 1))) +
      (n + 1) * Math.log((n - mode + 1) / (n - k + 1)) +
      (k + 0.5) * Math.log((odds * (n - k + 1)) / (k + 1)) +
      stirlingRest(mode) +
      stirlingRest(n - mode) -
      stirlingRest(k) -
      stirlingRest(n - k)
    if (Math.log((v * alpha) / (a / (margin * margin) + b)) <= bound) return k
  }
}

/** log k! minus Stirling's (k + 1/2) log(k + 1) - (k + 1) + log(2 pi) / 2. */
function stirlingRest(k: number): number {
  const known = stirlingRests[k]
  if (known !== undefined) return known
  const square = (k + 1) * (k + 1)
  return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1)
}

const stirlingRests = [
  0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.020790672103765, 0.0166446911898211,
  0.0138761288230707, 0.0118967099458917, 0.010411265261972, 0.00925546218271273, 0.00833056343336287,
]
