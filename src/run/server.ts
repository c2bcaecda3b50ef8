// One scenario on one port: started, observed, stopped.
import { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Authority } from '../ca/authority.ts'
import { type CertificateSpec, type Credential, issue, serverNames } from '../ca/certificate.ts'
import { certificatesIn } from '../ca/der.ts'
import { otherAuthorities } from '../ca/other-authorities.ts'
import { subjectName } from '../ca/sign.ts'
import { type TlsaDigest, tlsaDigests } from '../ca/tlsa.ts'
import type { Plan } from '../scenario/plan.ts'
import type { ServerPlan } from '../scenario/server-plan.ts'
import type { StoredMessage } from '../smtp/conversation.ts'
import { RuleBook } from '../smtp/rules.ts'
import { chooseLayer } from '../tls/engines.ts'
import { inTurn } from '../tls/in-turn.ts'
import { intolerant } from '../tls/intolerant.ts'
import type { PemCredential, ServerCredential, TlsAcceptor, TlsLayer, TlsMaterial } from '../tls/layer.ts'
import { versionRank } from '../tls/wire/names.ts'
import type { Capture, Clock, ShownCertificate } from '../transcript/contracts.ts'
import type { Append } from '../transcript/events.ts'
import { Recorder } from '../transcript/recorder.ts'
import { foldSession, type SessionSummary } from '../transcript/summary.ts'
import type { TlsaRecord } from '../transcript/tlsa.ts'
import { startClock } from './clock.ts'
import { EnvironmentError } from './environment-error.ts'
import { LOOPBACK, listen } from './listen.ts'
import { MessageStore } from './messages.ts'
import { OpenConnections } from './open-connections.ts'
import { idSource } from './random.ts'
import { type SessionHost, serveSession } from './serve-session.ts'
import { ShownCertificates } from './shown-certificates.ts'
import { Tries, type Try } from './tries.ts'

export interface ServerOptions {
  authority: Authority
  /** Addresses to listen on; default: loopback, IPv4 and where present IPv6. */
  hosts?: readonly string[]
  /** 0 (default): any free one. */
  port?: number
  /** More names for the certificate. */
  names?: readonly string[]
  /** Folder that relative paths of the scenario start from. */
  baseDir?: string
  showSecrets?: boolean
  /** How long a client must stay away for its try to be over. */
  settleMs?: number
  clock?: Clock
  eventLimit?: number
  /** Sees all that crosses the wire. Default: nobody does, and bytes do not pass through our hands. */
  capture?: Capture
  /** Where messages go that the server has taken. Default: nowhere. */
  onward?: Onward
}

/** What becomes of messages after they were taken; stopped and reset with the server. */
export interface Onward {
  /** Called with the messages of a session that has closed; the try of its client is not over before it resolves. */
  handOn(messages: readonly StoredMessage[], append: Append): Promise<void>
  reset(): void
  stop(): Promise<void>
}

/** Sessions at the same time; one more is turned away. */
const SESSION_LIMIT = 20_000
const SETTLE_MS = 1000

/** A running server. All methods are bound. */
export interface RunningServer {
  readonly plan: Plan
  readonly hosts: readonly string[]
  readonly port: number
  /** When its clock was at 0. */
  readonly startedAt: Date
  readonly recorder: Recorder
  readonly messages: readonly StoredMessage[]
  /** What servers and clients showed in handshakes, oldest first. */
  readonly certificates: readonly ShownCertificate[]
  /** Sessions so far, oldest first. */
  readonly sessions: readonly SessionSummary[]
  /** Calls back when a client's try is over; returns how to stop that. */
  onTry(listener: (attempt: Try) => void): () => void
  /** Calls back when a session has closed and its messages have been handed on; returns how to stop that. */
  onSessionClosed(listener: (session: SessionSummary) => void): () => void
  /** What the authority has revoked, as PEM, with the certificates of this server among them where they are. */
  crlPem(): Promise<string>
  /** What a domain would publish for this server (RFC 6698); none where it speaks no TLS of its own. Throws CaError. */
  tlsa(): Promise<TlsaRecord[]>
  /** Resolves once slow work no longer delays a greeting: behind the first one, or when nobody has come for a while. */
  readonly quiet: Promise<void>
  /** Resolves once nothing of the sessions that have closed is on its way onward. */
  handedOn(): Promise<void>
  /**
   * Forgets messages, certificates, transcript and the counters of rules and handshakes. Sessions that are open go on, and leave no trace any more.
   * Returns the number of the last session that is forgotten.
   */
  reset(): number
  /** Destroys live sockets and frees the port; resolves when all sessions are recorded. May be called again. */
  stop(): Promise<void>
}

