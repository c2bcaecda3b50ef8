// The four reports in figures: what they count, in four formats that are read back by other means.
import t from 'tap'
import { RESULT_REPORTS } from '../../../src/report/index.ts'
import type { ScenarioResult } from '../../../src/report/result.ts'
import { type TranscriptBuilder, transcript } from '../../verdict/transcript-builder.ts'
import { HOSTILE, OPTIONS, resultOf, resultSaying, UNSEEN } from '../results.ts'
import { type Tag, tagsOf, textOf } from '../tags.ts'

const NAMES = ['tls-summary', 'inbound-messages', 'smtp-auth-clients', 'delays']

function render(name: string, results: readonly ScenarioResult[]): string {
  const report = RESULT_REPORTS.find((each) => each.name === name)
  if (!report) throw new Error(`no report ${name}`)
  return report.render(results, OPTIONS)
}

const attributesOf = (tag: Tag): Record<string, string | undefined> => tag.attributes

const tablesOf = (name: string, results: readonly ScenarioResult[]) =>
  JSON.parse(render(`${name}-json`, results)).tables as Record<string, Record<string, unknown>[]>

/** RFC 4180 section 2, read as strictly as it is written. */
function csvRows(text: string): string[][] {
  const rows: string[][] = []
  const rest = text.replace(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy, (_, quoted, bare, end) => {
    if (rows.length === 0) rows.push([])
    rows.at(-1)?.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
    return ''
  })
  if (rest !== '') throw new Error(`not CSV: ${rest.slice(0, 60)}`)
  return rows.slice(0, -1)
}

/** A mail by each version in turn; null is in clear. With a login unless told otherwise. */
function mails(versions: readonly (string | null)[], login = true): TranscriptBuilder {
  const writer = transcript()
  for (const version of versions) {
    writer.session()
    if (version === null) writer.ehlo()
    else writer.tls({}, { version })
    if (login) writer.auth('235 2.7.0 Ok')
    writer
      .asks('MAIL FROM:<a@client.test>', '250 ok')
      .asks('RCPT TO:<b@mail.test>', '250 ok')
      .asks('DATA', '354 go')
      .content()
      .event('smtp.message-accepted', {
        ...{ id: 'id-1', sender: 'a@client.test', recipients: ['b@mail.test'], bytes: 100 },
        ...{ secured: version !== null, authenticated: login },
      })
      .hears('250 ok')
      .quit()
  }
  return writer
}

const result = (writer: TranscriptBuilder, startedAt?: string, scenario = 'x') =>
  resultOf(scenario, {}, { events: writer.events, ...(startedAt !== undefined && { startedAt }) })

t.test('the words of the provider: 361 messages sent, 15% by TLS 1.0, 85% by TLS 1.2', (t) => {
  const versions = [...Array<string>(54).fill('TLSv1'), ...Array<string>(307).fill('TLSv1.2')]
  const results = [result(mails(versions))]
  t.match(render('smtp-auth-clients', results), '\n361 messages sent, 15% by TLS 1.0, 85% by TLS 1.2.\n')
  const { versions: rows = [] } = tablesOf('smtp-auth-clients', results)
  t.match(rows, [
    { version: 'TLS 1.0', messages: 54, messagesPercent: 15 },
    { version: 'TLS 1.2', messages: 307, messagesPercent: 85 },
  ])
  const sessions = rows[0]?.sessions as { server: number; session: number }[]
  t.same([sessions.length, sessions[0], sessions.at(-1)], [54, { server: 1, session: 1 }, { server: 1, session: 54 }])
  t.end()
})

t.test('two reports that count differently name what only one of them counts', (t) => {
  const results = [result(mails(['TLSv1.2', 'TLSv1'])), result(mails([null, 'TLSv1.3'], false))]
  const { connectors = [] } = tablesOf('inbound-messages', results)
  t.match(connectors, [
    {
      ...{ connector: 'x', messages: 4, withTls: 3, withoutTls: 1, withoutTlsPercent: 25, oldTls: 1, loggedIn: 2 },
      sessionsWithoutTls: [{ server: 2, session: 1 }],
    },
  ])
  const text = render('smtp-auth-clients', results)
  t.match(text, '2 messages sent, 50% by TLS 1.0, 50% by TLS 1.2.')
  t.match(text.replaceAll('\n', ' '), '2 messages came without a login (sessions 2/1 2/2)')
  t.end()
})

