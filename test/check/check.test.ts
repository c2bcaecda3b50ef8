import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { folder, simulate } from '../cli/command.ts'
import { check, checked, client, verdictsOf } from './command.ts'

const REQUIRING = client('mailer', 'require')
const IN_CLEAR = client('mailer', 'ignore')

t.test('a client that insists on TLS passes, and the document says of each scenario why', async (t) => {
  const { version, results, stderr, exit } = await checked(['healthy', 'no-starttls'], REQUIRING)
  t.equal(version, 1)
  t.same(results[0], {
    scenario: 'healthy',
    verdict: 'pass',
    policy: 'mandatory',
    outcome: 'encrypted',
    leak: 'none',
    onward: null,
    basis: 'delivered',
    reason: null,
    confirmed: true,
    failed: [],
    // nodemailer closes right behind its mail: a habit worth a remark, not a fault.
    diagnoses: results[0]?.diagnoses,
    client: { exit: 0, signal: null, says: 'delivered' },
    sessions: 1,
    durationMs: results[0]?.durationMs,
  })
  t.match(results[0]?.diagnoses, [{ id: 'closed-without-quit', events: [Number] }])
  t.ok((results[0]?.durationMs ?? 0) > 0)
  t.match(results[1], {
    scenario: 'no-starttls',
    ...{ verdict: 'pass', outcome: 'none', leak: 'none', basis: 'client-report', confirmed: true },
    client: { exit: 1, says: 'failed' },
    diagnoses: [{ id: 'starttls-not-offered', cause: String, advice: String, reference: String, events: [Number] }],
  })
  t.equal(stderr, 'exit 0 (pass)\n')
  t.equal(exit, 0)
})

t.test('a client that sends in clear fails, with the events that prove it', async (t) => {
  const { results, exit } = await checked(['healthy', 'no-starttls', 'tls-required'], IN_CLEAR)
  t.match(results, [
    { verdict: 'fail', outcome: 'in-clear', leak: 'credentials' },
    { verdict: 'fail', outcome: 'in-clear', leak: 'credentials' },
    { verdict: 'fail', outcome: 'none', leak: 'credentials' },
  ])
  for (const { failed } of results) {
    t.match(
      failed.find(({ id }) => id === 'no-leak'),
      { expected: String, found: 'credentials in clear', verdict: 'fail' },
    )
    t.ok(failed.find(({ id }) => id === 'no-leak')?.events.length)
  }
  t.equal(exit, 1)
})

t.test('the policy decides what is right', async (t) => {
  const { results, exit } = await checked(['no-starttls', '--policy', 'opportunistic'], client('mailer', 'lax'))
  t.match(results, [{ verdict: 'warn', policy: 'opportunistic', outcome: 'in-clear', leak: 'credentials' }])
  t.equal(exit, 0, 'a warning is no failure')
})

t.test('a client that cannot send at all does not pass: the control shows it', async (t) => {
  const distrusting = [...client('mailer').slice(0, 4), '-', 'require']
  const doubted = await checked(['no-starttls'], distrusting)
  t.match(doubted.results, [{ verdict: 'inconclusive', reason: 'control-failed', outcome: 'none' }])
  t.equal(doubted.exit, 4)
  t.match(doubted.stderr, 'exit 4 (inconclusive)\n')

  const believed = await checked(['no-starttls', '--no-control'], distrusting)
  t.match(believed.results, [{ verdict: 'pass', outcome: 'none', reason: null }])
  t.equal(believed.exit, 0)

  const lazy = [process.execPath, '--eval', 'process.exit(1)']
  const { results } = await checked(['no-starttls', '--wait', '1ms'], lazy)
  t.match(results, [{ verdict: 'inconclusive', reason: 'nothing-came', sessions: 0 }])
})

