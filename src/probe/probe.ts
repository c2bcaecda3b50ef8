// Looks at one mail server as a careful client: the dialogue, then TLS hello by hello, then its certificate.
import { X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { certificatesIn } from '../ca/der.ts'
import type { Connection } from '../send/connection.ts'
import { Journal } from '../send/events.ts'
import type { Reply } from '../send/reply.ts'
import type { Clock } from '../transcript/contracts.ts'
import { Approach, heardOf } from './approach.ts'
import { askOn } from './ask.ts'
import { examineChain } from './certificate.ts'
import { logLines } from './comments.ts'
import { type Talk, talkInClear, talkInTls } from './dialogue.ts'
import { codeOf, type Findings, type Heard, type LogLine } from './findings.ts'
import { gradesOf } from './grade.ts'
import { clientHello } from './hello.ts'
import type { ProbeSettings } from './settings.ts'
import { scanTls, suitesFor } from './suites.ts'

export interface ProbeOptions {
  clock: Clock
  /** Called with each line of the log as it comes. */
  onLine?: (line: LogLine) => void
}

/** Never rejects for what a server does. Sends no mail: it stops behind MAIL FROM. */
export async function probe(settings: ProbeSettings, { clock, onLine = () => {} }: ProbeOptions): Promise<Findings> {
  const log: LogLine[] = []
  const journal = new Journal(clock, (event) => {
    for (const line of logLines(event)) {
      log.push(line)
      onLine(line)
    }
  })
  const approach = new Approach(settings, clock, journal)
  const found = await lookAt(approach)
  const findings = {
    version: 1 as const,
    target: { ...settings.target, address: approach.address },
    connections: approach.connections,
    ...found,
    log,
  }
  return { ...findings, grades: gradesOf(findings) }
}

type Found = Omit<Findings, 'version' | 'target' | 'connections' | 'grades' | 'log'>

const NOTHING: Found = {
  mode: null,
  greeting: null,
  ehlo: { clear: null, tls: null },
  starttls: null,
  handshake: null,
  mail: { clear: null, tls: null },
  tls: null,
  certificate: null,
  trouble: null,
}

async function lookAt(approach: Approach): Promise<Found> {
  const begun = await begin(approach)
  if ('missed' in begun) return { ...NOTHING, trouble: begun.missed }
  const { mode } = begun
  const clear = begun.mode === 'starttls' ? await talkInClear(approach, begun.connection, begun.greeting) : null
  if (clear && codeOf(clear.greeting) !== 220) {
    return { ...NOTHING, mode, greeting: clear.greeting, trouble: greetingTrouble(clear.greeting) }
  }
  const inTls = await talkInTls(approach, mode)
  const found: Found = { ...NOTHING, mode, ...joined(clear, inTls) }
  const toTls = mode === 'implicit' || codeOf(found.starttls?.reply ?? null) === 220
  if (!toTls) return { ...found, trouble: inTls.missed ?? found.starttls?.reply.missed ?? null }
  const { chain, ...tls } = await scanTls(approach, mode)
  const context = {
    host: approach.settings.target.host,
    now: approach.clock.date(),
    trusted: trustedBy(approach.settings),
  }
  const certificate = examineChain(chain ?? inTls.chain ?? [], { ...context, asSent: chain !== null })
  return { ...found, tls, certificate, trouble: inTls.missed ?? tls.incomplete ?? tlsTrouble(found, tls) }
}

type Begun = { mode: 'starttls'; connection: Connection; greeting: Heard } | { mode: 'implicit' } | { missed: string }

/**
 * Finds out when TLS starts: a server that stays silent is asked by a hello, on a connection of its own, since it may serve
 * one at a time. If that is not it, the greeting may be late: the next connection waits for it.
 */
async function begin(approach: Approach): Promise<Begun> {
  const { settings, clock } = approach
  if (settings.mode === 'implicit') return { mode: 'implicit' }
  const dialled = await approach.dial()
  if ('missed' in dialled) return dialled
  const { connection } = dialled
  const greeting = connection.greeting()
  if (settings.mode === null && (await isLate(greeting, settings.greetingMs, clock))) {
    connection.leave()
    if (await waitsForTls(approach)) return { mode: 'implicit' }
    const again = await approach.dial()
    if ('missed' in again) return again
    return { mode: 'starttls', connection: again.connection, greeting: heardOf(await again.connection.greeting()) }
  }
  return { mode: 'starttls', connection, greeting: heardOf(await greeting) }
}

function isLate(greeting: Promise<Reply>, limitMs: number, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(limitMs, () => resolve(true))
    void greeting.then(() => {
      cancel()
      resolve(false)
    })
  })
}

async function waitsForTls(approach: Approach): Promise<boolean> {
  const way = await approach.toTls('implicit')
  if ('missed' in way) return false
  const suites = suitesFor('TLSv1.2').map(({ number }) => number)
  const hello = clientHello({ version: 'TLSv1.2', suites, servername: approach.settings.target.host })
  const { kind } = await askOn(way.socket, hello, { clock: approach.clock, limitMs: approach.settings.limits.replyMs })
  return kind === 'taken' || kind === 'alert'
}

/** What was said in clear comes from the first dialogue, the rest from the second. */
function joined(clear: Talk | null, inTls: Talk): Omit<Talk, 'chain' | 'missed'> {
  return {
    greeting: clear?.greeting ?? inTls.greeting,
    ehlo: { clear: clear?.ehlo.clear ?? null, tls: inTls.ehlo.tls },
    starttls: inTls.starttls,
    handshake: inTls.handshake,
    mail: { clear: clear?.mail.clear ?? null, tls: inTls.mail.tls },
  }
}

function greetingTrouble(greeting: Heard | null): string {
  if (greeting?.missed != null) return `no greeting: ${greeting.missed}`
  return `the server turned the probe away at the greeting: ${greeting?.lines.at(-1) ?? ''}`
}

/** Nothing of TLS could be seen: that is a finding, and an end of the road. */
function tlsTrouble({ handshake }: Found, { versions }: NonNullable<Findings['tls']>): string | null {
  if (handshake?.ok || versions.some(({ suites }) => suites.length > 0)) return null
  return `no handshake could be begun: ${versions[0]?.ended ?? 'no answer'}`
}

function trustedBy({ ca }: ProbeSettings): X509Certificate[] {
  const pems = ca === undefined ? rootCertificates : certificatesIn(ca)
  return pems.flatMap((pem) => {
    try {
      return [new X509Certificate(pem)]
    } catch {
      return []
    }
  })
}