t.test('periods are those of the clock; without it they count from the start', (t) => {
  const writer = mails([null])
  writer.after(3_600_000).session().ehlo().mail().quit()
  const known = tablesOf('inbound-messages', [result(writer, '2026-11-23T23:30:00.000Z')])
  t.same(
    known.hours?.map(({ hour, messages }) => [hour, messages]),
    [
      ['2026-11-23 23:00', 1],
      ['2026-11-24 00:00', 1],
    ],
  )
  t.same(
    known.days?.map(({ day }) => day),
    ['2026-11-23', '2026-11-24'],
  )
  const unknown = tablesOf('inbound-messages', [result(writer)])
  t.same(
    unknown.hours?.map(({ hour }) => hour),
    ['hour 1', 'hour 2'],
  )
  t.end()
})

t.test('connections by version and suite, with their shares', (t) => {
  const { suites } = tablesOf('tls-summary', [result(mails(['TLSv1.2', 'TLSv1.2', 'TLSv1.3', null]))])
  t.match(suites, [
    { version: 'TLS 1.2', withTls: 2, withTlsPercent: 66.7, messages: 2 },
    { version: 'TLS 1.3', withTls: 1, withTlsPercent: 33.3, messages: 1 },
  ])
  t.end()
})

t.test('a login that was refused is no message, and its words are told', (t) => {
  const writer = transcript().session().tls({}, { version: 'TLSv1' }).auth('421 4.7.66 Not supported').closed('server')
  const { logins, versions } = tablesOf('smtp-auth-clients', [result(writer)])
  t.match(logins, [{ version: 'TLS 1.0', accepted: 0, refused: 1, refusals: ['421 4.7.66 Not supported'] }])
  t.same(versions, [])
  t.end()
})

t.test('results without a transcript, and no results, are reports too', (t) => {
  for (const name of NAMES) {
    for (const results of [[], [resultOf('x', {})]]) {
      t.match(render(name, results), /\n$/)
      t.equal(csvRows(render(`${name}-csv`, results)).length, 1, 'the head alone')
      tagsOf(render(`${name}-html`, results))
    }
  }
  t.end()
})

t.test('CSV: each line has as many cells, and each table its name', (t) => {
  const results = [result(mails(['TLSv1.2', null]))]
  for (const name of NAMES) {
    const [head = [], ...rows] = csvRows(render(`${name}-csv`, results))
    t.equal(new Set(head).size, head.length, 'a column has one name')
    t.ok(rows.length > 0)
    t.ok(rows.every((row) => row.length === head.length))
    const tables = Object.entries(tablesOf(name, results)).flatMap(([table, own]) => own.map(() => table))
    t.same(
      rows.map(([table]) => table),
      tables,
    )
  }
  const [head = [], first = []] = csvRows(render('tls-summary-csv', results))
  const cell = (title: string) => first[head.indexOf(title)]
  t.same(['recipient domain', 'connections', 'TLS', 'TLS (%)', 'sessions', 'sender domain'].map(cell), [
    'mail.test',
    '2',
    '1',
    '50',
    '1/1 1/2',
    '',
  ])
  t.end()
})

t.test('the page stands alone, and its rows lead to the sessions that they count', (t) => {
  const results = [result(mails(['TLSv1.2', null])), result(mails(['TLSv1.3']), undefined, 'y')]
  for (const name of NAMES) {
    const tags = tagsOf(render(`${name}-html`, results))
    t.notOk(tags.some((tag) => ['script', 'link', 'img', 'iframe', 'object', 'form', 'base'].includes(tag.name)))
    const ids = tags.flatMap(({ attributes }) => attributes.id ?? [])
    t.equal(new Set(ids).size, ids.length, 'every place has one name')
    const links = tags.flatMap((tag) => (tag.name === 'a' ? (attributesOf(tag).href ?? []) : []))
    t.ok(links.length > 0)
    t.same(
      links.filter((href) => !ids.includes(href.slice(1))),
      [],
    )
    t.equal(tags.filter((tag) => attributesOf(tag).class === 'one').length, 3, 'each session can be opened')
  }
  t.end()
})

