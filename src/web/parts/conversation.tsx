// A session as a conversation: client left, server right, what lies between them in the middle.
import type { ComponentChildren } from 'preact'
import type { ServerInfo, ToldEvent } from '../../control/contract.ts'
import { versionWords } from '../../scenario/words.ts'
import type { CertificateFacts } from '../../transcript/events.ts'
import { Hello } from './hello.tsx'

interface Props {
  events: readonly ToldEvent[]
  /** Whose order decides which suite is taken. */
  order: ServerInfo['suiteOrder']
  /** Events that prove what is pointed at. */
  proof: ReadonlySet<number>
  /** The event that the address names. */
  target: number | null
}

export function Conversation({ events, order, proof, target }: Props) {
  const openedAtMs = events[0]?.atMs ?? 0
  let hello = -1
  const chosenFor = new Map<number, string>()
  for (const event of events) {
    if (event.event === 'tls.hello-received') hello = event.seq
    if (event.event === 'tls.established') chosenFor.set(hello, event.suite)
  }
  const shown = events.filter(({ words, event }) => words.length > 0 || event === 'tls.hello-received')
  return (
    <ol class="talk" aria-label="What was said">
      {shown.map((event, at) => (
        <Turn
          key={event.seq}
          event={event}
          atMs={event.atMs - openedAtMs}
          sinceMs={event.atMs - (shown[at - 1]?.atMs ?? openedAtMs)}
          chosen={chosenFor.get(event.seq) ?? null}
          order={order}
          isProof={proof.has(event.seq)}
          isTarget={event.seq === target}
        />
      ))}
    </ol>
  )
}

interface TurnProps {
  event: ToldEvent
  atMs: number
  sinceMs: number
  chosen: string | null
  order: ServerInfo['suiteOrder']
  isProof: boolean
  isTarget: boolean
}

function Turn({ event, atMs, sinceMs, chosen, order, isProof, isTarget }: TurnProps) {
  const { side, body } = said(event, chosen, order)
  const secured = 'secured' in event && event.secured
  const classes = [side, secured && 'tls', event.bad && 'bad', isProof && 'proof', isTarget && 'target']
  return (
    <li id={`e${event.seq}`} class={classes.filter(Boolean).join(' ')} tabIndex={-1}>
      <span class="when">
        <time title={`${(atMs / 1000).toFixed(3)} s after the connection was opened`}>{(atMs / 1000).toFixed(3)}</time>
        {sinceMs >= 1 && <small title="since the line before">+{duration(sinceMs)}</small>}
      </span>
      <span class="lock">{secured && <abbr title="inside TLS">TLS</abbr>}</span>
      <div class="say">{body}</div>
    </li>
  )
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
}

interface Said {
  side: 'client' | 'server' | 'fact'
  body: ComponentChildren
}

