// Clients, a tap on the wire and a look at the transcript, for the tests of TLS. Nothing here uses src/tls.
import { once } from 'node:events'
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import { processAuthority } from '../../src/ca/authority.ts'
import { CATALOGUE } from '../../src/catalogue.ts'
import { type ScenarioServer, startScenario, type TranscriptEvent } from '../../src/index.ts'
import { planOf } from '../../src/plan-of.ts'
import { startServer } from '../../src/run/server.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { vocabulary } from '../../src/vocabulary.ts'

/** Serves the healthy server with these keys under `server.tls`. */
export function serveTls(tls: object, rest: object = {}): Promise<ScenarioServer> {
  return startScenario({ scenario: 1, title: 'TLS under test', server: { tls }, expect: {}, ...rest })
}

/** Time that passes when the test says so. */
export class ManualClock {
  #nowMs = 0
  readonly #timers = new Set<{ ms: number; dueMs: number; run: () => void }>()
  readonly #waiting = new Set<() => void>()

  now = (): number => this.#nowMs
  date = (): Date => new Date(this.#nowMs)
  after = (ms: number, run: () => void): (() => void) => {
    const timer = { ms, dueMs: this.#nowMs + ms, run }
    this.#timers.add(timer)
    for (const look of this.#waiting) look()
    return () => this.#timers.delete(timer)
  }

  get pending(): number {
    return this.#timers.size
  }

  /** Resolves when a timer of this length is running. */
  armed(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (![...this.#timers].some((timer) => timer.ms === ms)) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  pass(ms: number): void {
    this.#nowMs += ms
    for (const timer of [...this.#timers].filter(({ dueMs }) => dueMs <= this.#nowMs)) {
      this.#timers.delete(timer)
      timer.run()
    }
  }
}

/** A server whose time is in the hands of the test. */
export interface TimedServer extends Recorded, AsyncDisposable {
  port: number
  ca: string
  clientOptions: ScenarioServer['clientOptions']
  clock: ManualClock
  stop(): Promise<void>
}

export async function serveTimed(tls: object): Promise<TimedServer> {
  const scenario = { scenario: 1, title: 'TLS under test', server: { tls: { mode: 'implicit', ...tls } }, expect: {} }
  const loaded = await loadScenario(scenario, { vocabulary, catalogue: CATALOGUE })
  const clock = new ManualClock()
  const authority = processAuthority()
  const running = await startServer(planOf(loaded), { authority, clock })
  const ca = await authority.certificatePem()
  return {
    port: running.port,
    ca,
    clientOptions: { host: 'localhost', port: running.port, secure: true, tls: { ca } },
    clock,
    get transcript() {
      return running.recorder.events
    },
    stop: running.stop,
    [Symbol.asyncDispose]: running.stop,
  }
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
  /** Number of the alert that the server sent, as the client's own OpenSSL read it. */
  alert: number | null
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
    // Node 20 has no code for what its OpenSSL says of weak keys and digests.
    seen.error ||= error.code === undefined || error.code === 'UNSPECIFIED' ? error.message : error.code
    const alert = /SSL alert number (\d+)/.exec(error.message)?.[1]
    if (alert !== undefined) seen.alert = Number(alert)
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
  alert: null,
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
export function reply(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const stop = () => socket.off('readable', look).off('close', fail)
    const fail = () => reject(new Error(`closed inside a reply: ${JSON.stringify(text)}`))
    const look = () => {
      for (let byte = socket.read(1); byte !== null; byte = socket.read(1)) {
        text += String(byte)
        if (!/(^|\n)\d{3} [^\n]*\n$/.test(text)) continue
        stop()
        resolve(text)
        return
      }
    }
    socket.on('readable', look).on('close', fail)
    look()
  })
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

/** What goes on, piece by piece, in place of a record of the client; records are counted from 0. */
export type Change = (record: Buffer, index: number) => readonly Buffer[]

/** A tap in front of a port of implicit TLS. */
export async function tap(server: Port, change: Change = (record) => [record]): Promise<Tap> {
  const seen = { toServer: [] as Buffer[], toClient: [] as Buffer[] }
  const listener = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const upstream = connectTcp({ host: '127.0.0.1', port: server.port, noDelay: true, allowHalfOpen: true })
    let held: Buffer = Buffer.alloc(0)
    let index = 0
    client.on('data', (chunk: Buffer) => {
      held = Buffer.concat([held, chunk])
      for (let end = recordEnd(held); end <= held.length; end = recordEnd(held)) {
        for (const piece of change(held.subarray(0, end), index++)) {
          seen.toServer.push(piece)
          upstream.write(piece)
        }
        held = held.subarray(end)
      }
    })
    upstream.on('data', (chunk: Buffer) => {
      seen.toClient.push(chunk)
      client.write(chunk)
    })
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.resetAndDestroy())
      one.on('end', () => other.end())
    }
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    port: (listener.address() as AddressInfo).port,
    toServer: () => Buffer.concat(seen.toServer),
    toClient: () => Buffer.concat(seen.toClient),
    [Symbol.asyncDispose]: async () => void (await new Promise((resolve) => listener.close(resolve))),
  }
}

/** Where the first record ends; beyond everything while its header is not whole. */
function recordEnd(bytes: Buffer): number {
  return bytes.length < 5 ? Number.POSITIVE_INFINITY : 5 + bytes.readUInt16BE(3)
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

type Recorded = Pick<ScenarioServer, 'transcript'>
type Named<E extends TranscriptEvent['event']> = Extract<TranscriptEvent, { event: E }>

/** The events of this name, oldest first. */
export function events<E extends TranscriptEvent['event']>(server: Recorded, name: E): Named<E>[] {
  return server.transcript.filter((event): event is Named<E> => event.event === name)
}

/** Turns of the event loop until it is so; the time limit of the test run ends a wait in vain. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}

/** Names of the events about TLS and of the end of sessions, in order; what a session looks like at a glance. */
export function story(server: Recorded): string[] {
  return server.transcript
    .filter(({ session }) => session > 0)
    .map((event) => event.event as string)
    .filter((name) => name.startsWith('tls.') || name === 'session.closed' || name === 'session.failed')
}
