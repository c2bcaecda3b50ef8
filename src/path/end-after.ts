// Lets so many bytes pass in one direction, then ends the connection; what `cut` and `reset` share.
import { Transform } from 'node:stream'
import type { Toward } from '../transcript/events.ts'
import { eachWay, type OpenStep, type StepConnection } from './step.ts'

/** With 0 bytes the connection ends at once, before anything passes. The rest is dropped. */
export function endAfter(
  bytes: number,
  toward: Toward,
  how: 'fin' | 'rst',
  connection: Pick<StepConnection, 'acted' | 'end'>,
): OpenStep {
  let left = bytes
  const end = () => {
    connection.acted(toward, `ended the connection with a ${how.toUpperCase()} after ${bytes} bytes`)
    connection.end(how)
  }
  if (left === 0) end()
  return eachWay(
    toward,
    () =>
      new Transform({
        transform(chunk: Buffer, _encoding, done) {
          if (left > 0) {
            this.push(chunk.subarray(0, left))
            left -= Math.min(left, chunk.length)
            if (left === 0) end()
          }
          done()
        },
      }),
  )
}
