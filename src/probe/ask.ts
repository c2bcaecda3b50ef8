// Says one hello on a socket and waits for the answer, so long and so far as is fair.
import type { Socket } from 'node:net'
import { frameRecord } from '../tls/wire/record-reader.ts'
import type { Clock } from '../transcript/contracts.ts'
import { type Answer, FlightReader } from './flight.ts'

/** More than any first flight that `MessageReader` takes. */
const FLIGHT_LIMIT = 512 * 1024

const CLOSE_NOTIFY = frameRecord('alert', 0x0301, Buffer.from([1, 0]))

/** Never rejects. The socket is closed afterwards, with a close_notify where the server would have gone on. */
export function askOn(
  socket: Socket,
  hello: Buffer,
  { clock, limitMs }: { clock: Clock; limitMs: number },
): Promise<Answer> {
  const flight = new FlightReader()
  let received = 0
  return new Promise((resolve) => {
    const done = (answer: Answer) => {
      cancel()
      socket.removeAllListeners()
      // What goes wrong while it closes says nothing more.
      socket.on('error', () => {})
      if (answer.kind === 'taken' && socket.writable) socket.end(CLOSE_NOTIFY, () => socket.destroy())
      else socket.destroy()
      resolve(answer)
    }
    const cancel = clock.after(limitMs, () =>
      done(flight.soFar ?? (flight.begun ? { kind: 'unreadable', detail: 'half an answer, then silence' } : SILENT)),
    )
    socket.on('data', (bytes: Buffer) => {
      received += bytes.length
      const answer = flight.add(bytes)
      if (answer) done(answer)
      else if (received > FLIGHT_LIMIT)
        done({ kind: 'unreadable', detail: `no end of the answer in ${received} bytes` })
    })
    socket.on('error', () => done(flight.soFar ?? { kind: 'reset' }))
    socket.on('close', () => done(flight.soFar ?? { kind: 'closed' }))
    socket.on('end', () => done(flight.soFar ?? { kind: 'closed' }))
    socket.write(hello)
    socket.resume()
  })
}

const SILENT: Answer = { kind: 'silent' }
