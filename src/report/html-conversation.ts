// A transcript as a conversation: client left, server right, what ran inside TLS marked, and what the path changed.
import { versionWords } from '../scenario/words.ts'
import type { EventName, TranscriptEvent } from '../transcript/events.ts'
import { eventAnchor, findingAnchor, type Hop } from './html-anchors.ts'
import { certificateFacts, helloFacts } from './html-tls.ts'
import { html, type Markup } from './markup.ts'
import type { ScenarioResult, SecondHop } from './result.ts'
import { eventWords, type Gap, gapWords, isBad, shownEvents } from './shown-events.ts'

export function conversation(result: ScenarioResult, number: number): Markup {
  return sessionsMarkup(shownEvents(result), { number, hop: 1, evidence: evidenceOf(result, number) })
}

/** Nobody is judged there, so nothing rests on its events. */
export function secondConversation({ events }: SecondHop, number: number): Markup {
  return sessionsMarkup(shownEvents({ events, judgement: null }), { number, hop: 2, evidence: new Map() })
}

/** What a terminal leaves out is left out, unless something rests on it. */
function sessionsMarkup(events: readonly (TranscriptEvent | Gap)[], place: Place): Markup {
  const told = events.filter(
    (event) => event.event === 'gap' || place.evidence.has(event.seq) || eventWords(event).length > 0,
  )
  return html`${sessionsOf(told).map((session) => sessionMarkup(session, place))}`
}

interface Finding {
  name: string
  anchor: string
}

interface Place {
  number: number
  hop: Hop
  /** By event: what rests on it. */
  evidence: ReadonlyMap<number, readonly Finding[]>
}

interface Session {
  number: number
  events: (TranscriptEvent | Gap)[]
}

function evidenceOf({ judgement }: ScenarioResult, number: number): Map<number, Finding[]> {
  const evidence = new Map<number, Finding[]>()
  const add = (seqs: readonly number[], finding: Finding) => {
    for (const seq of seqs) {
      const known = evidence.get(seq)
      if (known) known.push(finding)
      else evidence.set(seq, [finding])
    }
  }
  for (const [at, { id, events }] of judgement.failed.entries()) {
    add(events, { name: id, anchor: findingAnchor(number, 'x', at) })
  }
  for (const [at, { id, events }] of judgement.diagnoses.entries()) {
    add(events, { name: id, anchor: findingAnchor(number, 'd', at) })
  }
  return evidence
}

/** One after another, also where they ran side by side. A gap stays with the session before it. */
function sessionsOf(events: readonly (TranscriptEvent | Gap)[]): Session[] {
  const sessions = new Map<number, Session>()
  let last = 0
  for (const event of events) {
    const number = event.event === 'gap' ? last : event.session
    last = number
    const known = sessions.get(number)
    if (known) known.events.push(event)
    else sessions.set(number, { number, events: [event] })
  }
  return [...sessions.values()]
}

function sessionMarkup({ number, events }: Session, place: Place): Markup {
  const opened = findEvent(events, 'session.opened')
  const startMs = opened?.atMs ?? firstMs(events)
  const probe = findEvent(events, 'session.closed')?.bytesReceived === 0
  const from = opened ? ` from ${opened.from}` : ''
  return html`<section class="session">
${number > 0 && html`<h5>Session ${number}${from}, at ${seconds(startMs)} s${probe && ': a port check, not judged'}</h5>`}
<ol class="talk">
${events.map((event) => (event.event === 'gap' ? html`<li class="fact"><time></time><span></span><div class="say"><p>${gapWords(event)}</p></div></li>\n` : turn(event, startMs, place)))}</ol>
</section>
`
}

function findEvent<E extends EventName>(events: Session['events'], name: E): EventOf<E> | undefined {
  return events.find((event): event is EventOf<E> => event.event === name)
}

function firstMs(events: Session['events']): number {
  const first = events.find((event): event is TranscriptEvent => event.event !== 'gap')
  return first?.atMs ?? 0
}