/** Opens the port and serves. Throws EnvironmentError, and CaError for a certificate of the user's own. */
export async function startServer(plan: Plan, options: ServerOptions): Promise<RunningServer> {
  const clock = options.clock ?? startClock()
  const limit = options.eventLimit === undefined ? {} : { limit: options.eventLimit }
  const recorder = new Recorder({ now: () => clock.now(), ...limit })
  const rules = new RuleBook({
    seed: plan.seed,
    now: () => clock.now(),
    versionRank: (version) => versionRank(version) ?? 0,
  })
  const messages = new MessageStore()
  const certificates = new ShownCertificates()
  /** Sessions up to this one belong to what was there before the last reset. */
  let forgotten = 0
  const tls = prepareTls(plan, options)
  await checkOwnCertificates(tls)
  const host: SessionHost = {
    plan,
    clock,
    rules,
    connections: new OpenConnections(),
    showSecrets: options.showSecrets ?? false,
    capture: options.capture ?? null,
    acceptorFor: (server) => (tls.get(server) as ServedTls).acceptor,
    identify: idSource(plan.seed),
    store: (message) => {
      if (message.session > forgotten) messages.add(message)
    },
    showed: (session, by, chain) => {
      if (session > forgotten) certificates.add(session, by, chain)
    },
  }
  const tellEngines = () => {
    for (const [at, server] of plan.servers.entries()) {
      const { engine, because } = tls.get(server) ?? {}
      const policy = at === 0 ? null : at - 1
      if (engine) recorder.forSession(0)('tls.engine-chosen', { engine, policy, because: because ?? null })
    }
  }
  tellEngines()
  const { onward } = options
  const handing = new Set<Promise<void>>()
  const handOn = (session: number): Promise<void> | null => {
    const own = onward && session > forgotten ? messages.all.filter((each) => each.session === session) : []
    if (!onward || own.length === 0) return null
    const append = recorder.forSession(session)
    const work = onward
      .handOn(own, append)
      .catch((error: Error) => append('session.failed', { detail: error.stack ?? error.message }))
      .finally(() => handing.delete(work))
    handing.add(work)
    return work
  }
  const handedOn = async () => void (await Promise.all(handing))
  const watched = watchSessions(recorder, clock, options.settleMs ?? SETTLE_MS, handOn)
  const sessions = new SessionPool(recorder, host)
  const listener = await listen(options.hosts ?? LOOPBACK, options.port ?? 0, (socket) => sessions.take(socket)).catch(
    (error: unknown) => {
      // One address may have been open while another one failed.
      sessions.destroyAll()
      throw error
    },
  )
  const usesTls = plan.servers.some((server) => server.tls.mode !== 'off')
  const quiet = whenQuiet(recorder, clock)
  // Keys and certificates are made behind the first greeting: a handshake waits for them if it must.
  const ending = { stopped: false }
  if (usesTls) void quiet.reached.then(() => ending.stopped || options.authority.warm())
  return {
    plan,
    hosts: listener.hosts,
    port: listener.port,
    startedAt: new Date(clock.date().getTime() - clock.now()),
    recorder,
    get messages() {
      return messages.all
    },
    get certificates() {
      return certificates.all
    },
    get sessions() {
      return [...watched.summaries.values()].filter(({ session }) => session > forgotten)
    },
    onTry: watched.onTry,
    onSessionClosed: watched.onSessionClosed,
    async crlPem() {
      for (const { materials } of tls.values()) for (const material of materials) await material.credentials()
      return options.authority.crlPem()
    },
    async tlsa() {
      const digests = await Promise.all([...tls].map(([server]) => digestsFor(server, options)))
      const owner = `_${listener.port}._tcp.${plan.servers[0]?.smtp.hostname}.`
      return distinct(digests.flat()).map((digest) => ({ ...digest, owner }))
    },
    quiet: quiet.reached,
    handedOn,
    reset() {
      onward?.reset()
      forgotten = sessions.count
      messages.clear()
      certificates.clear()
      recorder.clear(forgotten)
      rules.clear()
      for (const { acceptor } of tls.values()) acceptor.reset?.()
      watched.clear()
      return forgotten
    },
    stop: stopOnce(async () => {
      ending.stopped = true
      quiet.cancel()
      const freed = listener.close()
      sessions.destroyAll()
      await Promise.all([freed, sessions.drained()])
      if (onward) await endOnward(onward, handedOn(), clock)
      watched.stop()
    }),
  }
}

