// How long each mail took from its first try to its acceptance, and what stood in its way.
import { type Chart, counted, durationWords, type Figures, sessionsOf, type Table, trafficNotes } from './figures.ts'
import { figureReports } from './figures-report.ts'
import { isTurnedAway, type Mail, mailsOf } from './mails.ts'
import { dateOf, type Traffic } from './traffic.ts'

export const delaysReports = figureReports({
  name: 'delays',
  title: 'Delays',
  doc: 'How long each mail took from its first try to its acceptance, with its tries and the refusals that it met',
  count: countDelays,
})

export function countDelays(traffic: Traffic): Figures {
  const mails = mailsOf(traffic.connections)
  const told = new Set(mails.flatMap(({ before }) => before))
  const untold = traffic.connections.filter((each) => isTurnedAway(each) && !told.has(each))
  return {
    sentence: sentenceOf(mails),
    notes: [
      'A mail is recognised by its Message-ID; a try that showed none by sender, recipients and size.',
      'A connection that failed or was refused before it named a mail counts as a try of the mail that the same client (source address, name in EHLO) brought next.',
      ...(untold.length > 0
        ? [`${counted(untold.length, 'such connection')} had no mail after it, and is not counted.`]
        : []),
      ...trafficNotes(traffic),
    ],
    tables: [tableOf(mails)],
    charts: [chartOf(mails)],
  }
}

/** From the first try to the acceptance for the last recipient; null: it was not taken. */
export function delayOf(mail: Mail): number | null {
  return mail.acceptedAtMs === null ? null : mail.acceptedAtMs - firstAtMs(mail)
}

function firstAtMs({ tries, before }: Mail): number {
  return Math.min(tries[0].atMs, ...before.map(({ openedAtMs }) => openedAtMs))
}

function triesOf({ tries, before }: Mail): number {
  return tries.length + before.length
}

/** In the order in which the client met them. */
export function refusalsOf({ tries, before }: Mail): string[] {
  const turnedAway = before.map((each) => ({
    atMs: each.openedAtMs,
    words: each.refusals.length > 0 ? each.refusals.map(({ words }) => words) : [`TLS failed: ${each.failure?.words}`],
  }))
  const tried = tries.map(({ atMs, refusals }) => ({ atMs, words: refusals.map(({ words }) => words) }))
  return [...turnedAway, ...tried].sort((a, b) => a.atMs - b.atMs).flatMap(({ words }) => words)
}

function tableOf(mails: readonly Mail[]): Table {
  return {
    ...{ name: 'mails', title: 'Mails', empty: 'No client has tried to send a mail.' },
    columns: [
      { key: 'messageId', title: 'Message-ID', kind: 'text' },
      { key: 'firstTry', title: 'first try', kind: 'time' },
      { key: 'delayMs', title: 'delay', kind: 'ms' },
      { key: 'tries', title: 'tries', kind: 'count' },
      { key: 'refusals', title: 'refusals', kind: 'lines' },
      { key: 'accepted', title: 'recipients accepted', kind: 'share' },
      { key: 'sender', title: 'sender', kind: 'text' },
      { key: 'recipients', title: 'recipients', kind: 'lines' },
      { key: 'scenario', title: 'scenario', kind: 'text' },
      { key: 'sessions', title: 'sessions', kind: 'sessions' },
    ],
    rows: mails.map((mail) => {
      const [first] = mail.tries
      const atMs = firstAtMs(mail)
      const at = dateOf(first.connection, atMs)
      return {
        ...{ messageId: mail.messageId, sender: first.sender || '<>', recipients: mail.recipients.join('\n') || null },
        scenario: first.connection.scenario,
        firstTry: at?.toISOString() ?? `${(atMs / 1000).toFixed(3)} s`,
        delayMs: delayOf(mail),
        accepted: { count: mail.accepted.length, of: mail.recipients.length },
        tries: triesOf(mail),
        refusals: refusalsOf(mail).join('\n') || null,
        sessions: sessionsOf([...mail.before, ...mail.tries.map(({ connection }) => connection)]),
      }
    }),
  }
}

function sentenceOf(mails: readonly Mail[]): string {
  if (mails.length === 0) return 'No client has tried to send a mail.'
  const delays = mails.flatMap((mail) => delayOf(mail) ?? []).sort((a, b) => a - b)
  const atOnce = mails.filter((mail) => triesOf(mail) === 1 && mail.acceptedAtMs !== null).length
  const never = mails.length - delays.length
  const middle = delays[Math.floor((delays.length - 1) / 2)]
  return [
    `${counted(mails.length, 'mail')}: ${atOnce} taken at the first try, ${delays.length - atOnce} after more, ${never} not taken.`,
    ...(middle === undefined
      ? []
      : [
          `Half of those taken took no more than ${durationWords(middle)}, the slowest ${durationWords(delays.at(-1) ?? 0)}.`,
        ]),
  ].join(' ')
}

function chartOf(mails: readonly Mail[]): Chart {
  const slowest = mails
    .flatMap((mail) => {
      const delay = delayOf(mail)
      return delay === null ? [] : [{ mail, delay }]
    })
    .sort((a, b) => b.delay - a.delay)
  return {
    title: 'From the first try to the acceptance, the slowest first',
    parts: [{ title: '', tone: 'plain' }],
    bars: slowest.map(({ mail, delay }) => ({
      label: mail.messageId ?? `${mail.tries[0].sender || '<>'} to ${mail.recipients.join(', ')}`,
      values: [delay],
      words: `${durationWords(delay)}, ${triesOf(mail) === 1 ? 'one try' : `${triesOf(mail)} tries`}`,
    })),
  }
}
