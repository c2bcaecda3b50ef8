// How long each mail took from its first try to its acceptance, and what stood in its way.
import { type Chart, counted, durationWords, type Figures, sessionsOf, type Table, trafficNotes } from './figures.ts'
import { figureReports } from './figures-report.ts'
import { type Mail, mailsOf } from './mails.ts'
import { dateOf, type Traffic } from './traffic.ts'

export const delaysReports = figureReports({
  name: 'delays',
  title: 'Delays',
  doc: 'How long each mail took from its first try to its acceptance, with its tries and the refusals that it met',
  count: countDelays,
})

export function countDelays(traffic: Traffic): Figures {
  const mails = mailsOf(traffic.connections)
  const without = traffic.connections.filter(({ tries }) => tries.length === 0)
  return {
    sentence: sentenceOf(mails),
    notes: [
      'A mail is recognised by its Message-ID; a try that showed none by sender, recipients and size.',
      ...(without.length > 0
        ? [
            `${counted(without.length, 'connection')} named no mail: nobody knows whose try that was, and it is not counted.`,
          ]
        : []),
      ...trafficNotes(traffic),
    ],
    tables: [tableOf(mails)],
    charts: [chartOf(mails)],
  }
}

/** From the first try to the acceptance for the last recipient; null: it was not taken. */
export function delayOf({ tries, acceptedAtMs }: Mail): number | null {
  return acceptedAtMs === null ? null : acceptedAtMs - tries[0].atMs
}

function tableOf(mails: readonly Mail[]): Table {
  return {
    ...{ name: 'mails', title: 'Mails', empty: 'No client has tried to send a mail.' },
    columns: [
      { key: 'messageId', title: 'Message-ID', kind: 'text' },
      { key: 'sender', title: 'sender', kind: 'text' },
      { key: 'recipients', title: 'recipients', kind: 'lines' },
      { key: 'scenario', title: 'scenario', kind: 'text' },
      { key: 'firstTry', title: 'first try', kind: 'text' },
      { key: 'delayMs', title: 'delay', kind: 'ms' },
      { key: 'accepted', title: 'recipients accepted', kind: 'share' },
      { key: 'tries', title: 'tries', kind: 'count' },
      { key: 'refusals', title: 'refusals', kind: 'lines' },
      { key: 'sessions', title: 'sessions', kind: 'sessions' },
    ],
    rows: mails.map((mail) => {
      const [first] = mail.tries
      const at = dateOf(first.connection, first.atMs)
      return {
        ...{ messageId: mail.messageId, sender: first.sender || '<>', recipients: mail.recipients.join('\n') || null },
        scenario: first.connection.scenario,
        firstTry: at?.toISOString() ?? `${(first.atMs / 1000).toFixed(3)} s`,
        delayMs: delayOf(mail),
        accepted: { count: mail.accepted.length, of: mail.recipients.length },
        tries: mail.tries.length,
        refusals: mail.tries.flatMap(({ refusals }) => refusals.map(({ words }) => words)).join('\n') || null,
        sessions: sessionsOf(mail.tries.map(({ connection }) => connection)),
      }
    }),
  }
}

function sentenceOf(mails: readonly Mail[]): string {
  if (mails.length === 0) return 'No client has tried to send a mail.'
  const delays = mails.flatMap((mail) => delayOf(mail) ?? []).sort((a, b) => a - b)
  const atOnce = mails.filter((mail) => mail.tries.length === 1 && mail.acceptedAtMs !== null).length
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
    parts: [{ title: 'delay', tone: 'plain' }],
    bars: slowest.map(({ mail, delay }) => ({
      label: mail.messageId ?? `${mail.tries[0].sender || '<>'} to ${mail.recipients.join(', ')}`,
      values: [delay],
      words: `${durationWords(delay)}, ${mail.tries.length === 1 ? 'one try' : `${mail.tries.length} tries`}`,
    })),
  }
}