function turn(event: TranscriptEvent, startMs: number, { number, hop, evidence }: Place): Markup {
  const { side, body } = said(event)
  const findings = evidence.get(event.seq) ?? []
  const secured = 'secured' in event && event.secured
  return html`<li id="${eventAnchor(number, event.seq, hop)}" class="${side}${secured && ' tls'}${findings.length > 0 && ' evidence'}">
<time>${seconds(event.atMs - startMs)}</time><span class="lock">${secured && 'tls'}</span>
<div class="say">${body}${findings.length > 0 && html`<p class="proves">${event.seq} shows ${findings.map(({ name, anchor }) => html`<a href="#${anchor}">${name}</a> `)}</p>`}</div>
</li>
`
}

type EventOf<E extends EventName> = Extract<TranscriptEvent, { event: E }>

type Side = 'client' | 'server' | 'fact' | 'fact bad' | 'fact tls'

function said(event: TranscriptEvent): { side: Side; body: Markup } {
  switch (event.event) {
    case 'smtp.command-received':
      return { side: 'client', body: html`<p>${event.line}</p>${changedCommand(event.arrived)}` }
    case 'smtp.content-received':
      return { side: 'client', body: html`<p class="aside">${plain(event)}</p>` }
    case 'smtp.reply-sent':
      return {
        side: 'server',
        body: html`${replyLines(event)}${
          event.rule !== undefined &&
          html`<p class="aside">by ${event.rule}${event.delayedMs !== undefined && ` after ${event.delayedMs} ms`}${event.hurried && '; the client did not wait for it'}</p>`
        }`,
      }
    case 'smtp.reply-lost':
      return {
        side: 'server',
        body: html`${event.lines.map((line) => html`<p><s>${line}</s></p>`)}<p class="path">sent, never arrived</p>`,
      }
    case 'tls.hello-received':
      return { side: 'fact tls', body: opened(`ClientHello: ${event.summary}`, helloFacts(event.hello)) }
    case 'smtp.tls-record-received':
      return {
        side: 'fact bad',
        body: event.hello ? opened(plain(event), helloFacts(event.hello)) : html`<p>${plain(event)}</p>`,
      }
    case 'tls.established': {
      const words = `${versionWords(event.version)} with ${event.cipher} (${event.bits} bits)`
      const certificate = event.clientCertificate
      if (certificate) {
        return { side: 'fact tls', body: opened(`${words}, client certificate shown`, certificateFacts(certificate)) }
      }
      return {
        side: 'fact tls',
        body: html`<p>${words}${event.clientCertificateAsked && ', client certificate asked for, none shown'}</p>`,
      }
    }
    default:
      return { side: isBad(event) ? 'fact bad' : 'fact', body: html`<p>${plain(event)}</p>` }
  }
}

/** The words that the terminal has for it. */
function plain(event: TranscriptEvent): string {
  const words = eventWords(event)
    .join('; ')
    .replace(/^[CS]: \((.*)\)$/, '$1')
  return words === '' ? event.event : words
}

function opened(title: string, inside: Markup): Markup {
  return html`<details class="more"><summary>${title}</summary>${inside}</details>`
}

function changedCommand(arrived: string | null | undefined): Markup | null {
  if (arrived === undefined) return null
  if (arrived === null) return html`<p class="path">never arrived at the server</p>`
  return html`<p class="path">arrived as <code>${arrived}</code></p>`
}

/** What the client received; where the path kept the lines, beside each changed one what the server sent. */
function replyLines({ lines, code, sent }: EventOf<'smtp.reply-sent'>): Markup {
  const beside = sent?.length === lines.length ? sent : []
  const paragraphs = lines.map((line, at) => {
    const other = beside[at]
    const changed =
      other !== undefined && other !== line && html`<span class="path">sent as <code>${other}</code></span>`
    return html`<p${code >= 400 && html` class="refusal"`}>${line}${changed}</p>`
  })
  return html`${paragraphs}${beside.length === 0 && changedReply(sent)}`
}

function changedReply(sent: readonly string[] | null | undefined): Markup | null {
  if (sent === undefined) return null
  if (sent === null) return html`<p class="path">made up by the path; the server sent nothing</p>`
  return html`<p class="path">sent as ${sent.map((line) => html`<code>${line}</code> `)}</p>`
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}