t.test('a failed control takes only the passes that rest on no mail', async (t) => {
  const { results, exit } = await checked(['no-starttls', 'cert-expired'], client('mailer', 'ignore'))
  t.match(results, [{ verdict: 'fail' }, { verdict: 'fail' }], 'a leak is a leak')
  t.equal(exit, 1)
  // It trusts nothing but would send to nobody in clear: what it did not send proves nothing.
  const distrusting = [...client('mailer').slice(0, 4), '-', 'require']
  const both = await checked(['healthy', 'no-starttls'], distrusting)
  t.match(both.results, [
    // Node sends no alert: all that is known is that it said it failed where a right client delivers.
    { verdict: 'fail', outcome: 'none', basis: 'client-report', diagnoses: [{ id: 'left-after-handshake' }] },
    { verdict: 'inconclusive', reason: 'control-failed' },
  ])
})

t.test('--jobs runs clients side by side, with results in the order asked for', async (t) => {
  const names = ['no-starttls', 'healthy', 'cert-expired', 'tls12-only', 'tls-required']
  const one = await checked([...names, '--jobs', '1'], REQUIRING)
  const four = await checked([...names, '--jobs', '4'], REQUIRING)
  t.same(verdictsOf(one), [
    'no-starttls: pass none',
    'healthy: pass encrypted',
    'cert-expired: pass none',
    'tls12-only: pass encrypted',
    'tls-required: pass encrypted',
  ])
  t.same(verdictsOf(four), verdictsOf(one))
})

t.test('--repeat runs a client again: one that comes back has retried', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'greylist.yaml')
  await writeFile(file, GREYLIST)
  const { results, exit } = await checked([file, '--repeat', '2'], REQUIRING)
  t.match(results, [{ verdict: 'pass', outcome: 'none', sessions: 2, client: { exit: 1 }, failed: [] }])
  t.equal(exit, 0)
  const once = await checked([file], REQUIRING)
  t.match(once.results, [{ verdict: 'fail', outcome: 'none', sessions: 1, failed: [{ id: 'retries' }] }])
  t.equal(once.exit, 1)
})

