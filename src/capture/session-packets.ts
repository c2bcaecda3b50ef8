// One session as packets of a TCP connection: what crossed the socket is real, the packets around it are made up.
import type { SessionCapture, SessionEnds } from '../transcript/contracts.ts'
import type { Toward } from '../transcript/events.ts'
import { type Endpoint, FLAGS, tcpPacket } from './tcp-packet.ts'

/** What a loopback interface announces less what IPv6 needs: one chunk of a socket is one segment, mostly. */
const SEGMENT = 65_475
const WINDOW = 65_535
/** So much travels before the other side acknowledges it with a packet of its own. */
const UNACKNOWLEDGED = 32_768

interface Side {
  end: Endpoint
  /** Sequence number of the next byte. */
  seq: number
  ended: boolean
  /** Bytes sent since the other side said anything. */
  unacknowledged: number
}

/**
 * Hands over packets with sequence numbers, flags and checksums as the system's own would have. Their sizes, and the
 * acknowledgements, are not those of the real connection, which no program sees.
 */
export class SessionPackets implements SessionCapture {
  readonly #client: Side
  readonly #server: Side
  readonly #write: (packet: Buffer) => void
  readonly #keys: (line: string) => void
  #id = 0
  #over = false

  constructor(ends: SessionEnds, session: number, write: (packet: Buffer) => void, keys: (line: string) => void) {
    this.#write = write
    this.#keys = keys
    // The same in every run; Wireshark shows relative ones.
    const seq = Math.imul(session, 0x10000) >>> 0
    this.#client = { end: { address: ends.from, port: ends.fromPort }, seq, ended: false, unacknowledged: 0 }
    this.#server = { end: { address: ends.to, port: ends.toPort }, seq: seq ^ 0x8000, ended: false, unacknowledged: 0 }
    this.#shakeHands()
  }

  bytes(toward: Toward, chunk: Buffer): void {
    const [sender, receiver] = this.#sides(toward)
    // Behind its FIN nobody speaks: what the socket took and never sent.
    if (this.#over || sender.ended) return
    for (let at = 0; at < chunk.length; at += SEGMENT) {
      const payload = chunk.subarray(at, at + SEGMENT)
      this.#send(sender, receiver, FLAGS.push | FLAGS.ack, payload)
      sender.seq += payload.length
      sender.unacknowledged += payload.length
      if (sender.unacknowledged > UNACKNOWLEDGED) this.#send(receiver, sender, FLAGS.ack)
    }
  }

  key(line: string): void {
    this.#keys(line)
  }

  ended(by: 'client' | 'server', how: 'fin' | 'rst'): void {
    const [sender, receiver] = this.#sides(by === 'client' ? 'server' : 'client')
    if (this.#over || (how === 'fin' && sender.ended)) return
    if (how === 'rst') {
      this.#over = true
      this.#send(sender, receiver, FLAGS.rst | FLAGS.ack)
      return
    }
    this.#send(sender, receiver, FLAGS.fin | FLAGS.ack)
    sender.ended = true
    sender.seq += 1
    this.#send(receiver, sender, FLAGS.ack)
    this.#over = receiver.ended
  }

  #shakeHands(): void {
    const [client, server] = [this.#client, this.#server]
    const options = Buffer.from([2, 4, SEGMENT >> 8, SEGMENT & 0xff])
    this.#send(client, server, FLAGS.syn, undefined, options)
    client.seq += 1
    this.#send(server, client, FLAGS.syn | FLAGS.ack, undefined, options)
    server.seq += 1
    this.#send(client, server, FLAGS.ack)
  }

  #sides(toward: Toward): [sender: Side, receiver: Side] {
    return toward === 'client' ? [this.#server, this.#client] : [this.#client, this.#server]
  }

  #send(sender: Side, receiver: Side, flags: number, payload?: Buffer, options?: Buffer): void {
    receiver.unacknowledged = 0
    const segment = {
      ...{ from: sender.end, to: receiver.end, seq: sender.seq, window: WINDOW, flags },
      ack: flags & FLAGS.ack ? receiver.seq : 0,
      ...(payload && { payload }),
      ...(options && { options }),
    }
    this.#write(tcpPacket(segment, this.#id++))
  }
}
