// The TLS engines side by side: full handshakes, bulk data, and STARTTLS against a bare tls.Server. Keys of RSA with 2048
// bits, no resumption; the clients run in another process.
import { type ChildProcess, fork } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import * as tls from 'node:tls'
import { generate } from 'selfsigned'
import { CATALOGUE } from '../../src/catalogue.ts'
import { startScenario } from '../../src/index.ts'
import { planOf } from '../../src/plan-of.ts'
import { startClock } from '../../src/run/clock.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { shakeHands } from '../../src/tls/handshake.ts'
import type { PemCredential, TlsLayer } from '../../src/tls/layer.ts'
import { opensslLayer } from '../../src/tls/openssl/layer.ts'
import { scriptedLayer } from '../../src/tls/scripted/layer.ts'
import { vocabulary } from '../../src/vocabulary.ts'
import { inTurn, row } from './measure.ts'
import { portOf, type Task } from './tls-client.ts'

const SUITES = {
  'ECDHE-RSA-AES128-GCM-SHA256': 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'AES128-SHA': 'TLS_RSA_WITH_AES_128_CBC_SHA',
}
const ROUNDS = 5
const HANDSHAKES = 150
const MIB = 1024 * 1024

export async function benchTls(): Promise<void> {
  const credential = await credentials()
  const client = new Client()
  try {
    for (const [cipher, suite] of Object.entries(SUITES)) await compareLayers(client, credential, cipher, suite)
    for (const [cipher, suite] of [
      ['AES128-SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
      ['AES128-GCM-SHA256', 'TLS_RSA_WITH_AES_128_GCM_SHA256'],
      [null, 'TLS_RSA_WITH_RC4_128_SHA'],
    ] as const) {
      await measureBulk(client, credential, cipher, suite)
    }
    await compareStarttls(client, credential)
  } finally {
    client.end()
  }
}

async function compareLayers(client: Client, credential: PemCredential, cipher: string, suite: string): Promise<void> {
  const servers = {
    scripted: await layerServer(scriptedLayer, credential, suite),
    openssl: await layerServer(opensslLayer, credential, suite),
  }
  const subjects = Object.fromEntries(
    Object.entries(servers).flatMap(([name, server]) => {
      const run = () =>
        client.does({ kind: 'handshakes', port: portOf(server), count: HANDSHAKES, cipher, smtp: false })
      return [
        [name, async () => HANDSHAKES / ((await run()) / 1000)],
        // What the machine does beside it does not count here.
        [`${name}, per second of its CPU`, async () => HANDSHAKES / (await cpuOf(run))],
      ]
    }),
  )
  const figures = await inTurn(subjects, ROUNDS)
  for (const server of Object.values(servers)) server.close()
  row(`full handshakes per second, ${suite}`, words(figures))
  const ratio = (of: string) => ((figures[`openssl${of}`] ?? 0) / (figures[`scripted${of}`] ?? 1)).toFixed(2)
  row('  the scripted engine takes so many times as long', `${ratio('')}, by CPU ${ratio(', per second of its CPU')}`)
}

async function measureBulk(
  client: Client,
  credential: PemCredential,
  cipher: string | null,
  suite: string,
): Promise<void> {
  const bytes = 24 * MIB
  const server = await layerServer(scriptedLayer, credential, suite, bytes)
  const flow = (up: boolean) => async () => {
    const task = {
      kind: 'bulk',
      port: portOf(server),
      cipher: cipher ?? suite,
      old: cipher === null,
      bytes,
      up,
    } as const
    return bytes / 1e6 / ((await client.does(task)) / 1000)
  }
  const figures = await inTurn({ received: flow(true), sent: flow(false) }, ROUNDS)
  server.close()
  row(`MB per second of the scripted engine, ${suite}`, words(figures))
}

async function compareStarttls(client: Client, credential: PemCredential): Promise<void> {
  const cipher = 'ECDHE-RSA-AES128-GCM-SHA256'
  const bare = tls.createServer({ ...credential, maxVersion: 'TLSv1.2' })
  bare.on('tlsClientError', () => {}).on('secureConnection', (socket) => socket.on('error', () => {}))
  await listening(bare)
  await using ours = await startScenario({
    server: { tls: { versions: ['TLSv1.2'], certificate: { key: 'rsa' } } },
  })
  const task = { kind: 'handshakes', count: HANDSHAKES } as const
  const runs = {
    starttls: () => client.does({ ...task, port: ours.port, smtp: true, cipher }),
    smtp: () => client.does({ ...task, port: ours.port, smtp: true, cipher: null }),
    bare: () => client.does({ ...task, port: portOf(bare), smtp: false, cipher }),
  }
  const wall = await inTurn(runs, ROUNDS)
  const cpu = await inTurn(
    Object.fromEntries(Object.entries(runs).map(([name, run]) => [name, () => cpuOf(run)])),
    ROUNDS,
  )
  bare.close()
  const { starttls = 0, bare: bareMs = 0, smtp = 0 } = wall
  const perSecond = (ms: number) => ((HANDSHAKES * 1000) / ms).toFixed(0)
  const figures = `ours ${perSecond(starttls - smtp)}, bare tls.Server ${perSecond(bareMs)}, ours with SMTP ${perSecond(starttls)}`
  row('STARTTLS handshakes per second, SMTP counted apart', figures)
  const byCpu = (cpu.bare ?? 0) / ((cpu.starttls ?? 0) - (cpu.smtp ?? 0))
  row('  ratio to bare tls.Server', `${(bareMs / (starttls - smtp)).toFixed(2)}, by CPU ${byCpu.toFixed(2)}`)
}

/** A server that is nothing but a layer. With `bytes` it reads or writes so many behind the handshake. */
async function layerServer(layer: TlsLayer, credential: PemCredential, suite: string, bytes = 0): Promise<Server> {
  const scenario = { server: { tls: { mode: 'implicit', versions: ['TLSv1.2'], ciphers: [suite] } } }
  const [server] = planOf(await loadScenario(scenario, { vocabulary, catalogue: CATALOGUE })).servers
  if (!server) throw new Error('a plan without a server')
  const acceptor = layer.prepare(server.tls, {
    credentials: async () => [credential],
    pemCredentials: async () => [credential],
    clientAuthority: async () => ({ pem: '', names: [] }),
  })
  const clock = startClock()
  const serve = async (socket: Socket) => {
    socket.setNoDelay(true).on('error', () => {})
    const context = { append: () => {}, clock, reset: () => socket.resetAndDestroy() }
    const secured = await shakeHands(socket, server.tls, acceptor, context as never)
    secured?.stream.on('error', () => {})
    if (secured && bytes > 0) flow(secured.stream, bytes)
  }
  return listening(createServer((socket) => void serve(socket)))
}

function flow(stream: NodeJS.ReadWriteStream, bytes: number): void {
  const chunk = Buffer.alloc(64 * 1024, 0x62)
  let heard = -1
  const write = (left: number): void => {
    if (left <= 0) return
    if (stream.write(chunk)) return void setImmediate(write, left - chunk.length)
    stream.once('drain', () => write(left - chunk.length))
  }
  stream.on('data', (data: Buffer) => {
    if (heard < 0 && data[0] === 0x64) return write(bytes)
    heard += data.length
    if (heard >= bytes) stream.write('.')
  })
}

class Client {
  readonly #process: ChildProcess = fork(new URL('tls-client.ts', import.meta.url), { execArgv: process.execArgv })

  /** Milliseconds that the task took. */
  does(task: Task): Promise<number> {
    return new Promise((resolve) => {
      this.#process.once('message', (ms: number) => resolve(ms))
      this.#process.send(task)
    })
  }

  end(): void {
    this.#process.kill()
  }
}

/** Seconds of this process's CPU. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

async function credentials(): Promise<PemCredential> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyPair: { publicKey, privateKey },
    algorithm: 'sha256',
  })
  return { cert, key }
}

function listening<Listening extends Server>(server: Listening): Promise<Listening> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

function words(figures: Readonly<Record<string, number>>): string {
  return Object.entries(figures)
    .map(([name, figure]) => `${name} ${figure.toFixed(0)}`)
    .join(', ')
}
