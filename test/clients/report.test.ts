// `simulate report` with real clients: what it says of them is what they were told to do.
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import t, { type Test } from 'tap'
import type { ClientFacts } from '../../src/client-report/facts.ts'
import { type Running, simulate, start } from '../cli/command.ts'
import { type Run, requireClient, run } from './client.ts'

type Waiting = { port: number; address: string; codes: string[] }

async function waiting(running: Running): Promise<Waiting> {
  return (await running.event('listening')) as unknown as Waiting
}

/** The reports that were printed, in their order. */
async function reports(running: Running): Promise<{ facts: ClientFacts[]; exit: number | string | null }> {
  const { stdout, exit } = await running.ended
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  return { facts: lines.filter(({ event }) => event === 'report'), exit }
}

function swaks({ port, address }: Waiting, subject: string, flags: string[], host = '127.0.0.1'): Promise<Run> {
  const envelope = ['--from', 'anna@example.com', '--to', address, '--header', `Subject: ${subject}`]
  return run('swaks', ['--server', `${host}:${port}`, '--helo', 'client.example.com', ...envelope, ...flags])
}

/** curl sends what it reads: with the line ends of SMTP. */
function curl({ port, address }: Waiting, subject: string, flags: string[], host = '127.0.0.1'): Promise<Run> {
  const input = `From: bob@example.org\r\nTo: ${address}\r\nSubject: ${subject}\r\n\r\nhello\r\n`
  const mail = ['--mail-from', 'bob@example.org', '--mail-rcpt', address, '--upload-file', '-']
  return run('curl', ['-q', '-sS', `smtp://${host}:${port}/mail.example.org`, ...mail, ...flags], { input })
}

