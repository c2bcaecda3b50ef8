// The transcript as people read it in a terminal: who said what, when, and what ran inside TLS.
import { styleText } from 'node:util'
import { versionWords } from '../scenario/words.ts'
import type { TranscriptEvent } from '../transcript/events.ts'
import { percent, type Summary } from '../transcript/summary.ts'
import { visible } from '../transcript/visible.ts'

export { visible, visibleJson } from '../transcript/visible.ts'

export type Style = Parameters<typeof styleText>[0]

export interface TerminalOptions {
  /** Escape codes for colour; off when the output is no terminal, or NO_COLOR is set. */
  colour: boolean
  /** In front of every line, when several servers share the terminal. */
  label?: string
}

/** Turns events into lines, one session after another or mixed; keeps the start of each session for the clock. */
export class TerminalTranscript {
  readonly #paint: (style: Style, text: string) => string
  readonly #label: string
  readonly #openedAtMs = new Map<number, number>()

  constructor({ colour, label }: TerminalOptions) {
    // From Node 22 on styleText looks at the process's own stdout unless told not to; here the caller decides.
    this.#paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text)
    this.#label = label === undefined ? '' : `${label} `
  }

  /** The lines for one event; none for events that another one tells better. */
  lines(event: TranscriptEvent): string[] {
    if (event.event === 'session.opened') this.#open(event.session, event.atMs)
    const openedAtMs = this.#openedAtMs.get(event.session) ?? event.atMs
    const secured = 'secured' in event && event.secured
    const seconds = ((event.atMs - openedAtMs) / 1000).toFixed(3).padStart(8)
    const margin = `${this.#label}#${event.session}`.padEnd(this.#label.length + 3)
    const mark = secured ? 'tls' : '   '
    return told(event).map(([style, text]) => {
      return `${this.#paint('dim', `${margin}${seconds}`)}  ${this.#paint('green', mark)}  ${this.#paint(style, visible(text))}`
    })
  }

  #open(session: number, atMs: number): void {
    this.#openedAtMs.set(session, atMs)
    const [oldest] = this.#openedAtMs.keys()
    if (this.#openedAtMs.size > REMEMBERED && oldest !== undefined) this.#openedAtMs.delete(oldest)
  }
}

/** Sessions whose start is known: a relay tells of a session that has closed. */
const REMEMBERED = 20_000

type Told = [style: Style, text: string]

function told(event: TranscriptEvent): Told[] {
  switch (event.event) {
    case 'session.opened':
      return [['bold', `-- connected from ${event.from}`]]
    case 'session.closed':
      return [
        [
          'bold',
          `-- closed by ${event.by === 'path' ? 'the path' : `the ${event.by}`}${event.how === 'rst' ? ' with a reset' : ''}`,
        ],
      ]
    case 'smtp.command-received':
      return [['cyan', `C: ${event.line}`], ...changed('arrived at the server', event.arrived)]
    case 'smtp.reply-sent':
      return [
        ...event.lines.map((line): Told => [event.code >= 400 ? 'red' : 'reset', `S: ${line}`]),
        ...changed('sent by the server', event.sent === null ? null : event.sent?.join(' / ')),
        ...(event.rule ? [note(`by ${event.rule}${event.delayedMs ? ` after ${event.delayedMs} ms` : ''}`)] : []),
        ...(event.hurried ? [note('the client did not wait for it')] : []),
      ]
    case 'smtp.reply-withheld':
      return [note(`no reply (${event.rule}), then ${event.then}`)]
    case 'smtp.reply-held':
      return [note(`the reply waits for ${event.ms} ms (${event.rule})`)]
    case 'smtp.reply-lost':
      return [note(`the reply never reached the client: ${event.lines.join(' / ')}`)]
    case 'tls.hello-received':
      return [fact(`ClientHello: ${event.summary}`)]
    case 'tls.established': {
      const certificate = event.clientCertificate
      const shown = certificate
        ? `, client certificate ${certificate.subject} (${certificate.trusted ? 'trusted' : certificate.problem})`
        : event.clientCertificateAsked
          ? ', no client certificate'
          : ''
      return [fact(`${versionWords(event.version)} with ${event.cipher} (${event.bits} bits)${shown}`)]
    }
    case 'tls.failed':
      return [['red', `== handshake failed: ${event.reason} (${event.detail})`]]
    case 'tls.alert-received':
      return [['red', `== alert from the client: ${event.number} ${event.name}`]]
    case 'tls.alert-sent':
      return [['red', `== alert to the client: ${event.number} ${event.name}`]]
    case 'tls.hello-unreadable':
      return [['red', `== no ClientHello: ${event.reason}`]]
    case 'tls.engine-chosen':
      // The usual one goes without saying.
      return event.engine === 'scripted' ? [note(`scripted TLS${event.because ? `: ${event.because}` : ''}`)] : []
    case 'tls.fault-played':
      return [fact(`fault ${event.fault}: ${event.detail}`)]
    case 'tls.client-certificate-refused':
      return [['red', `== client certificate refused: ${event.problem}`]]
    case 'tls.timed-out':
      return [note(`no handshake within ${event.afterMs} ms`)]
    case 'smtp.credentials-received':
      return [
        [
          event.secured ? 'dim' : 'red',
          `-- credentials of ${event.user} by ${event.mechanism}${event.secured ? '' : ' IN CLEAR'}`,
        ],
      ]
    case 'smtp.content-received':
      return [['cyan', `C: (${event.bytes} bytes of message${event.complete ? '' : ', cut off'})`]]
    case 'smtp.message-accepted':
      return [
        [
          event.secured ? 'green' : 'red',
          `-- message ${event.id} accepted ${event.secured ? 'inside TLS' : 'IN CLEAR'}, ${event.bytes} bytes`,
        ],
      ]
    case 'smtp.message-refused':
      return [note('message refused')]
    case 'smtp.tls-record-received':
      return [['red', '-- the client speaks TLS at once; this port speaks SMTP first']]
    case 'smtp.foreign-protocol-received':
      return [['red', `-- the client speaks ${event.protocol.toUpperCase()}, not SMTP`]]
    case 'smtp.bare-lf-received':
      return [
        note(
          `the client ends lines with LF alone${event.contentLine ? `, line ${event.contentLine} of the message` : ''}`,
        ),
      ]
    case 'smtp.bare-lf-end-received':
      return [
        [
          'red',
          `-- ${event.sequence} in line ${event.contentLine} of the message: ${event.taken ? 'taken for' : 'not'} its end`,
        ],
      ]
    case 'smtp.line-too-long':
      return [['red', `-- a line of more than ${event.limit} bytes`]]
    case 'smtp.partial-line-received':
      return [note(`the connection ended inside a line: ${event.line}`)]
    case 'smtp.pipelined-behind-starttls':
      return [['red', `-- ${event.bytes} bytes came behind STARTTLS in clear (${event.kind})`]]
    case 'smtp.talked-before-greeting':
      return [note('the client talked before the greeting')]
    case 'smtp.timed-out':
      return [note(`no command within ${event.afterMs} ms`)]
    case 'path.acted':
      return [note(`path, ${event.step}: ${event.detail}`)]
    case 'path.upstream-failed':
      return [['red', `-- ${event.upstream} cannot be reached: ${event.detail}`]]
    case 'policy.chosen':
      return [note(`policy ${event.policy} is for ${event.from}`)]
    case 'proxy.header-received':
      return []
    case 'proxy.header-unreadable':
      return [['red', `-- no PROXY header: ${event.reason}`]]
    case 'session.refused':
      return [['red', `-- turned away: ${event.reason}`]]
    case 'session.failed':
      return [['red', `-- a bug of the simulator: ${event.detail}`]]
    case 'relay.started':
      return [note(`relay: message ${event.id} goes on to ${event.next} (tls: ${event.tls})`)]
    case 'relay.delivered': {
      const { id, secured, version, cipher, refused } = event
      const how = secured ? `inside ${versionWords(version ?? 'TLS')} with ${cipher}` : 'IN CLEAR'
      const left = refused.length > 0 ? `, but not for ${refused.join(', ')}` : ''
      return [[secured ? 'green' : 'red', `-- relay: message ${id} delivered ${how}${left}`]]
    }
    case 'relay.refused':
      return [['red', `-- relay: message ${event.id} refused by the next server: ${event.reply}`]]
    case 'relay.failed':
      return [['red', `-- relay: message ${event.id} not delivered, ${event.reason}: ${event.detail}`]]
    case 'relay.returned':
      return [note(`relay: a report that it did not arrive goes to ${event.to} (${event.status})`)]
    case 'transcript.dropped':
      return [note(`${event.events} older events are gone`)]
    case 'transcript.session-lost':
      return [
        note(
          `nothing is kept of ${event.sessions === 1 ? 'a session' : `${event.sessions} sessions`} from ${event.from}`,
        ),
      ]
    case 'transcript.thinned':
      return [note(`${event.events} events like others of this session are gone`)]
  }
}

function note(text: string): Told {
  return ['dim', `-- ${text}`]
}

function fact(text: string): Told {
  return ['magenta', `== ${text}`]
}

function changed(what: string, other: string | null | undefined): Told[] {
  if (other === undefined) return []
  return [['yellow', other === null ? `   (never ${what})` : `   (${what}: ${other})`]]
}

/** The counts at the end of a run, with the share of each TLS version as provider reports give it. */
export function summaryLines(summary: Summary): string[] {
  const probes = summary.probes > 0 ? `, ${counted(summary.probes, 'port check')}` : ''
  const failed = summary.handshakesFailed > 0 ? `, ${counted(summary.handshakesFailed, 'failed handshake')}` : ''
  const lines = [
    `${counted(summary.sessions, 'session')}, ${counted(summary.messages.all, 'message')}${failed}${probes}`,
  ]
  const { all, byVersion, inClear } = summary.messages
  if (all > 0) lines.push(`messages: ${shares({ ...byVersion, 'in clear': inClear }, all)}`)
  if (summary.sessions > 0) lines.push(`sessions: ${shares(renamed(summary.byVersion), summary.sessions)}`)
  return lines
}

function renamed({ none = 0, ...versions }: Record<string, number>): Record<string, number> {
  return { ...versions, 'without TLS': none }
}

function shares(counts: Record<string, number>, all: number): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${percent(count, all)} ${versionWords(name)} (${count})`)
    .join(', ')
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