/** A client that was still there has its mails on their way only now: so long they may take. */
const LAST_MAILS_MS = 2000

/** What is on its way after that ends with the server that it goes to. */
async function endOnward(onward: Onward, handedOn: Promise<void>, clock: Clock): Promise<void> {
  const { promise: late, resolve } = withResolvers()
  const cancel = clock.after(LAST_MAILS_MS, resolve)
  await Promise.race([handedOn, late])
  cancel()
  await onward.stop()
  await handedOn
}

const QUIET_MS = 250

interface Quiet {
  reached: Promise<void>
  /** Nobody needs to wait any more. */
  cancel(): void
}

function whenQuiet(recorder: Recorder, clock: Clock): Quiet {
  const { promise, resolve } = withResolvers()
  const reach = () => {
    stop()
    cancel()
    // The greeting itself goes out first.
    setImmediate(resolve)
  }
  const cancel = clock.after(QUIET_MS, reach)
  const stop = recorder.listen((event) => {
    if (event.event === 'smtp.reply-sent' || event.event === 'tls.hello-received') reach()
  })
  return { reached: promise, cancel: reach }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

function stopOnce(stop: () => Promise<void>): () => Promise<void> {
  let stopping: Promise<void> | null = null
  return () => {
    stopping ??= stop()
    return stopping
  }
}

/** The sockets that are open, each served to its end. */
class SessionPool {
  readonly #recorder: Recorder
  readonly #host: SessionHost
  readonly #open = new Map<Socket, Promise<void>>()
  #count = 0
  #stopped = false

  constructor(recorder: Recorder, host: SessionHost) {
    this.#recorder = recorder
    this.#host = host
  }

  /** Sessions so far. */
  get count(): number {
    return this.#count
  }

  take(socket: Socket): void {
    if (this.#stopped) return void socket.destroy()
    const session = ++this.#count
    const append = this.#recorder.forSession(session)
    if (this.#open.size >= SESSION_LIMIT) {
      append('session.refused', { reason: `${SESSION_LIMIT} sessions are open` })
      return void socket.destroy()
    }
    const served = serveSession(socket, session, append, this.#host)
    this.#open.set(socket, served)
    void served.then(() => this.#open.delete(socket))
  }

  destroyAll(): void {
    this.#stopped = true
    for (const socket of this.#open.keys()) socket.destroy()
  }

  async drained(): Promise<void> {
    await Promise.all(this.#open.values())
  }
}

/** Follows the transcript: a summary per session, tries as they end, whoever waits for one. */
function watchSessions(
  recorder: Recorder,
  clock: Clock,
  settleMs: number,
  handOn: (session: number) => Promise<void> | null,
) {
  const summaries = new Map<number, SessionSummary>()
  const onTry = listeners<Try>()
  const onSessionClosed = listeners<SessionSummary>()
  const tries = new Tries(clock, settleMs, onTry.tell)
  recorder.listen((event) => {
    foldSession(summaries, event)
    const summary = summaries.get(event.session)
    if (!summary) return
    if (event.event === 'session.opened') tries.opened(summary)
    if (event.event !== 'session.closed') return
    const over = () => {
      tries.closed(summary)
      onSessionClosed.tell(summary)
    }
    const onTheWay = handOn(event.session)
    if (onTheWay) void onTheWay.then(over)
    else over()
    forgetOldest(summaries)
  })
  return {
    summaries,
    onTry: onTry.add,
    onSessionClosed: onSessionClosed.add,
    stop: () => tries.stop(),
    clear() {
      tries.clear()
      for (const [session, { closedAtMs }] of summaries) if (closedAtMs !== null) summaries.delete(session)
    },
  }
}

// As many as the transcript can hold with a handful of events each.
const SUMMARY_LIMIT = 20_000

function forgetOldest(summaries: Map<number, SessionSummary>): void {
  if (summaries.size <= SUMMARY_LIMIT) return
  for (const [session, { closedAtMs }] of summaries) {
    if (closedAtMs !== null) return void summaries.delete(session)
  }
}

function listeners<T>() {
  const all = new Set<(value: T) => void>()
  return {
    tell: (value: T) => {
      for (const listener of [...all]) listener(value)
    },
    add: (listener: (value: T) => void) => {
      all.add(listener)
      return () => void all.delete(listener)
    },
  }
}

/** How one server of the plan speaks TLS. */
interface ServedTls {
  engine: TlsLayer['name']
  because: string | null
  /** One for each certificate that is shown in turn. */
  materials: [TlsMaterial, ...TlsMaterial[]]
  acceptor: TlsAcceptor
}

/** Finds an engine for every server of the plan. Throws EnvironmentError CANNOT_SERVE. */
function prepareTls(plan: Plan, options: ServerOptions): Map<ServerPlan, ServedTls> {
  const served = new Map<ServerPlan, ServedTls>()
  if (plan.upstream) return served
  for (const server of plan.servers) {
    if (server.tls.mode === 'off') continue
    const choice = chooseLayer(server.tls)
    if ('unable' in choice) {
      const next = 'Leave it out of the scenario, or run it where it can be served.'
      throw new EnvironmentError('CANNOT_SERVE', `${plan.name} cannot be served here: ${choice.unable}.`, next)
    }
    const { layer, because } = choice
    const materials = materialsFor(server, options)
    const [first, ...more] = materials
    const prepare = (material: TlsMaterial) => layer.prepare(server.tls, material)
    const acceptor = intolerant(server.tls, inTurn([prepare(first), ...more.map(prepare)]))
    served.set(server, { engine: layer.name, because, materials, acceptor })
  }
  return served
}

/** One for each certificate that the server shows in turn. */
function materialsFor(server: ServerPlan, options: ServerOptions): [TlsMaterial, ...TlsMaterial[]] {
  const [first, ...more] = certificatesOf(server)
  return [materialFor(server, first, 0, options), ...more.map((spec, at) => materialFor(server, spec, at + 1, options))]
}

function certificatesOf({ tls }: ServerPlan): [CertificateSpec, ...CertificateSpec[]] {
  const [first = {}, ...more] = [tls.certificate ?? {}].flat() as CertificateSpec[]
  return [first, ...more]
}

function materialFor(
  server: ServerPlan,
  spec: CertificateSpec,
  edition: number,
  { authority, names = [], baseDir = '.' }: ServerOptions,
): TlsMaterial {
  const issued = () => issue(authority, spec, serverNames(server.smtp.hostname, names), { baseDir, edition })
  return {
    async credentials() {
      return (await issued()).map(
        (credential): ServerCredential =>
          'pfx' in credential ? { pfx: credential.pfx, passphrase: credential.passphrase } : toPem(credential),
      )
    },
    async pemCredentials() {
      return Promise.all(
        (await issued()).map(async (credential) =>
          'pfx' in credential ? (await import('../ca/pkcs12.ts')).fromPkcs12(credential) : toPem(credential),
        ),
      )
    },
    async clientAuthority() {
      const others = await otherAuthorities(server.tls.clientCertificate.authorities, authority.now())
      const pem = `${await authority.certificatePem()}${others}`
      return { pem, names: certificatesIn(pem).map((each) => subjectName(new X509Certificate(each).raw)) }
    },
  }
}

/** Of every certificate that the server shows in turn. */
async function digestsFor(server: ServerPlan, { authority, names = [], baseDir = '.' }: ServerOptions) {
  const all = serverNames(server.smtp.hostname, names)
  const made = certificatesOf(server).map((spec, edition) => tlsaDigests(authority, spec, all, { baseDir, edition }))
  return (await Promise.all(made)).flat()
}

/** Certificates that share a key share its record. */
function distinct(digests: readonly TlsaDigest[]): TlsaDigest[] {
  return [...new Map(digests.map((digest) => [`${digest.usage} ${digest.data}`, digest])).values()]
}

function toPem({ certificatePem: cert, keyPem: key, ...more }: Exclude<Credential, { pfx: Buffer }>): PemCredential {
  return 'ocsp' in more ? { cert, key, ocsp: more.ocsp } : { cert, key }
}

/** A file of the user's own that is missing or wrong is told at the start, not to the first client. */
async function checkOwnCertificates(served: ReadonlyMap<ServerPlan, ServedTls>): Promise<void> {
  for (const [server, { engine, materials }] of served) {
    for (const [at, spec] of certificatesOf(server).entries()) {
      const material = materials[at]
      if (!material || !('pem' in spec || 'pfx' in spec)) continue
      await (engine === 'scripted' ? material.pemCredentials() : material.credentials())
    }
  }
}
