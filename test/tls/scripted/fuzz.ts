// Spoils the flights of clients and looks whether the scripted server keeps its word: one event says how it ended, and it ends.
import type { Duplex } from 'node:stream'
import { createAuthority } from '../../../src/ca/authority.ts'
import { issue, serverNames } from '../../../src/ca/certificate.ts'
import type { TlsPlan } from '../../../src/scenario/server-plan.ts'
import { helloIn } from '../../../src/tls/handshake.ts'
import type { TlsAcceptor } from '../../../src/tls/layer.ts'
import { scriptedLayer } from '../../../src/tls/scripted/layer.ts'
import { suiteByName, VERSION_NUMBERS } from '../../../src/tls/wire/names.ts'
import type { EventName } from '../../../src/transcript/events.ts'
import { recorded, recordedNames, seededRandom } from '../wire/hellos.ts'
import { memoryWire } from './memory-wire.ts'
import { WireClient } from './wire-client.ts'

export interface FuzzCounts {
  flights: number
  established: number
  failed: number
  /** Alerts that went out, by number. */
  alerts: Map<number, number>
  /** What should not have been, at most a few of them. */
  wrong: string[]
}

const VERSIONS = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2'] as const
const SUITES = [
  'TLS_RSA_WITH_RC4_128_SHA',
  'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_NULL_MD5',
]
const GCM = 'TLS_RSA_WITH_AES_128_GCM_SHA256'

/** Each flight is one session with one spoilt write of a client; half of them begin with the hello of a real client. */
export async function fuzz({ flights, seed }: { flights: number; seed: number }): Promise<FuzzCounts> {
  const random = seededRandom(seed)
  const acceptor = await fastAcceptor()
  const counts: FuzzCounts = { flights: 0, established: 0, failed: 0, alerts: new Map(), wrong: [] }
  for (; counts.flights < flights && counts.wrong.length < 10; counts.flights++) {
    const at = `flight ${counts.flights} of seed ${seed}`
    try {
      await playOne(acceptor, random, counts)
    } catch (error) {
      counts.wrong.push(`${at}: ${error instanceof Error ? error.stack : String(error)}`)
    }
  }
  return counts
}

/** A server with every version, and a key that is short enough to decrypt fast. */
async function fastAcceptor(): Promise<TlsAcceptor> {
  const authority = createAuthority()
  const issued = await issue(authority, { fault: 'rsa1024' }, serverNames('smtp.test'))
  const credentials = issued.flatMap((each) => ('pfx' in each ? [] : [{ cert: each.certificatePem, key: each.keyPem }]))
  const plan: TlsPlan = {
    mode: 'implicit',
    versions: [...VERSIONS],
    ciphers: [...SUITES, GCM],
    groups: [],
    certificate: undefined,
    clientCertificate: { ask: 'never', verify: 'none', refuse: 'handshake', names: [], authorities: 0 },
    handshake: null,
    intolerant: null,
    engine: 'scripted',
    handshakeMs: 60_000,
  }
  const unable = scriptedLayer.unableTo(plan)
  if (unable) throw new Error(unable)
  const pem = await authority.certificatePem()
  return scriptedLayer.prepare(plan, {
    credentials: async () => credentials,
    pemCredentials: async () => credentials,
    clientAuthority: async () => ({ pem, names: [] }),
  })
}

async function playOne(acceptor: TlsAcceptor, random: () => number, counts: FuzzCounts): Promise<void> {
  const { client: wire, server } = memoryWire()
  const version = pick(VERSIONS, random)
  const suite = suiteByName(version === 'TLSv1.2' && random() < 0.3 ? GCM : pick(SUITES, random))
  const client = new WireClient(wire, VERSION_NUMBERS[version], suite?.number ?? 0)
  const own = client.record('handshake', client.hello())
  const hello = random() < 0.5 ? own : recorded(pick(recordedNames, random))
  const spoiltAt = random() < 0.4 ? 0 : 1 + Math.floor(random() * 4)
  const changed = spoiltAt === 0 ? spoilt(hello, random) : hello
  // Nothing at all is not for this engine: whoever waits for a hello hears of that.
  const first = changed.length > 0 ? changed : hello.subarray(0, 1)

  // As the server's own first look does it: the bytes are read and put back.
  server.unshift(first)
  const events: EventName[] = []
  let cancelled = false
  const cancel = () => {
    cancelled = true
  }
  const accepted = acceptor.accept(server, helloIn(first), {
    append: (event, fields) => {
      events.push(event)
      if (event !== 'tls.alert-sent') return
      const { number } = fields as { number: number }
      counts.alerts.set(number, (counts.alerts.get(number) ?? 0) + 1)
    },
    clock: { now: () => 0, date: () => new Date(), after: () => cancel },
    reset: () => server.destroy(),
  })
  await goOn(client, wire, spoiltAt, random)
  const secured = await within(accepted, 'accept() did not end with the connection')
  if (secured) await readToEnd(secured.stream)
  server.destroy()

  const ends = events.filter((event) => event === 'tls.failed' || event === 'tls.established')
  if (ends.length !== 1) throw new Error(`events ${events.join(', ')}`)
  if (!cancelled) throw new Error('the time limit of the handshake is still running')
  if (ends[0] === 'tls.established') counts.established += 1
  else counts.failed += 1
}

