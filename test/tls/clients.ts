// Clients, a tap on the wire and a look at the transcript, for the tests of TLS. Nothing here uses src/tls.
import { once } from 'node:events'
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import { type ScenarioServer, startScenario, type TranscriptEvent } from '../../src/index.ts'

/** Serves the healthy server with these keys under `server.tls`. */
export function serveTls(tls: object, rest: object = {}): Promise<ScenarioServer> {
  return startScenario({ scenario: 1, title: 'TLS under test', server: { tls }, expect: {}, ...rest })
}

/** What a client may ask for beside the options of `tls.connect`. */
export interface MeetingOptions extends ConnectionOptions {
  /** Dial this in place of the server's own port: a tap in front of it. */
  through?: number
  /** Lines said inside TLS, each after the reply to the one before. Default: EHLO, QUIT. */
  says?: readonly string[]
}

/** What a client of node:tls saw of one connection, until it was closed. */
export interface Meeting {
  /** The client's own handshake was done. */
  secured: boolean
  version: string | null
  cipher: string
  suite: string
  /** The group of the key exchange, where it was an ephemeral one: `X25519`. */
  group: string
  /** Kind and name of the certificate shown. */
  key: string
  commonName: string
  reused: boolean
  /** Last lines of the replies inside TLS, the greeting of implicit TLS left out. */
  heard: string[]
  /** Node's code of what went wrong; '' when nothing did. */
  error: string
}

type Port = Pick<ScenarioServer, 'port' | 'ca' | 'clientOptions'>

/** A whole visit of a node:tls client: STARTTLS where it is due, EHLO and QUIT inside TLS, until the connection is closed. */
export async function meet(server: Port, options: MeetingOptions = {}): Promise<Meeting> {
  const { through, says = ['EHLO client.example', 'QUIT'], ...tls } = options
  const plain = await dial(through ?? server.port)
  if (!server.clientOptions.secure) await askForTls(plain)
  const socket = connectTls({ socket: plain, servername: 'localhost', ca: server.ca, ...tls })
  const seen: Meeting = { ...NOTHING_SEEN, heard: [] }
  socket.on('error', (error: NodeJS.ErrnoException) => {
    seen.error ||= error.code ?? error.message
  })
  socket.once('secureConnect', () => {
    Object.assign(seen, factsOf(socket))
    converse(socket, says, seen.heard, server.clientOptions.secure)
  })
  await once(socket, 'close').catch(() => {})
  if (!socket.destroyed || !plain.destroyed) await new Promise((resolve) => plain.once('close', resolve))
  return seen
}

const NOTHING_SEEN: Meeting = {
  secured: false,
  version: null,
  cipher: '',
  suite: '',
  group: '',
  key: '',
  commonName: '',
  reused: false,
  heard: [],
  error: '',
}

function factsOf(socket: TLSSocket): Partial<Meeting> {
  const certificate = socket.getPeerCertificate()
  const { name, standardName } = socket.getCipher()
  const keyInfo = socket.getEphemeralKeyInfo() as { name?: string; type?: string } | null
  return {
    secured: true,
    version: socket.getProtocol(),
    cipher: name,
    suite: standardName,
    group: keyInfo?.name ?? keyInfo?.type ?? '',
    key: certificate.asn1Curve === undefined ? (certificate.modulus === undefined ? '' : 'rsa') : 'ecdsa',
    commonName: String(certificate.subject?.CN ?? ''),
    reused: socket.isSessionReused(),
  }
}

/** Says line after line, each after a reply; the reply of the last one ends the connection. */
function converse(socket: TLSSocket, lines: readonly string[], heard: string[], greeted: boolean): void {
  const left = [...lines]
  let waitsForGreeting = greeted
  let text = ''
  const next = () => {
    const line = left.shift()
    if (line === undefined) socket.end()
    else socket.write(`${line}\r\n`)
  }
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
    for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
      const line = text.slice(0, end)
      text = text.slice(end + 2)
      if (!/^\d{3} /.test(line)) continue
      if (waitsForGreeting) waitsForGreeting = false
      else heard.push(line)
      next()
    }
  })
  if (!greeted) next()
}