function said(event: ToldEvent, chosen: string | null, order: ServerInfo['suiteOrder']): Said {
  switch (event.event) {
    case 'smtp.command-received':
      return {
        side: 'client',
        body: (
          <>
            <p>{event.line}</p>
            {event.arrived === null && <p class="path">never arrived at the server</p>}
            {typeof event.arrived === 'string' && (
              <Changed was="sent" now="arrived" first={event.line} second={event.arrived} />
            )}
          </>
        ),
      }
    case 'smtp.content-received':
      return { side: 'client', body: <p class="aside">{plain(event)}</p> }
    case 'smtp.reply-sent':
      return {
        side: 'server',
        body: (
          <>
            {event.lines.map((line, at) => (
              <p key={at} class={event.code >= 400 ? 'refusal' : ''}>
                {line}
              </p>
            ))}
            {event.sent === null && <p class="path">made up by the path; the server sent nothing</p>}
            {event.sent && <Changed was="sent" now="arrived" {...difference(event.sent, event.lines)} />}
            {event.rule !== undefined && (
              <p class="aside">
                by {event.rule}
                {event.delayedMs !== undefined && `, after ${duration(event.delayedMs)}`}
              </p>
            )}
          </>
        ),
      }
    case 'smtp.reply-lost':
      return {
        side: 'server',
        body: (
          <>
            {event.lines.map((line, at) => (
              <p key={at}>
                <s>{line}</s>
              </p>
            ))}
            <p class="path">sent, never arrived</p>
          </>
        ),
      }
    case 'tls.hello-received':
      return {
        side: 'fact',
        body: (
          <details class="more">
            <summary>ClientHello: {event.summary}</summary>
            <Hello hello={event.hello} chosen={chosen} order={order} />
          </details>
        ),
      }
    case 'smtp.tls-record-received':
      return {
        side: 'fact',
        body: (
          <>
            <p>{plain(event)}</p>
            {event.hello && (
              <details class="more">
                <summary>ClientHello</summary>
                <Hello hello={event.hello} chosen={null} order={order} />
              </details>
            )}
          </>
        ),
      }
    case 'tls.established':
      return {
        side: 'fact',
        body: (
          <>
            <p class="agreed">
              {versionWords(event.version)} with {event.cipher} ({event.bits} bits)
            </p>
            <p class="aside">
              The handshake is complete. That alone does not show that the client accepted the certificate.
            </p>
            {event.clientCertificate && <Certificate {...event.clientCertificate} />}
            {event.clientCertificateAsked && !event.clientCertificate && (
              <p class="aside">A client certificate was asked for; none was shown.</p>
            )}
          </>
        ),
      }
    case 'tls.alert-received':
    case 'tls.alert-sent': {
      const sender = event.event === 'tls.alert-received' ? 'The client' : 'The server'
      return {
        side: 'fact',
        body: (
          <p>
            {sender} sends the alert <b>{event.name}</b> ({event.number}, {event.level})
            {event.inferred && <span class="aside"> as the error of the TLS engine tells</span>}
          </p>
        ),
      }
    }
    case 'session.closed':
      return {
        side: 'fact',
        body: (
          <p>
            Closed by {event.by === 'path' ? 'the path' : `the ${event.by}`}
            {event.how === 'rst' ? ' with a reset (RST)' : ''}. {event.bytesReceived} bytes from the client,{' '}
            {event.bytesSent} bytes to it.
          </p>
        ),
      }
    default:
      return { side: 'fact', body: <p>{plain(event)}</p> }
  }
}

/** The words of the terminal, without its marks. */
function plain({ words }: ToldEvent): string {
  return words.map((line) => line.replace(/^[CS]: \((.*)\)$/, '$1')).join('; ')
}

/** Of as many lines only those that differ; else all of them. */
function difference(sent: readonly string[], arrived: readonly string[]): { first: string; second: string } {
  if (sent.length !== arrived.length) return { first: sent.join('\n'), second: arrived.join('\n') }
  const changed = sent.flatMap((line, at) => (line === arrived[at] ? [] : [at]))
  return { first: changed.map((at) => sent[at]).join('\n'), second: changed.map((at) => arrived[at]).join('\n') }
}

function Changed({ was, now, first, second }: { was: string; now: string; first: string; second: string }) {
  return (
    <div class="path">
      <p>changed on the way</p>
      <dl>
        <dt>{was}</dt>
        <dd>
          <code>{first}</code>
        </dd>
        <dt>{now}</dt>
        <dd>
          <code>{second}</code>
        </dd>
      </dl>
    </div>
  )
}

function Certificate({ subject, issuer, validTo, fingerprint, trusted, problem }: CertificateFacts) {
  return (
    <details class="more">
      <summary>
        Client certificate: {trusted ? 'trusted' : `not trusted, ${problem ?? 'for an unknown reason'}`}
      </summary>
      <dl class="certificate">
        <dt>Subject</dt>
        <dd>{subject}</dd>
        <dt>Issuer</dt>
        <dd>{issuer}</dd>
        <dt>Valid to</dt>
        <dd>{validTo}</dd>
        <dt>SHA-256</dt>
        <dd>
          <code>{fingerprint}</code>
        </dd>
      </dl>
    </details>
  )
}