/** The rest of a right client, one write of it spoilt; then the client is gone. */
async function goOn(client: WireClient, wire: Duplex, spoiltAt: number, random: () => number): Promise<void> {
  await quiet(client)
  const steps: (() => Buffer)[] = client.greeted
    ? [
        () => client.record('handshake', client.keyExchange()),
        () => {
          const record = client.record('change-cipher-spec', Buffer.from([1]))
          client.secure()
          return record
        },
        () => client.record('handshake', client.finished()),
        () => client.record('application-data', Buffer.from('EHLO client.test\r\n')),
      ]
    : []
  for (const [at, step] of steps.entries()) {
    const bytes = step()
    const written = at + 1 === spoiltAt ? spoilt(bytes, random) : bytes
    for (const piece of random() < 0.1 ? cut(written, random) : [written]) client.send(piece)
    if (random() < 0.2) await quiet(client)
  }
  await quiet(client)
  if (random() < 0.8) wire.end()
  else wire.destroy()
}

/** What a flight can become. */
function spoilt(bytes: Buffer, random: () => number): Buffer {
  const below = (limit: number) => Math.floor(random() * limit)
  const copy = Buffer.from(bytes)
  switch (below(9)) {
    case 0:
      for (let times = 1 + below(4); times > 0; times--) copy[below(copy.length)] = below(256)
      return copy
    case 1:
      return copy.subarray(0, below(copy.length))
    case 2:
      return Buffer.concat([copy, copy])
    case 3: {
      // A length anywhere in it becomes another.
      const at = below(Math.max(1, copy.length - 2))
      copy.writeUInt16BE(below(2) === 0 ? below(0x10000) : below(64), Math.min(at, copy.length - 2))
      return copy
    }
    case 4: {
      const at = below(copy.length)
      return Buffer.concat([copy.subarray(0, at), noise(below(40), below), copy.subarray(at)])
    }
    case 5: {
      const [from, to] = [below(copy.length), below(copy.length)].sort((a, b) => a - b) as [number, number]
      return Buffer.concat([copy.subarray(0, from), copy.subarray(to)])
    }
    case 6:
      // An alert of any level and number in front of it.
      return Buffer.concat([Buffer.from([21, 3, below(4), 0, 2, below(4), below(256)]), copy])
    case 7:
      copy[0] = 20 + below(5)
      return copy
    default:
      return noise(1 + below(200), below)
  }
}

function noise(length: number, below: (limit: number) => number): Buffer {
  return Buffer.from(Array.from({ length }, () => below(256)))
}

function cut(bytes: Buffer, random: () => number): Buffer[] {
  const at = Math.floor(random() * bytes.length)
  return [bytes.subarray(0, at), bytes.subarray(at)].filter((piece) => piece.length > 0)
}

/** Until the server has said nothing for a few turns: all of its work happens in turns, none in time. */
async function quiet(client: WireClient): Promise<void> {
  for (let idle = 0, heard = client.heard.length; idle < 6 && !client.over; idle++) {
    await new Promise((resolve) => setImmediate(resolve))
    if (client.heard.length !== heard) {
      heard = client.heard.length
      idle = 0
    }
  }
}

function readToEnd(stream: Duplex): Promise<void> {
  stream.on('error', () => {}).resume()
  const ended = new Promise<void>((resolve) => {
    stream.on('end', resolve).on('close', resolve)
    if (stream.readableEnded || stream.destroyed) resolve()
  })
  return within(ended, 'the stream inside TLS did not end with the connection')
}

const WATCHDOG_MS = 20_000

async function within<T>(work: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), WATCHDOG_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T
}
