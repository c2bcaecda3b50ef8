// A socket under TLS that tells what passes: the hello as it was really sent, and alerts in clear.
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

export interface Tap {
  sent(bytes: Buffer): void
  received(bytes: Buffer): void
}

/** The socket as a stream for `node:tls`, which writes past JavaScript where it is given the socket itself. */
export function tappedStream(socket: Socket, tap: Tap): Duplex {
  const stream = new Duplex({
    read: () => void socket.resume(),
    write(bytes: Buffer, _encoding, done) {
      tap.sent(bytes)
      socket.write(bytes, done)
    },
    final: (done) => void socket.end(done),
    destroy(error, done) {
      socket.destroy()
      done(error)
    },
  })
  socket.on('data', (bytes: Buffer) => {
    tap.received(bytes)
    if (!stream.push(bytes)) socket.pause()
  })
  socket.on('end', () => stream.push(null))
  socket.on('error', (error) => stream.destroy(error))
  socket.on('close', () => stream.destroy())
  return stream
}
