// One connection from its first byte to its last. Start reading here.
import type { Socket } from 'node:net'
import { directLog } from '../path/dialogue-log.ts'
import { observePath } from '../path/observe.ts'
import { travel } from '../path/travel.ts'
import { connectUpstream } from '../path/upstream.ts'
import type { Wire } from '../path/wire.ts'
import type { Plan } from '../scenario/plan.ts'
import type { ServerPlan } from '../scenario/server-plan.ts'
import type { StoredMessage } from '../smtp/conversation.ts'
import { converse } from '../smtp/converse.ts'
import type { RuleBook } from '../smtp/rules.ts'
import { helloIn, shakeHands } from '../tls/handshake.ts'
import type { TlsAcceptor } from '../tls/layer.ts'
import { describeHello } from '../tls/wire/describe-hello.ts'
import { versionRank } from '../tls/wire/names.ts'
import { looksLikeTls, readClientHello } from '../tls/wire/records.ts'
import type { Capture, Clock, SecuredStream, ServedStream, SessionCapture } from '../transcript/contracts.ts'
import type { Append } from '../transcript/events.ts'
import { EndWatch } from './ending.ts'
import type { OpenConnections } from './open-connections.ts'
import { takeProxyHeader } from './proxy-header.ts'
import { sessionRandom } from './random.ts'

/** What one running server lends to each of its sessions. */
export interface SessionHost {
  plan: Plan
  clock: Clock
  rules: RuleBook
  connections: OpenConnections
  showSecrets: boolean
  /** Null: nobody looks at the wire, which is the rule. */
  capture: Capture | null
  /** The TLS engine that serves one of the plan's servers. */
  acceptorFor(server: ServerPlan): TlsAcceptor
  identify(): string
  store(message: StoredMessage): void
  /** Keeps a certificate that crossed the wire, in DER with its chain. */
  showed(session: number, by: 'server' | 'client', chain: readonly Buffer[]): void
}

const PROXY_HEADER_MS = 10_000

