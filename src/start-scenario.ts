// Starts one scenario for a test: the embedding API, on top of loading, planning and serving.
import { type Authority, createAuthority, processAuthority } from './ca/authority.ts'
import { type ClientCertificate, issueClientCertificate } from './ca/client-certificate.ts'
import { CATALOGUE } from './catalogue.ts'
import { planOf } from './plan-of.ts'
import type { RunningServer } from './run/server.ts'
import { TryWatch } from './run/try-watch.ts'
import { type LoadedScenario, loadScenario } from './scenario/load.ts'
import type { Policy } from './scenario/words.ts'
import type { StoredMessage } from './smtp/conversation.ts'
import { startHops } from './start-hops.ts'
import type { TranscriptEvent } from './transcript/events.ts'
import type { SessionSummary } from './transcript/summary.ts'
import type { TlsaRecord } from './transcript/tlsa.ts'
import { explain } from './verdict/explain.ts'
import { judge } from './verdict/judge.ts'
import type { ClientReport, Judgement } from './verdict/judgement.ts'
import { vocabulary } from './vocabulary.ts'

export interface StartOptions {
  /** Address to listen on. Default: 127.0.0.1 and, where present, ::1; clients dial `localhost`. */
  host?: string
  /** Default 0: any free one. */
  port?: number
  /** Seed of every chance; wins over the scenario's own. */
  seed?: number
  /** More names for the server's certificate. */
  names?: string[]
  /** Keep the authority in this folder, so that a client can trust it once. Default: one per process, in memory. */
  caDir?: string
  /** Store credentials as they come. Default: they are replaced before anything is stored. */
  showSecrets?: boolean
  /** How long a client must stay away for its try to be over. Default: 1000 ms. */
  settleMs?: number
}

/** A message that the server has taken. */
export interface ReceivedMessage {
  id: string
  session: number
  /** Envelope sender and recipients (RFC 5321), without angle brackets. */
  sender: string
  recipients: string[]
  /** Whether it came inside TLS. */
  secured: boolean
  /** The bytes as received, with Return-Path and Received on top. */
  raw: Buffer
  /** Headers, text and attachments, parsed when asked for. */
  parsed(): Promise<import('postal-mime').Email>
}

/** Options for nodemailer's `createTransport`; add what your policy wants, such as `requireTLS: true`. */
export interface ClientOptions {
  host: string
  port: number
  /** TLS from the first byte. */
  secure: boolean
  tls: { ca: string }
}

/** `fault`: how the certificate is wrong; `name`: its common name. */
export type ClientCertificateOptions = NonNullable<Parameters<typeof issueClientCertificate>[1]>

export interface JudgeOptions {
  /** What the client is configured to want. Default: mandatory. */
  policy?: Policy
  /** The judgement of the same client against `healthy`: what it did not deliver there proves nothing here. */
  control?: Judgement
  /** What the client says of its try. Default: what `reportClientError` was told, if anything. */
  client?: ClientReport
  /** How long to wait for a first session. Default: 5000 ms. */
  timeoutMs?: number
}

/** A judgement that can tell itself. */
export interface ExplainedJudgement extends Judgement {
  /** Several lines of text: the verdict, what was expected beside what the client did, causes and advice. */
  explain(): string
}

