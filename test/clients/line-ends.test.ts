// Real clients that put bare LF into message content: curl sends what it reads, smtplib what it is given by send().
import t, { type Test } from 'tap'
import { type ScenarioServer, startScenario } from '../../src/index.ts'
import { caFile, exits, type Run, requireClient, run } from './client.ts'
import { RECIPIENT, SENDER, type Target } from './mailers.ts'
import { nextSession } from './session.ts'

const MAIL = ['Subject: an alarm', '', 'The disk is full.', '']
const SMUGGLED = ['Subject: an alarm', '', 'The disk is full.', '.', 'MAIL FROM:<boss@example.com>', '']

/** curl reads a mail with these line ends. */
function curlReads(
  { host, port }: Target,
  ca: string,
  lines: readonly string[],
  lineEnd: string,
  flags: string[] = [],
) {
  const mail = ['--mail-from', SENDER, '--mail-rcpt', RECIPIENT, '--upload-file', '-', ...flags]
  const args = ['-q', '-sSv', '--ssl-reqd', '--cacert', ca, `smtp://${host}:${port}/client.test`, ...mail]
  return run('curl', args, { input: lines.join(lineEnd) })
}

/** The judgement of a delivered mail, and what its session told of line ends. */
async function judgedOf(t: Test, server: ScenarioServer, client: Run) {
  exits(t, client, 0)
  const session = await nextSession(server)
  const { verdict, outcome, diagnoses } = await server.judge()
  t.same({ verdict, outcome }, { verdict: 'pass', outcome: 'encrypted' })
  return {
    bareLf: session.all('smtp.bare-lf-received').map(({ contentLine, secured }) => ({ contentLine, secured })),
    ends: session.all('smtp.bare-lf-end-received').map(({ sequence, contentLine }) => ({ sequence, contentLine })),
    diagnosis: diagnoses.find(({ id }) => id === 'bare-lf'),
    proof: session.events.filter(({ event }) => event.startsWith('smtp.bare-lf')).map(({ seq }) => seq),
  }
}

t.test(
  'curl sends a file with LF as it is',
  requireClient('curl', async (t) => {
    await using server = await startScenario('healthy')
    const client = await curlReads(server, caFile(t, server), MAIL, '\n')
    const { bareLf, ends, diagnosis, proof } = await judgedOf(t, server, client)
    t.same(bareLf, [{ contentLine: 1, secured: true }])
    t.same(ends, [])
    t.match(diagnosis?.cause, /, in message content\./)
    t.same(diagnosis?.events, proof)
    t.match(server.messages[0]?.raw.toString(), 'alarm\n\nThe disk is full.\n')
  }),
)

t.test(
  'curl lets a dot between bare LF through: a relay that takes it for the end would see a second mail',
  requireClient('curl', async (t) => {
    await using server = await startScenario('healthy')
    const client = await curlReads(server, caFile(t, server), SMUGGLED, '\n')
    const { ends, diagnosis, proof } = await judgedOf(t, server, client)
    t.same(ends, [{ sequence: '<LF>.<LF>', contentLine: 4 }])
    t.match(diagnosis?.cause, 'The content holds <LF>.<LF>')
    t.same(diagnosis?.events, proof)
    t.equal(server.messages.length, 1, 'here it is content')
  }),
)

for (const [what, lineEnd, flags] of [
  ['a file with CRLF', '\r\n', []],
  ['a file with LF and --crlf', '\n', ['--crlf']],
] as const) {
  t.test(
    `curl with ${what} has nothing of it`,
    requireClient('curl', async (t) => {
      await using server = await startScenario('healthy')
      const client = await curlReads(server, caFile(t, server), SMUGGLED, lineEnd, [...flags])
      const { bareLf, ends, diagnosis } = await judgedOf(t, server, client)
      t.same({ bareLf, ends, diagnosis }, { bareLf: [], ends: [], diagnosis: undefined })
    }),
  )
}

/** A mail by hand through smtplib: `send` is what the library itself sends with, and it changes nothing. */
const RAW = `
import smtplib, ssl, sys
host, port, ca, sender, recipient, chunked = sys.argv[1:]
content = b'Subject: an alarm\\n\\nThe disk is full.\\n.\\r\\nmore\\r\\n'
with smtplib.SMTP(host, int(port)) as smtp:
    smtp.starttls(context=ssl.create_default_context(cafile=ca))
    smtp.ehlo()
    smtp.mail(sender)
    smtp.rcpt(recipient)
    if chunked == 'chunked':
        smtp.send(b'BDAT %d LAST\\r\\n' % len(content) + content)
    else:
        smtp.docmd('DATA')
        smtp.send(content + b'.\\r\\n')
    code, _ = smtp.getreply()
    smtp.quit()
sys.exit(0 if code == 250 else 1)
`

for (const chunked of ['', 'chunked']) {
  t.test(
    `smtplib sends bare LF ${chunked ? 'in BDAT' : 'behind DATA'}`,
    requireClient('smtplib', async (t) => {
      await using server = await startScenario('healthy')
      const args = [server.host, `${server.port}`, caFile(t, server), SENDER, RECIPIENT, chunked]
      const client = await run('python3', ['-c', RAW, ...args])
      const { bareLf, ends, diagnosis, proof } = await judgedOf(t, server, client)
      t.same(bareLf, [{ contentLine: 1, secured: true }])
      // A chunk has no end that could be taken for another.
      t.same(ends, chunked ? [] : [{ sequence: '<LF>.<CRLF>', contentLine: 4 }])
      t.same(diagnosis?.events, proof)
    }),
  )
}
