// Clients that misbehave: a clear result each, no process left behind, no hang.
import t from 'tap'
import { check, checked, client, Lifeline } from './command.ts'

t.test('a client that a signal ends has failed', async (t) => {
  const { results, exit } = await checked(['healthy', '--no-control', '--wait', '50ms'], client('odd', 'kills itself'))
  t.match(results, [
    {
      ...{ verdict: 'inconclusive', reason: 'nothing-came', sessions: 0 },
      client: { exit: null, signal: 'SIGKILL', says: 'failed' },
    },
  ])
  t.equal(exit, 4)
})

t.test('a client that never connects is waited for, and then there is nothing to judge', async (t) => {
  const options = ['healthy', '--no-control', '--wait', '300ms']
  const { results, exit } = await checked(options, client('odd', 'delivers nothing and is content'))
  t.match(results, [
    { verdict: 'inconclusive', reason: 'nothing-came', client: { exit: 0, says: 'delivered' }, sessions: 0 },
  ])
  t.ok((results[0]?.durationMs ?? 0) >= 300)
  t.equal(exit, 4)
})

t.test('a client that connects without a word is a port check', async (t) => {
  const options = ['healthy', '--no-control', '--wait', '50ms']
  const { results } = await checked(options, client('odd', 'connects without a word'))
  t.match(results, [{ verdict: 'inconclusive', reason: 'only-probes', sessions: 0 }])
})

t.test('a client that cannot do it says 89 and is skipped', async (t) => {
  const { results, exit } = await checked(['healthy', '--no-control'], client('odd', 'cannot'))
  t.match(results, [{ verdict: 'skipped', reason: 'client-cannot', client: { exit: 89, says: 'cannot' } }])
  t.equal(exit, 3)
})

t.test('two sessions of one client are one try', async (t) => {
  const { results, exit } = await checked(['healthy', '--no-control'], client('mailer', 'require', 'twice'))
  t.match(results, [{ verdict: 'pass', outcome: 'encrypted', sessions: 2 }])
  t.equal(exit, 0)
})

t.test('a child that delivers after its parent has ended is waited for', async (t) => {
  const { results, exit } = await checked(['healthy', '--no-control'], client('odd', 'forks'))
  t.match(results, [{ verdict: 'pass', outcome: 'encrypted', sessions: 1, client: { exit: 0, says: 'delivered' } }])
  t.equal(exit, 0)
})

t.test('a client that prints 100 MB costs no memory, and its last words are kept', async (t) => {
  const options = ['healthy', '--no-control', '--reporter', 'junit']
  // Twice the heap of this would not hold it.
  const before = `
    process.on('exit', () => { if (process.resourceUsage().maxRSS > 400 * 1024) process.exitCode = 99 })`
  const { stdout, exit } = await check(options, client('odd', 'prints 100 MB'), { before })
  t.match(stdout, /\[\.\.\.\]\nx+\n(?:x+\n)*the last words\n/)
  t.ok(stdout.length < 200_000)
  t.equal(exit, 0)
})

t.test('a client that reads standard input finds its end at once', async (t) => {
  const { results, exit } = await checked(['healthy', '--no-control'], client('odd', 'reads stdin'))
  t.match(results, [{ verdict: 'pass', outcome: 'encrypted', client: { exit: 0 } }])
  t.equal(exit, 0)
})

t.test('a client that closes stdout and stderr before it sends delivers all the same', async (t) => {
  const closing = ['/bin/sh', '-c', 'exec >&- 2>&-; exec "$0" "$@"', ...client('mailer', 'require')]
  const { results, exit } = await checked(['healthy', '--no-control'], closing)
  t.match(results, [{ verdict: 'pass', outcome: 'encrypted', client: { exit: 0 } }])
  t.equal(exit, 0)
})

t.test('what a client leaves running is ended with the scenario', async (t) => {
  await using lifeline = await Lifeline.open()
  const command = client('odd', 'leaves a child behind', lifeline.port)
  const { results } = await checked(['healthy', '--no-control'], command)
  t.match(results, [{ verdict: 'pass', outcome: 'encrypted' }])
  t.equal(lifeline.seen, 1, 'the child was there')
  await lifeline.empty()
})

t.test('past --limit the whole group is ended, also what refuses to', async (t) => {
  await using lifeline = await Lifeline.open()
  const options = ['healthy', '--no-control', '--limit', '4s', '--wait', '60s']
  const { results, exit } = await checked(options, client('odd', 'hangs', lifeline.port))
  t.match(results, [{ verdict: 'inconclusive', client: { exit: null, signal: 'SIGKILL', says: 'timed-out' } }])
  t.equal(lifeline.seen, 2, 'the client and its child')
  await lifeline.empty()
  t.equal(exit, 4)
})

t.test('while a client hangs the others go on', async (t) => {
  await using lifeline = await Lifeline.open()
  const limits = ['--limit', '4s', '--wait', '60s', '--jobs', '3']
  const started = performance.now()
  const command = client('odd', 'hangs', lifeline.port)
  const { results } = await checked(['healthy', 'no-starttls', 'tls12-only', '--no-control', ...limits], command)
  t.ok(performance.now() - started < 3 * 4000, 'not one after the other')
  t.same(
    results.map(({ client: run }) => run?.says),
    ['timed-out', 'timed-out', 'timed-out'],
  )
  t.equal(lifeline.seen, 6)
  await lifeline.empty()
})