/** A scenario at work. Every method is bound and may be passed around. */
export interface ScenarioServer extends AsyncDisposable {
  /** The name of the scenario. */
  readonly name: string
  /** What a client dials. */
  readonly host: string
  readonly port: number
  /** PEM of the authority that the server's certificate comes from. */
  readonly ca: string
  readonly clientOptions: ClientOptions
  /** What happened, oldest first. Bounded: see docs/reference/events.md. */
  readonly transcript: readonly TranscriptEvent[]
  readonly sessions: readonly SessionSummary[]
  readonly messages: readonly ReceivedMessage[]
  /**
   * The second server of a scenario that relays: its transcript, its messages, a judgement of the relay as its client. It
   * is reset and stopped with the first. Null where the scenario does not relay.
   */
  readonly next: ScenarioServer | null
  /** The list of certificates that the authority has revoked, as PEM: for clients that check one (`cert-revoked`). */
  crl(): Promise<string>
  /** The TLSA records that a domain would publish for this server, for a client that speaks DANE (`dane-match`). */
  tlsa(): Promise<TlsaRecord[]>
  /** A certificate that the server trusts, or one with a fault. */
  clientCertificate(options?: ClientCertificateOptions): Promise<ClientCertificate>
  /**
   * The next session that has ended, counted from the last one that was handed out; port checks do not count. What a
   * relay sends on of it has been sent by then.
   * Rejects after `timeoutMs` (default 5000), and when the server is stopped.
   */
  nextSession(options?: { timeoutMs?: number }): Promise<SessionSummary>
  /** Tells that the client failed, in its own words: `await send().catch(server.reportClientError)`. */
  reportClientError(error: unknown): void
  /** What was told with `reportClientError`, since the start or the last reset. */
  readonly clientErrors: readonly unknown[]
  /**
   * Judges the first try of the client: waits for a first session (5 s), then until the client has stayed away for the
   * settle time. Never rejects for what the client did: nothing to judge is `inconclusive`.
   */
  judge(options?: JudgeOptions): Promise<ExplainedJudgement>
  /**
   * A new try: forgets messages, transcript, reported errors, and the counters of rules. A session that is open goes
   * on, but `nextSession` does not count it any more.
   */
  reset(): void
  /** Destroys live sockets and frees the port. May be called again. */
  stop(): Promise<void>
}

/**
 * Starts a scenario by name, by path, or from an object, on a free port of loopback; ready when it resolves.
 * Throws ScenarioError for mistakes in it, EnvironmentError for what this machine cannot do, CaError for certificates.
 */
export async function startScenario(scenario: string | object, options: StartOptions = {}): Promise<ScenarioServer> {
  const loaded = await loadScenario(scenario, { vocabulary, catalogue: CATALOGUE })
  return (await startLoaded(loaded, options)).server
}

/** A scenario at work, with what lies behind it: for other rooms of this program. */
export interface StartedScenario {
  scenario: LoadedScenario
  running: RunningServer
  server: ScenarioServer
  /** The second server of a scenario that relays. */
  next: StartedScenario | null
}

/** The same for a scenario that has been loaded. Throws EnvironmentError and CaError. */
export async function startLoaded(scenario: LoadedScenario, options: StartOptions = {}): Promise<StartedScenario> {
  const authority = options.caDir === undefined ? processAuthority() : createAuthority({ directory: options.caDir })
  const { server: running, next: second } = await startHops(scenario, {
    plan: (each) => planOf(each, options.seed),
    authority,
    ...(options.host !== undefined && { hosts: [options.host] }),
    port: options.port ?? 0,
    names: options.names ?? [],
    showSecrets: options.showSecrets ?? false,
    ...(options.settleMs !== undefined && { settleMs: options.settleMs }),
  })
  const ca = await authority.certificatePem()
  const settling = options.settleMs === undefined ? {} : { settleMs: options.settleMs }
  const next: StartedScenario | null =
    second && scenario.next
      ? {
          scenario: scenario.next,
          running: second,
          server: serverOf(scenario.next, second, null, authority, ca, settling),
          next: null,
        }
      : null
  const server = serverOf(scenario, running, next?.server ?? null, authority, ca, options)
  return { scenario, running, server, next }
}