t.test('a chart says in words what it draws, and its parts fill no more than the whole', (t) => {
  const tags = tagsOf(render('tls-summary-html', [result(mails(['TLSv1.2', 'TLSv1.2', null]))]))
  const drawn = tags.filter(({ attributes }) => attributes.role === 'img')
  t.equal(drawn[0]?.attributes['aria-label'], 'mail.test: 3 connections: 2 TLS, 1 in clear')
  const at = tags.indexOf(drawn[0] as Tag)
  t.same(
    tags.slice(at + 1, at + 3).map(({ attributes: { class: tone, x, width } }) => [tone, x, width]),
    [
      ['tls', '0.000', '66.667'],
      ['clear', '66.667', '33.333'],
    ],
  )
  t.end()
})

t.test('of very many sessions the page opens a part, first those that were not with TLS', (t) => {
  const page = render('tls-summary-html', [result(mails([...Array<string>(400).fill('TLSv1.2'), null]))])
  t.equal(tagsOf(page).filter(({ attributes }) => attributes.class === 'one').length, 150)
  t.match(page, 'id="t1-401"')
  t.match(textOf(page), '251 sessions more are not opened here')
  t.end()
})

for (const [name, text] of Object.entries(HOSTILE)) {
  t.test(`${name}: what a client says stays text in every format`, (t) => {
    const results = [saying(text)]
    for (const report of NAMES) {
      t.notMatch(render(report, results).replaceAll('\n', ''), UNSEEN)
      const page = render(`${report}-html`, results)
      const kinds = (page: string) => tagsOf(page).map((tag) => [tag.name, ...Object.keys(tag.attributes)].join(' '))
      const harmless = new Set(['', 'x', 'x@y'].flatMap((word) => kinds(render(`${report}-html`, [saying(word)]))))
      t.same(
        kinds(page).filter((kind) => !harmless.has(kind)),
        [],
        'no tag but those that harmless words have',
      )
      const keys = tagsOf(page).flatMap(({ attributes }) => Object.keys(attributes))
      t.same(
        keys.filter((key) => /^on|^style$|^src/.test(key)),
        [],
      )
      t.notMatch(page, UNSEEN)
      const json = render(`${report}-json`, results)
      t.notMatch(json.trimEnd(), UNSEEN)
      t.doesNotThrow(() => JSON.parse(json))
      csvRows(render(`${report}-csv`, results))
    }
    t.end()
  })
}

/** All that a client says is this; what has to be a word of the protocol is one. */
function saying(text: string): ScenarioResult {
  const { events: _, ...rest } = resultSaying(text)
  const writer = transcript()
    .session({ from: text })
    .says(`EHLO ${text}`, { verb: 'EHLO' })
    .hears(`250 ${text}`)
    .event('smtp.credentials-received', { mechanism: text, user: text, secured: false })
    .hears('235 ok')
    .says(`MAIL FROM:<${text}>`, { verb: 'MAIL' })
    .hears(`450 ${text}`)
    .says(`MAIL FROM:<${text}>`, { verb: 'MAIL' })
    .hears('250 ok')
    .says(`RCPT TO:<${text}>`, { verb: 'RCPT' })
    .hears(`250 ${text}`)
    .asks('DATA', '354 go')
    .content()
    .event('smtp.message-accepted', {
      ...{ id: text, sender: text, recipients: [text], bytes: 1, secured: false, authenticated: true },
      ...{ messageId: text, subject: text },
    })
    .hears('250 ok')
    .closed()
  writer.session({ from: text }).says('STARTTLS').hears('220 go').failed(text).closed()
  return { ...rest, events: writer.events }
}

t.test('a formula of a client is text to a spreadsheet', (t) => {
  const [head = [], row = []] = csvRows(render('delays-csv', [saying('=HYPERLINK("http://x.test","y")')]))
  t.equal(row[head.indexOf('Message-ID')], `'=HYPERLINK("http://x.test","y")`)
  t.end()
})