/** Serves one client until its connection is gone. Never rejects: a mistake of ours is an event and ends this session only. */
export async function serveSession(client: Socket, session: number, append: Append, host: SessionHost): Promise<void> {
  const watch = new EndWatch()
  watch.watch(client)
  client.on('error', () => {})
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
  const capture = host.capture && captureOf(client, host.capture)

  try {
    const from = await sourceOf(client, append, host, capture)
    if (from) await play(client, from, session, append, host, watch, capture)
    else client.destroy()
  } catch (error) {
    append('session.failed', { detail: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    client.destroy()
  }
  await closed

  tellEnd(watch, capture)
  host.rules.sessionEnded(session)
  append('session.closed', { ...watch.ending, bytesReceived: client.bytesRead, bytesSent: client.bytesWritten })
}

/** The session proper: the path, TLS where it is due at once, then SMTP, or a real server behind the path. */
async function play(
  client: Socket,
  from: string,
  session: number,
  append: Append,
  host: SessionHost,
  watch: EndWatch,
  capture: SessionCapture | null,
) {
  const { plan, clock, rules, connections, showSecrets, identify, store } = host
  const { server, policy, ...scored } = plan.serverFor(from)
  if (policy !== null) append('policy.chosen', { policy, from, ...scored })
  const { count, leave } = connections.enter(from)
  if (client.closed) leave()
  else client.once('close', leave)

  const observer = plan.path.length > 0 ? observePath({ append, showSecrets }) : null
  const log = observer ?? directLog(append)
  const wire = travel(client, plan.path, {
    clock,
    random: sessionRandom(plan.seed, session),
    append,
    ...((observer || capture) && {
      clientBytes: (toward, bytes) => {
        capture?.bytes(toward, bytes)
        observer?.clientBytes(toward, bytes)
      },
    }),
    leftBehind: () => watch.leftBehind(),
    ended: (how) => watch.ended('path', how),
  })
  const reset = () => {
    watch.ended('server', 'rst')
    wire.resetAndDestroy()
  }
  const secure = async (stream: ServedStream): Promise<SecuredStream | null> => {
    const secured = await shakeHands(stream, server.tls, host.acceptorFor(server), {
      append,
      clock,
      reset,
      showed: (by, chain) => host.showed(session, by, chain),
      // Inside a handshake only its engine hears how the client ends.
      clientEnded: (how) => watch.ended('client', how),
      ...(capture && { key: (line) => capture.key(line) }),
    })
    // On a bare socket TLS takes over the reading: only it hears how the client ends.
    if (secured) watch.watch(secured.stream)
    return secured
  }

  if (plan.upstream) await relay(wire, plan.upstream, { append, clock, log, showSecrets })
  else {
    const secured = server.tls.mode === 'implicit' ? await secure(wire) : null
    if (secured || server.tls.mode !== 'implicit') {
      const context = {
        plan: server.smtp,
        session,
        from,
        rules,
        append,
        log,
        clock,
        showSecrets,
        secured,
        secure,
        reset,
      }
      await converse(secured?.stream ?? wire, {
        ...context,
        ...{ looksLikeTls, readHello, versionRank: (version) => versionRank(version) ?? 0, identify, store },
        connections: count,
      })
    }
  }
  observer?.close()
}

function readHello(bytes: Buffer) {
  return readClientHello(bytes).state === 'need-more' ? undefined : helloIn(bytes)
}

type RelayContext = Parameters<typeof connectUpstream>[2]

/** TLS is opaque behind a path; its ClientHello is not. */
function relay(wire: Wire, upstream: { host: string; port: number }, context: RelayContext): Promise<void> {
  return connectUpstream(wire, upstream, {
    ...context,
    onTlsStart(bytes) {
      const hello = helloIn(bytes)
      if (!hello) return 'more'
      context.append('tls.hello-received', { hello, summary: describeHello(hello) })
      return 'enough'
    },
  })
}

/** Says that a session opened and from where; null when a PROXY header was due and none came. */
async function sourceOf(
  client: Socket,
  append: Append,
  { plan, clock }: SessionHost,
  capture: SessionCapture | null,
): Promise<string | null> {
  const opened = endsOf(client)
  const { from } = opened
  if (!plan.servers[0]?.proxyProtocol) {
    append('session.opened', opened)
    return from
  }
  const header = await takeProxyHeader(client, clock, PROXY_HEADER_MS, (bytes) => capture?.bytes('server', bytes))
  if (typeof header === 'string') {
    append('session.opened', opened)
    append('proxy.header-unreadable', { reason: header })
    return null
  }
  const source = header.source ?? { address: from, port: opened.fromPort }
  const address = unmapped(source.address)
  append('session.opened', { ...opened, from: address, fromPort: source.port })
  append('proxy.header-received', { version: header.version, from: address, fromPort: source.port })
  return address
}

function endsOf(client: Socket) {
  return {
    from: unmapped(client.remoteAddress),
    fromPort: client.remotePort ?? 0,
    to: unmapped(client.localAddress),
    toPort: client.localPort ?? 0,
  }
}

/** The capture of one session, told when either side ends it in peace. Null for a client that has gone already. */
function captureOf(client: Socket, capture: Capture): SessionCapture | null {
  const ends = endsOf(client)
  if (ends.from === '' || ends.to === '') return null
  const session = capture.session(ends)
  client.on('end', () => session.ended('client', 'fin'))
  client.on('finish', () => session.ended('server', 'fin'))
  return session
}

/** A path ends the client's connection in the place of the server. */
function tellEnd({ ending: { by, how } }: EndWatch, capture: SessionCapture | null): void {
  const who = by === 'client' ? 'client' : 'server'
  capture?.ended(who, how)
  if (how === 'fin') capture?.ended(who === 'client' ? 'server' : 'client', how)
}

/** An IPv4 address that a dual-stack socket shows as `::ffff:a.b.c.d`, as IPv4. */
function unmapped(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '')
}