function serverOf(
  scenario: LoadedScenario,
  running: RunningServer,
  next: ScenarioServer | null,
  authority: Authority,
  ca: string,
  { host = 'localhost', settleMs }: StartOptions,
): ScenarioServer {
  const errors: unknown[] = []
  const waiting = new SessionQueue(running)
  const tries = new TryWatch(running)
  const secure = running.plan.servers[0]?.tls.mode === 'implicit'
  const stop = async () => {
    await running.stop()
    waiting.end()
    tries.end()
    await next?.stop()
  }
  return {
    name: running.plan.name,
    host,
    port: running.port,
    ca,
    clientOptions: { host, port: running.port, secure, tls: { ca } },
    get transcript() {
      return running.recorder.events
    },
    get sessions() {
      return running.sessions
    },
    get messages() {
      return running.messages.map(received)
    },
    next,
    crl: running.crlPem,
    tlsa: running.tlsa,
    clientCertificate: (wanted = {}) => issueClientCertificate(authority, wanted),
    nextSession: ({ timeoutMs = 5000 } = {}) => waiting.next(timeoutMs),
    reportClientError: (error) => void errors.push(error),
    clientErrors: errors,
    async judge({ policy = 'mandatory', control, client: said, timeoutMs = 5000 } = {}) {
      // A client that has come and failed need not come again.
      const failed = errors.length > 0 && running.sessions.length > 0
      await tries.over({ firstSessionMs: failed ? 0 : timeoutMs, tryMs: LONGEST_TRY_MS })
      const transcript = [...running.recorder.events]
      const [error] = errors
      const reported = errors.length > 0 ? ({ says: 'failed', text: wordsOf(error) } as const) : null
      const client = said ?? reported
      const grouping = settleMs === undefined ? {} : { settleMs }
      const judgement = judge({ scenario, transcript, policy, client, control: control ?? null, ...grouping })
      return { ...judgement, explain: () => explain(judgement, transcript) }
    },
    reset() {
      next?.reset()
      errors.length = 0
      const last = running.reset()
      waiting.clear(last)
      tries.clear(last)
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

// A client that hangs on an open connection is judged by what it did so far.
const LONGEST_TRY_MS = 30_000

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function received(message: StoredMessage): ReceivedMessage {
  return {
    ...message,
    async parsed() {
      const { default: PostalMime } = await import('postal-mime')
      return PostalMime.parse(message.raw)
    },
  }
}

type Waiter = (result: SessionSummary | Error) => void

const WHY_NONE = 'Did the client connect, and did it close the connection?'
const STOPPED = 'The server was stopped: no session ends any more.'

/** A test that asks for none of its thousands of sessions keeps the newest. */
const ENDED_LIMIT = 10_000

/** Ended sessions that nobody has asked for yet, and those who wait for one. */
class SessionQueue {
  readonly #ended: SessionSummary[] = []
  readonly #waiting: Waiter[] = []
  /** Sessions up to this one belong to a try before the last reset. */
  #forgotten = 0
  #stopped = false

  constructor(running: RunningServer) {
    running.onSessionClosed((session) => {
      if (session.probe || session.session <= this.#forgotten) return
      const waiter = this.#waiting.shift()
      if (waiter) waiter(session)
      else this.#ended.push(session)
      if (this.#ended.length > ENDED_LIMIT) this.#ended.shift()
    })
  }

  next(timeoutMs: number): Promise<SessionSummary> {
    const ended = this.#ended.shift()
    if (ended) return Promise.resolve(ended)
    if (this.#stopped) return Promise.reject(new Error(STOPPED))
    return new Promise((resolve, reject) => {
      const waiter: Waiter = (result) => {
        clearTimeout(timer)
        if (result instanceof Error) reject(result)
        else resolve(result)
      }
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
        waiter(new Error(`No session ended within ${timeoutMs} ms. ${WHY_NONE}`))
      }, timeoutMs)
      this.#waiting.push(waiter)
    })
  }

  /** Forgets the sessions up to `last`, also those that are still open. */
  clear(last: number): void {
    this.#ended.length = 0
    this.#forgotten = last
  }

  /** Whoever still waits is told that no session will come any more. */
  end(): void {
    this.#stopped = true
    for (const waiter of this.#waiting.splice(0)) waiter(new Error(STOPPED))
  }
}