/** A TCP connection to loopback that never throws of itself. */
export async function dial(port: number): Promise<Socket> {
  const socket = connectTcp({ host: '127.0.0.1', port, noDelay: true })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** Speaks SMTP up to the 220 of STARTTLS; the next byte is TLS. */
export async function askForTls(socket: Socket): Promise<void> {
  await reply(socket)
  for (const line of ['EHLO client.example', 'STARTTLS']) {
    socket.write(`${line}\r\n`)
    await reply(socket)
  }
}

/** Reads up to the last line of a reply and no byte further. */
async function reply(socket: Socket): Promise<string> {
  let text = ''
  for (;;) {
    const byte = socket.read(1) as Buffer | null
    if (byte) text += byte.toString('latin1')
    else if (socket.readableEnded || socket.destroyed) throw new Error(`closed inside a reply: ${JSON.stringify(text)}`)
    else await Promise.race([once(socket, 'readable'), once(socket, 'end'), once(socket, 'close')])
    if (/(^|\n)\d{3} [^\n]*\n$/.test(text)) return text
  }
}

/** Everything the other side sends until the connection is gone. */
export async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve))
  return Buffer.concat(chunks)
}

/** A raw client at the start of TLS: sends `bytes` in these pieces and gives what came back until the end. */
export async function sendRaw(server: Port, ...pieces: readonly Buffer[]): Promise<Buffer> {
  const socket = await dial(server.port)
  if (!server.clientOptions.secure) await askForTls(socket)
  const answer = readAll(socket)
  for (const piece of pieces) socket.write(piece)
  return answer
}

/** What stands between a client and the server: sees all bytes of TLS, may change those of the client. */
export interface Tap extends AsyncDisposable {
  port: number
  toServer(): Buffer
  toClient(): Buffer
}

/** A tap in front of an implicit TLS port; `change` gives the pieces that go on in place of a chunk of the client. */
export async function tap(
  server: Port,
  change: (chunk: Buffer, before: number) => readonly Buffer[] = (chunk) => [chunk],
): Promise<Tap> {
  const chunks = { toServer: [] as Buffer[], toClient: [] as Buffer[] }
  const listener = createServer({ noDelay: true }, (client) => {
    const upstream = connectTcp({ host: '127.0.0.1', port: server.port, noDelay: true })
    let before = 0
    client.on('data', (chunk: Buffer) => {
      for (const piece of change(chunk, before)) {
        chunks.toServer.push(piece)
        upstream.write(piece)
      }
      before += chunk.length
    })
    upstream.on('data', (chunk: Buffer) => {
      chunks.toClient.push(chunk)
      client.write(chunk)
    })
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => {})
      one.on('end', () => other.end())
      one.on('close', () => other.destroy())
    }
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    port: (listener.address() as AddressInfo).port,
    toServer: () => Buffer.concat(chunks.toServer),
    toClient: () => Buffer.concat(chunks.toClient),
    [Symbol.asyncDispose]: async () => void (await new Promise((resolve) => listener.close(resolve))),
  }
}

/** The records of TLS in `bytes`: content type, and what they carry (RFC 8446 section 5.1). */
export function records(bytes: Buffer): { type: number; content: Buffer }[] {
  const found: { type: number; content: Buffer }[] = []
  for (let at = 0; at + 5 <= bytes.length; ) {
    const end = at + 5 + bytes.readUInt16BE(at + 3)
    found.push({ type: bytes.readUInt8(at), content: bytes.subarray(at + 5, end) })
    at = end
  }
  return found
}

/** The numbers of the alerts in clear among these bytes. An encrypted one is longer than two bytes. */
export function alertsIn(bytes: Buffer): number[] {
  return records(bytes)
    .filter(({ type, content }) => type === 21 && content.length === 2)
    .map(({ content }) => content.readUInt8(1))
}

type Named<E extends TranscriptEvent['event']> = Extract<TranscriptEvent, { event: E }>

/** The events of this name, oldest first. */
export function events<E extends TranscriptEvent['event']>(server: ScenarioServer, name: E): Named<E>[] {
  return server.transcript.filter((event): event is Named<E> => event.event === name)
}

/** Names of the events about TLS and of the end of sessions, in order; what a session looks like at a glance. */
export function story(server: ScenarioServer): string[] {
  return server.transcript
    .map((event) => event.event as string)
    .filter((name) => name.startsWith('tls.') || name === 'session.closed' || name === 'session.failed')
}
