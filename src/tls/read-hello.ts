// Takes the ClientHello off a stream and puts it back, so that it can be looked at before the TLS engine gets it.
import type { Clock, ServedStream } from '../transcript/contracts.ts'
import { type HelloReading, readClientHello } from './wire/records.ts'

/** What came in place of, or as, the first flight of the client. */
export type FirstFlight =
  | { state: 'hello'; reading: Extract<HelloReading, { state: 'hello' }>; bytes: Buffer }
  | { state: 'not-tls'; reason: string; bytes: Buffer }
  | { state: 'gone'; by: 'client' | 'server'; bytes: Buffer }
  | { state: 'timed-out'; bytes: Buffer }

/**
 * Reads until a whole ClientHello is there, or it is clear that none comes. All bytes read are put back onto the
 * stream, except when it is gone. Limits: `timeoutMs`, and the size limit of the record reader.
 */
export function takeFirstFlight(stream: ServedStream, clock: Clock, timeoutMs: number): Promise<FirstFlight> {
  return new Promise((resolve) => {
    let bytes: Buffer = Buffer.alloc(0)
    let settled = false
    const finish = (flight: FirstFlight) => {
      if (settled) return
      settled = true
      cancel()
      stream.off('readable', look).off('end', left).off('close', closed).off('error', left)
      if (bytes.length > 0 && flight.state !== 'gone') stream.unshift(bytes)
      resolve(flight)
    }
    const left = () => finish({ state: 'gone', by: 'client', bytes })
    const closed = () => finish({ state: 'gone', by: stream.errored ? 'client' : 'server', bytes })
    const look = () => {
      for (let chunk = stream.read() as Buffer | null; chunk; chunk = stream.read() as Buffer | null) {
        bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
      }
      if (bytes.length === 0) return
      const reading = readClientHello(bytes)
      if (reading.state === 'hello') finish({ state: 'hello', reading, bytes })
      else if (reading.state === 'not-tls') finish({ state: 'not-tls', reason: reading.reason, bytes })
    }
    const cancel = clock.after(timeoutMs, () => finish({ state: 'timed-out', bytes }))
    stream.on('readable', look).on('end', left).on('close', closed).on('error', left)
    // What is over already tells no more events.
    if (stream.destroyed) closed()
    else if (stream.readableEnded) left()
    else look()
  })
}