t.test(
  'swaks at TLS 1.2 with AUTH LOGIN, and curl at TLS 1.3, at once from two addresses',
  requireClient(['swaks', 'curl'], async (t) => {
    await using running = await start(['report', '--port', '0', '--count', '2', '--json', '--timeout', '60s'])
    const told = await waiting(running)
    const [one = '', two = ''] = told.codes
    const login = ['--auth', 'LOGIN', '--auth-user', 'anna', '--auth-password', 'secret-7']
    const [first, second] = await Promise.all([
      swaks(told, `test ${one}`, ['--tls', '--tls-protocol', 'tlsv1_2', '--local-interface', '127.0.0.2', ...login]),
      curl(told, two.toLowerCase(), ['--ssl-reqd', '--insecure', '--tlsv1.3']),
    ])
    t.equal(first.exitCode, 0, first.output)
    t.equal(second.exitCode, 0, second.output)
    const { facts, exit } = await reports(running)
    t.equal(exit, 0)
    t.equal(facts.length, 2)
    const bySwaks = facts.find(({ code }) => code === one)
    const byCurl = facts.find(({ code }) => code === two)
    t.match(bySwaks, {
      from: '127.0.0.2',
      mails: [{ sender: 'anna@example.com', recipients: [told.address], secured: true, subject: `test ${one}` }],
      tls: { versions: [{ name: 'TLSv1.2' }], onlyHighest: true, servername: null, agreed: { version: 'TLSv1.2' } },
      certificate: { seen: 'not-checked', authorityUnknown: true },
      starttls: { policy: 'asks', offered: true },
      logins: [{ mechanism: 'LOGIN', secured: true, initialResponse: false, reply: 235 }],
      dialogue: { greetings: [{ verb: 'EHLO', name: 'client.example.com', kind: 'name' }], greetedAgain: true },
      tries: [{ sessions: 1, end: { taken: true } }],
    })
    t.match(byCurl, {
      from: '127.0.0.1',
      tls: { versions: [{ name: 'TLSv1.3', old: false }], agreed: { version: 'TLSv1.3', strength: 'modern' } },
      logins: [],
      dialogue: { bareLf: [], ends: ['quit'], via: ['DATA'] },
    })
    t.match(byCurl?.received[0], /^from mail\.example\.org \(unknown \[127\.0\.0\.1\]\) \(using TLSv1\.3 with cipher /)
    t.notMatch(JSON.stringify(facts), /secret-7|c2VjcmV0LTc/, 'no password')
  }),
)

t.test(
  'msmtp trusts the authority that it was given; a certificate that is wrong it refuses',
  requireClient('msmtp', async (t) => {
    const ca = join(t.testdir(), 'ca.pem')
    const mail = (told: Waiting) => {
      const args = ['--host=localhost', `--port=${told.port}`, '--domain=client.example.com', '--from=bob@example.org']
      const tls = ['--tls=on', '--tls-starttls=on', `--tls-trust-file=${ca}`]
      return run('msmtp', [...args, ...tls, told.address], { input: `Subject: ${told.codes[0]}\n\nhello\n` })
    }
    {
      await using good = await start(['report', '--port', '0', '--once', '--json', '--ca-file', ca, '--timeout', '60s'])
      const sent = await mail(await waiting(good))
      t.equal(sent.exitCode, 0, sent.output)
      const { facts, exit } = await reports(good)
      t.equal(exit, 0)
      t.match(facts, [{ certificate: { seen: 'accepted', authorityUnknown: false }, tls: { servername: 'localhost' } }])
    }
    const wrong = ['--scenario', 'cert-untrusted-root', '--ca-file', ca]
    await using bad = await start(['report', '--port', '0', '--json', ...wrong])
    t.not((await mail(await waiting(bad))).exitCode, 0)
    const { stdout, exit } = await bad.stop()
    const [, report] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    t.match(report, {
      code: null,
      mails: [],
      certificate: { fault: 'untrusted-root' },
      starttls: { policy: 'asks' },
    })
    // GnuTLS completes the handshake, looks, and closes without an alert: docs/explanation/handshake-and-certificate.md.
    t.equal(report.certificate.seen, 'left')
    t.equal(exit, 4, 'no mail with the code came')
  }),
)

t.test(
  'a sender that leaves without TLS, and one that comes again in clear, with a password',
  requireClient('swaks', async (t) => {
    await using running = await start(['report', '--scenario', 'no-starttls', '--port', '0', '--once', '--json'])
    const told = await waiting(running)
    const [code = ''] = told.codes
    // The first one leaves when there is no TLS, the second one takes what it gets.
    t.not((await swaks(told, code, ['--tls'])).exitCode, 0)
    const login = ['--auth', 'PLAIN', '--auth-user', 'anna', '--auth-password', 'x']
    t.equal((await swaks(told, code, ['--tls-optional', ...login])).exitCode, 0)
    const { facts } = await reports(running)
    t.match(facts, [{ code, sessions: [1, 2], starttls: { policy: 'falls-back', offered: false }, tls: null }])
    t.match(facts[0]?.logins, [{ mechanism: 'PLAIN', secured: false, initialResponse: true }])
  }),
)

t.test(
  'a hostile subject and EHLO: page and mail show them as text, no header is injected, and nothing is half there',
  requireClient('swaks', async (t) => {
    const folder = t.testdir()
    const page = join(folder, 'report.html')
    const replies = join(folder, 'replies')
    const outputs = ['--html', page, '--reply', replies, '--with', 'hello,transcript,headers']
    await using running = await start(['report', '--port', '0', '--once', '--timeout', '60s', ...outputs])
    const port = await running.port()
    const told = await running.shows('what to send', (text) => /to (report-\S+@smtp\.test) with (\S+) in/.exec(text))
    const [, address = '', code = ''] = told
    const evil = `<script>alert(1)</script>"' ${code}\u001b[2J\\r\\nBcc: victim@example.org`
    const sent = await swaks({ port, address, codes: [code] }, evil, ['--tls', '--helo', '<img/src=x>'])
    t.equal(sent.exitCode, 0, sent.output)
    const { exit, stdout } = await running.ended
    t.equal(exit, 0)
    t.equal(stdout.includes('\u001b'), false)
    t.match(stdout, `Report on ${code} from 127.0.0.1 (scenario healthy): `)
    const html = await readFile(page, 'utf8')
    t.match(html, '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;')
    t.notMatch(html, /<script|<img/)
    t.same(await readdir(replies), [`${code}-127.0.0.1.eml`])
    const mail = await PostalMime.parse(await readFile(join(replies, `${code}-127.0.0.1.eml`)))
    t.match(mail, { subject: `Report ${code}`, to: [{ address: 'anna@example.com' }], from: { address } })
    t.equal(mail.bcc, undefined)
    t.notMatch(mail.html, /<script|<img/)
    t.same((await readdir(folder)).sort(), ['replies', 'report.html'], 'what was written beside is gone')
  }),
)

t.test('bad input is told before anybody sends a mail', async (t) => {
  const folder = t.testdir({ file: '' })
  const mistakes: [string[], RegExp, number][] = [
    [['--with', 'helo'], /--with helo: "helo" is none of hello, transcript, headers\. Did you mean hello\?/, 2],
    [['--scenario', 'helthy'], /Did you mean "healthy"\?/, 2],
    [['healthy'], /report takes no "healthy": name a scenario with --scenario healthy\./, 2],
    [['--count', '0'], /--count 0: expected a whole number from 1 to 1000\./, 2],
    [['--html', join(folder, 'none/r.html')], /--html .*: the file cannot be written: ENOENT/, 2],
    [['--html', folder], /--html .*: the file cannot be written: E/, 2],
    [['--reply', join(folder, 'file')], /--reply .*: the folder cannot be written: EEXIST/, 2],
  ]
  for (const [args, words, code] of mistakes) {
    const { stderr, stdout, exit } = await simulate(['report', '--port', '0', '--timeout', '1ms', ...args])
    t.match(stderr, words)
    t.equal(exit, code)
    t.equal(stdout, '')
  }
})

t.test('a page that can no longer be written ends the run with an error, and leaves none behind', async (t) => {
  const folder = t.testdir({ out: {} })
  const page = join(folder, 'out/report.html')
  await using running = await start(['report', '--port', '0', '--html', page])
  await running.port()
  await rm(join(folder, 'out'), { recursive: true })
  const { stderr, exit } = await running.stop()
  t.match(stderr, /report\.html could not be written: ENOENT.*\[OUTPUT_UNWRITABLE\]/)
  t.equal(exit, 3)
  await t.rejects(stat(page))
})

t.test('when nobody comes it says so, and is inconclusive', async (t: Test) => {
  const { stdout, stderr, exit } = await simulate([
    'report',
    '--port',
    '0',
    '--seed',
    '7',
    '--count',
    '3',
    '--timeout',
    '1ms',
  ])
  t.match(stdout, /^Send a mail to report-\S{4}@smtp\.test with one of these in the subject/m)
  t.equal(stdout.match(/^ {2}\S{4}-\S{4}$/gm)?.length, 3)
  t.match(stderr, 'Nobody has come.')
  t.equal(exit, 4)
  const again = await simulate(['report', '--port', '0', '--seed', '7', '--count', '3', '--timeout', '1ms'])
  const codes = (text: string) => text.match(/^ {2}\S{4}-\S{4}$/gm)
  t.same(codes(again.stdout), codes(stdout), 'the same seed, the same codes')
})
