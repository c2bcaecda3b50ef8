// Mails in runs that were kept: found, not found, in a folder of runs, in a run that was cut off.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { RawClient } from '../raw-client.ts'
import { folder, simulate, start, talk } from './command.ts'

const ESCAPE = String.fromCharCode(0x1b)

const mail = (recipient: string, subject: string) => async (client: RawClient) => {
  await client.asks('MAIL FROM:<anna@example.com>', '250 *')
  await client.asks(`RCPT TO:<${recipient}>`, '250 *')
  await client.asks('DATA', '354 *')
  await client.asks(`Subject: ${subject}\r\nMessage-ID: <${recipient}>\r\n\r\nThe disk is full.\r\n.`, '250 *')
}

/** A run of one server that takes these mails, kept there. */
async function keep(kept: string, scenario: string, ...plays: ((client: RawClient) => Promise<void>)[]) {
  await using run = await start([scenario, '--port', '0', '--save', kept])
  const port = await run.port()
  for (const play of plays) await talk(port, play)
  await run.shows('the end of all', (stdout) => (stdout.match(/-- closed by/g)?.length === plays.length ? true : null))
  await run.stop()
}

t.test('a mail is found in a folder of runs, and told from its try to the reply', async (t) => {
  await using place = await folder()
  await keep(join(place.path, 'monday'), 'healthy', mail('bob@example.org', 'one'), mail('eve@example.net', 'two'))
  await keep(join(place.path, 'tuesday'), 'no-starttls', mail('bob@example.org', '=?utf-8?Q?f=C3=BCll?='))
  const found = await simulate(['track', 'bob@example.org', '--run', place.path])
  t.equal(found.exit, 0)
  t.equal(found.stderr, '')
  const [monday = '', tuesday = '', ...more] = found.stdout.split('\n\n')
  t.same(more, [])
  t.match(monday, `<bob@example.org>\n  run      ${join(place.path, 'monday')}, server 1 (healthy)\n`)
  t.match(tuesday, `  run      ${join(place.path, 'tuesday')}, server 1 (no-starttls)\n`)
  t.match(tuesday, '\n  subject  f\u00fcll\n  outcome  accepted, one try\n')
  t.match(tuesday, /\n {4}message: 250 2\.0\.0 Ok: queued as (\w+)\n {4}accepted as \1\n$/)

  const one = await simulate([
    'track',
    'F\u00dcLL',
    '--json',
    '--run',
    join(place.path, 'monday'),
    '--run',
    join(place.path, 'tuesday'),
  ])
  const { mails, runs } = JSON.parse(one.stdout)
  t.equal(runs, 2)
  t.match(mails, [
    { run: join(place.path, 'tuesday'), subject: 'f\u00fcll', sender: 'anna@example.com', outcome: 'accepted' },
  ])
  t.equal(mails.length, 1)
  const [id] = await readdir(join(place.path, 'tuesday', '1-no-starttls', 'messages'))
  t.equal(`${mails[0].tries[0].id}.eml`, id, 'the mail lies there under that name')
})

t.test('what is not there is told, with an exit that is neither right nor wrong', async (t) => {
  await using place = await folder()
  const kept = join(place.path, 'kept')
  await keep(kept, 'healthy', mail('bob@example.org', 'one'))
  const none = await simulate(['track', `x${ESCAPE}[2J`, '--run', kept])
  t.equal(none.exit, 4)
  t.equal(none.stdout, '')
  t.match(
    none.stderr,
    'No mail in 1 saved run has x\\x1b[2J as Message-ID, id, sender, recipient, domain or in its subject.\n',
  )
  t.same(JSON.parse((await simulate(['track', 'eve', '--json', '--run', kept])).stdout).mails, [])
})

t.test('a run that was cut off is searched, and its damage told', async (t) => {
  await using place = await folder()
  const kept = join(place.path, 'kept')
  await keep(kept, 'healthy', mail('bob@example.org', 'one'), mail('eve@example.org', 'two'))
  const file = join(kept, '1-healthy', 'transcript.ndjson')
  const whole = await readFile(file, 'utf8')
  // In the middle of the second session.
  await writeFile(file, whole.slice(0, whole.indexOf('RCPT TO:<eve@example.org>') + 4))
  await rm(join(kept, 'run.json'))
  const found = await simulate(['track', 'bob@example.org', '--run', kept])
  t.equal(found.exit, 0)
  t.match(found.stdout, 'outcome  accepted')
  t.match(found.stderr, 'run.json is missing: the run was cut off')
  t.match(found.stderr, /transcript\.ndjson ends inside line \d+, which is left out\./)
})

t.test('no word, two words, a folder without a run: what is wrong is named', async (t) => {
  await using place = await folder()
  for (const words of [[], ['a', 'b'], ['']]) {
    const { stderr, exit } = await simulate(['track', ...words])
    t.equal(exit, 2)
    t.match(stderr, 'Which mail? One word')
  }
  for (const missing of [place.path, join(place.path, 'nothing')]) {
    const { stderr, stdout, exit } = await simulate(['track', 'a', '--run', missing])
    t.equal(exit, 2)
    t.equal(stdout, '')
    t.match(stderr, `${missing} `)
    t.match(stderr, '[SAVED_RUN_MISSING]')
  }
})
