// The mail_logs of a Cisco ESA that had received these sessions, with the line of message tracking about TLS.
import type { EventFields, TranscriptEvent } from '../../transcript/events.ts'
import type { ProductLog } from './product-log.ts'
import { pathIn, type Session } from './sessions.ts'
import { MONTHS } from './syslog.ts'
import { opensslError } from './tls-words.ts'

export const ciscoEsaLog: ProductLog = {
  name: 'log-cisco-esa',
  doc: 'The mail_logs of a Cisco ESA that had received these sessions, and what its message tracking says of TLS',
  source:
    'seed 004:46 and 004:52 (message tracking); Cisco 118500 (TLS in mail_logs), 118570 (SMTP authentication), 118232 (ICID, MID)',
  open({ number }) {
    let mids = FIRST_MID + (number - 1) * APART
    return (event, session, at) =>
      linesOf(event, session, () => ++mids).map((line) =>
        line.startsWith(TRACKING) ? `${trackingTime(at)} ${line}` : `${timeOf(at)} Info: ${line}`,
      )
  },
}

/** The first ids that are given out; where they start is the appliance's affair. */
const FIRST_ICID = 724_948
const FIRST_MID = 200_257_069
/** Between the ids of the servers of one run. */
const APART = 100_000

const TRACKING = 'Incoming connection (ICID '

function linesOf(event: TranscriptEvent, session: Session, nextMid: () => number): string[] {
  const icid = FIRST_ICID + (session.serverNumber - 1) * APART + session.number
  switch (event.event) {
    case 'session.opened': {
      const { from, to } = session.opened
      const reverse = /^(127\.|::1$)/.test(from) ? 'localhost verified yes' : 'unknown verified no'
      return [
        `New SMTP ICID ${icid} interface Data 1 (${to}) address ${from} reverse dns host ${reverse}`,
        `ICID ${icid} ACCEPT SG UNKNOWNLIST match sbrs[none] SBRS None`,
      ]
    }
    case 'tls.established': {
      const negotiated = `TLS protocol ${event.version} cipher ${event.cipher}`
      return [
        `ICID ${icid} ${negotiated.replace('TLS', 'TLS success')}`,
        `${TRACKING}${icid}) successfully accepted ${negotiated}.`,
      ]
    }
    case 'tls.failed':
      return [`ICID ${icid} TLS failed: ${errorOf(event)}`]
    case 'smtp.reply-sent':
      return [...loginOf(event, session, icid), ...refusalOf(event, session, icid)]
    case 'smtp.message-accepted':
      return messageLines(event, session, { icid, mid: nextMid() })
    case 'session.closed':
      return [
        ...(event.by === 'client' && session.last?.verb !== 'QUIT' ? [`ICID ${icid} lost`] : []),
        `ICID ${icid} close`,
      ]
    default:
      return []
  }
}

/** As the appliance, which is built on OpenSSL, shows an error: its number and its words. */
function errorOf({ reason, detail }: EventFields['tls.failed']): string {
  if (reason === 'timed-out') return "'The TLS handshake timed out'"
  if (reason === 'client-closed' || reason === 'server-closed') return "'Remote host closed the connection'"
  const error = opensslError(reason, detail)
  const number = Number.parseInt(/^error:([0-9A-F]+)/.exec(error)?.[1] ?? '0', 16)
  return `(${number}, '${error}')`
}

function loginOf({ code }: EventFields['smtp.reply-sent'], session: Session, icid: number): string[] {
  const { answered, tried } = session
  if (!answered || !tried || (answered.verb !== 'AUTH' && answered.verb !== '') || (code < 400 && code !== 235))
    return []
  const result = code === 235 ? 'succeeded' : 'failed'
  return [
    `SMTP Auth: (ICID ${icid}) ${result} for user: ${tried.user} using AUTH mechanism: ${tried.mechanism} with profile: SMTPAuth`,
  ]
}

function refusalOf({ code, lines, sent }: EventFields['smtp.reply-sent'], session: Session, icid: number): string[] {
  const { answered, sender } = session
  if (code < 400 || !answered) return []
  const [reply = ''] = sent ?? lines
  const said = `'${reply}'`
  if (answered.verb === 'RCPT') {
    return [
      `ICID ${icid} Address: <${pathIn(answered.line)}> sender <${sender ?? ''}> rejected by Receiving Control ${said}`,
    ]
  }
  if (answered.verb === 'MAIL') return [`ICID ${icid} Address: <${pathIn(answered.line)}> sender rejected ${said}`]
  if (answered.verb === 'message') return [`ICID ${icid} Message rejected ${said}`]
  return []
}

function messageLines(
  event: EventFields['smtp.message-accepted'],
  session: Session,
  { icid, mid }: { icid: number; mid: number },
): string[] {
  const { id, sender, recipients, bytes } = event
  const messageId = session.headerOf(id, 'Message-ID')
  const subject = session.headerOf(id, 'Subject')
  return [
    `Start MID ${mid} ICID ${icid}`,
    `MID ${mid} ICID ${icid} From: <${sender}>`,
    ...recipients.map((recipient, at) => `MID ${mid} ICID ${icid} RID ${at} To: <${recipient}>`),
    ...(messageId === null ? [] : [`MID ${mid} Message-ID '${messageId}'`]),
    ...(subject === null ? [] : [`MID ${mid} Subject '${subject}'`]),
    `MID ${mid} ready ${bytes} bytes from <${sender}>`,
  ]
}

/** `Mon Nov 25 10:15:07 2019`. */
function timeOf(at: Date): string {
  const day = String(at.getUTCDate()).padStart(2, '0')
  const time = at.toISOString().slice(11, 19)
  return `${DAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${day} ${time} ${at.getUTCFullYear()}`
}

/** `25 Nov 2019 10:15:07 (GMT +00:00)`. */
function trackingTime(at: Date): string {
  const day = String(at.getUTCDate()).padStart(2, '0')
  return `${day} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()} ${at.toISOString().slice(11, 19)} (GMT +00:00)`
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