t.test('several reporters at once, each to its file, and a table for people', async (t) => {
  await using place = await folder()
  const file = (name: string) => join(place.path, name)
  const reporters = ['json', 'junit', 'tap', 'github', 'html'].flatMap((name) => [
    '--reporter',
    `${name}=${file(name)}`,
  ])
  const { stdout, exit } = await check(
    ['healthy', 'no-starttls', ...reporters, '--reporter', 'default'],
    client('mailer', 'lax'),
    { env: { GITHUB_STEP_SUMMARY: file('summary.md') } },
  )
  t.equal(exit, 1)
  t.match(stdout, /^scenario +outcome +leak +verdict +diagnosis/m)
  t.match(stdout, /^no-starttls +in-clear +credentials +fail /m)
  const read = (name: string) => readFile(file(name), 'utf8')
  t.match(JSON.parse(await read('json')), { results: [{ scenario: 'healthy' }, { scenario: 'no-starttls' }] })
  t.match(await read('junit'), /<testsuite .*tests="2" failures="1" errors="0"/)
  t.match(await read('tap'), /^TAP version 14\n1\.\.2\n(# .*\n)*ok 1 - healthy[\s\S]*\nnot ok 2 - no-starttls/)
  t.match(await read('github'), /^::error title=no-starttls%3A fail::/m)
  t.match(await read('summary.md'), '| <code>no-starttls</code> | in-clear | credentials | fail |')
  t.match(await read('html'), /^<!doctype html>/)
})

t.test('what cannot be meant is a mistake with the next step', async (t) => {
  for (const [args, command, why] of [
    [
      ['healthy'],
      [],
      'Which client? As in "simulate check -- ./send-one-mail {host} {port}", "simulate check --client curl" or',
    ],
    [['helthy'], REQUIRING, 'Did you mean "healthy"?'],
    [['healthy', '--reporter', 'junt'], REQUIRING, 'There is no reporter "junt". Did you mean "junit"?'],
    [['healthy', '--reporter', 'tap', '--json'], REQUIRING, 'both want the terminal'],
    [['healthy', '--client', 'crul'], [], 'There is no client "crul". Did you mean "curl"?'],
    [['healthy', '--client', 'curl'], REQUIRING, 'Either --client or a command behind --, not both.'],
    [
      ['healthy', '--client', 'msmtp', '--policy', 'opportunistic'],
      [],
      'The client "msmtp" has no command for the policy opportunistic',
    ],
    [['healthy', '--shard', '3/2'], REQUIRING, '--shard 3/2: expected I/N'],
    [['healthy', '--shard', '0/2'], REQUIRING, '--shard 0/2: expected I/N'],
    [['healthy', '--jobs', '0'], REQUIRING, '--jobs 0: expected a whole number from 1 to 64.'],
    [['healthy', '--limit', '30'], REQUIRING, '--limit 30: expected a time with its unit'],
    [['healthy', '--policy', 'strict'], REQUIRING, '--policy strict: expected one of'],
    [['healthy'], ['/no/such/program'], 'The client cannot be started: spawn /no/such/program ENOENT.'],
    [['healthy', '--no-control', '--jobs', '2', 'no-starttls'], ['/no/such/program'], 'The client cannot be started'],
    [['healthy'], [''], 'The client cannot be started: '],
  ] as const) {
    const { stdout, stderr, exit } = await check([...args], [...command])
    t.match(stderr, why)
    t.match(stderr, /exit 2 \(usage\)\n$/)
    t.equal(stdout, '')
    t.equal(exit, 2, args.join(' '))
  }
})

t.test('a mistake of ours is exit 70, with the transcript kept', async (t) => {
  await using place = await folder()
  const before = `
    import { TLSSocket } from 'node:tls'
    TLSSocket.prototype.getCipher = () => { throw new Error('sabotage') }`
  const { stderr, exit } = await check(['healthy', '--no-control'], REQUIRING, { before, env: { TMPDIR: place.path } })
  const [, kept = ''] = /"session\.failed" in the transcript, kept in (\S+)\n/.exec(stderr) ?? []
  t.match(await readFile(join(kept, '1-healthy.ndjson'), 'utf8'), /"event":"session\.failed".*sabotage/)
  t.match(stderr, /exit 70 \(bug\)\n$/)
  t.equal(exit, 70)
})

t.test('without scenarios all of the catalogue are run', async (t) => {
  // It ends at once and says that it cannot: nothing is waited for.
  const { results, exit } = await checked(['--no-control'], client('odd', 'cannot'))
  const { stdout } = await simulate(['list', '--names'])
  t.same(
    results.map(({ scenario }) => scenario),
    stdout.trimEnd().split('\n'),
  )
  for (const { verdict, reason, client } of results) {
    t.match({ verdict, reason, client }, { verdict: 'skipped', client: { exit: 89, says: 'cannot' } })
    t.equal(reason, 'client-cannot')
  }
  t.equal(exit, 3, 'nothing else ran')
})

t.test('a scenario that cannot be served here is skipped, and the others count', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'ancient.yaml')
  await writeFile(file, ANCIENT)
  const { results, exit } = await checked([file, 'healthy'], REQUIRING)
  t.match(results, [{ verdict: 'skipped', reason: 'not-served-here', client: null, sessions: 0 }, { verdict: 'pass' }])
  t.equal(exit, 0)
  t.equal((await check([file], REQUIRING)).exit, 3)
})

const GREYLIST = `scenario: 1
title: Come again
summary: For a test.
server:
  rules:
    - { on: RCPT, times: { first: 1 }, reply: "450 4.7.1 later" }
expect: { mandatory: [none], retries: { atLeast: 1 } }
`

const ANCIENT = `scenario: 1
title: SSL 3.0 and TLS 1.3, which no engine speaks together
summary: For a test.
server:
  tls: { versions: [SSLv3, TLSv1.3] }
expect: { mandatory: [none] }
`
