import { Transform } from 'node:stream'

/** Passes bytes on, and fails with the error given once there are more than so many. */
export function boundedBy(limit: number, tooMany: () => Error): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes <= limit) done(null, chunk)
      else done(tooMany())
    },
  })
}
