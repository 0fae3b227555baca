/**
 * IEEE 754 binary16, which Node 20 has no array of: onnxruntime takes and gives its bits as whole numbers of 16 bits.
 */

const infinity = 0x7c00
const quietNaN = 0x7e00
/** The largest finite half. */
export const largestHalf = 65_504
/** From here on the nearest half is infinity: halfway between the largest one and the next there would be. */
const overflow = 65_520
const smallestNormal = 2 ** -14

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)

/** The bits of the half nearest to a number, ties to even; rounded once, from the full precision of a double. */
export function toHalf(value: number): number {
  if (Number.isNaN(value)) return quietNaN
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  const size = Math.abs(value)
  if (size >= overflow) return sign | infinity
  // Scaling by a power of two is exact; a fraction that rounds up to 1 carries into the exponent, as it should.
  if (size < smallestNormal) return sign | tiesToEven(size * 2 ** 24)
  double[0] = size
  const exponent = ((words[1] as number) >>> 20) - 1023
  return sign | (((exponent + 14) << 10) + tiesToEven(size * 2 ** (10 - exponent)))
}

function tiesToEven(value: number): number {
  const low = Math.floor(value)
  const rest = value - low
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low
}

let decoded: Float64Array | undefined

/** The numbers that halves stand for, by their bits. */
export function fromHalves(bits: Uint16Array): Float64Array<ArrayBuffer> {
  decoded ??= Float64Array.from({ length: 2 ** 16 }, (_, half) => fromHalf(half))
  const values = new Float64Array(bits.length)
  for (let index = 0; index < bits.length; index++) values[index] = decoded[bits[index] as number] as number
  return values
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}
