import t from 'tap'
import { FakeTime, settled } from './fake-time.ts'
import { base64, events, greeted, introduced, serve, serveChanged } from './serve.ts'

const MINUTE = 60_000

const later = (on: string | string[], more = {}) => ({ server: { rules: [{ on, delay: '1m', ...more }] } })

t.test('a delayed reply waits for its time, and the event says so', async (t) => {
  const clock = new FakeTime()
  await using server = await serveChanged(later('NOOP', { reply: '250 slow' }), () => {}, { clock })
  await using client = await greeted(server)
  await client.says('NOOP')
  await clock.waitedFor(MINUTE)
  t.equal(events(server, 'smtp.reply-sent').length, 1, 'only the greeting')
  t.match(events(server, 'smtp.reply-held'), [{ ms: MINUTE, secured: false, rule: 'server.rules[0]' }])
  clock.advance(MINUTE)
  await client.hears('250 slow')
  t.match(events(server, 'smtp.reply-sent').at(-1), { delayedMs: 60_000, rule: 'server.rules[0]' })
})

t.test('replies keep their order when commands are pipelined behind a delayed one', async (t) => {
  const clock = new FakeTime()
  await using server = await serveChanged(later('MAIL'), () => {}, { clock })
  await using client = await introduced(server)
  await client.sends('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nNOOP\r\n')
  await clock.waitedFor(MINUTE)
  t.equal(events(server, 'smtp.command-received').at(-1)?.line, 'MAIL FROM:<a@b>', 'what is behind it waits')
  clock.advance(MINUTE)
  await client.hears('250 2.1.0 *')
  await client.hears('250 2.1.5 *')
  await client.hears('250 2.0.0 *')
  t.strictSame(
    events(server, 'smtp.command-received').map(({ pipelined }) => pipelined ?? false),
    [false, false, true, true],
  )
})

t.test('a rule without a reply delays the normal one, also a refusal', async () => {
  const clock = new FakeTime()
  await using server = await serveChanged(later('RCPT'), () => {}, { clock })
  await using client = await introduced(server)
  await client.says('RCPT TO:<a@b>')
  await clock.waitedFor(MINUTE)
  clock.advance(MINUTE)
  await client.hears('503 5.5.1 Need MAIL first')
})

t.test('a delay before the greeting holds the greeting back', async (t) => {
  const clock = new FakeTime()
  await using server = await serveChanged(later('connect'), () => {}, { clock })
  const hearing = greeted(server)
  await clock.waitedFor(MINUTE)
  t.equal(events(server, 'smtp.reply-sent').length, 0)
  clock.advance(MINUTE)
  await using client = await hearing
  await client.asks('NOOP', '250 *')
})

t.test('a delay on AUTH-command holds back the reply to that line, a prompt or the verdict', async () => {
  const clock = new FakeTime()
  await using server = await serveChanged(later('AUTH-command'), () => {}, { clock })
  await using client = await introduced(server)
  await client.says('AUTH LOGIN')
  await clock.waitedFor(MINUTE)
  clock.advance(MINUTE)
  await client.hears('334 VXNlcm5hbWU6')
  await client.asks(base64('u'), '334 UGFzc3dvcmQ6')
  await client.asks(base64('p'), '235 *')
  await using other = await introduced(server)
  await other.says(`AUTH PLAIN ${base64('\0u\0p')}`)
  await clock.waitedFor(MINUTE)
  clock.advance(MINUTE)
  await other.hears('235 *')
})

t.test('what follows a reply waits with it', async (t) => {
  const clock = new FakeTime()
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  await using server = await serveChanged(later('NOOP', { reply: '421 bye', then: 'close' }), () => {}, { clock })
  await using client = await greeted(server)
  await client.says('NOOP')
  await clock.waitedFor(MINUTE)
  t.equal(events(server, 'session.closed').length, 0)
  clock.advance(MINUTE)
  await client.hears('421 bye')
  await client.hearsEnd('fin')
})

t.test('a delayed reset comes behind the bytes of its reply', async () => {
  const clock = new FakeTime()
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  await using server = await serveChanged(later('NOOP', { reply: '421 bye', then: 'reset' }), () => {}, { clock })
  await using client = await greeted(server)
  await client.says('NOOP')
  await clock.waitedFor(MINUTE)
  clock.advance(MINUTE)
  await client.hears('421 bye')
  await client.hearsEnd('rst')
})

t.test('a client that ends its side gets its delayed replies at once, and that is told', async (t) => {
  const clock = new FakeTime()
  await using server = await serveChanged(later('NOOP'), () => {}, { clock })
  await using client = await greeted(server)
  await client.sends('NOOP\r\nRSET\r\nQUIT\r\n')
  await clock.waitedFor(MINUTE)
  // It will send no more, so nobody has to wait for the rest of the minute.
  client.ends()
  await client.hears('250 *')
  await client.hears('250 *')
  await client.hears('221 *')
  await client.hearsEnd('fin')
  t.strictSame(
    events(server, 'smtp.reply-sent').map(({ delayedMs, hurried }) => [delayedMs, hurried]),
    [
      [undefined, undefined],
      [undefined, true],
      [undefined, undefined],
      [undefined, undefined],
    ],
    'no time that was not waited for',
  )
})

t.test('a client that asks for STARTTLS and ends its side while that has a delay is not waited for', async (t) => {
  const clock = new FakeTime()
  await using server = await serveChanged(later('STARTTLS'), () => {}, { clock })
  const ended = new Promise((resolve) => server.onSessionClosed(resolve))
  await using client = await introduced(server)
  await client.says('STARTTLS')
  client.ends()
  await clock.waitedFor(MINUTE)
  await settled()
  clock.advance(MINUTE)
  await client.hears('220 *')
  await client.hearsEnd('fin')
  await ended
  t.match(events(server, 'session.closed'), [{ by: 'client', how: 'fin' }])
})

t.test('a client that leaves before its reply ends the session, and nothing is sent', async (t) => {
  const clock = new FakeTime()
  await using server = await serveChanged(later('NOOP'), () => {}, { clock })
  const ended = new Promise((resolve) => server.onSessionClosed(resolve))
  await using client = await greeted(server)
  await client.says('NOOP')
  await clock.waitedFor(MINUTE)
  client.resets()
  await ended
  t.match(events(server, 'session.closed'), [{ by: 'client', how: 'rst' }])
  t.equal(events(server, 'smtp.reply-sent').length, 1, 'only the greeting')
  t.notOk(clock.isWaiting(MINUTE), 'and the timer is gone')
})

t.test('a delay is longer than the idle limit: the client is not late, we are', async (t) => {
  const clock = new FakeTime()
  const shorter = (plan: Parameters<Parameters<typeof serveChanged>[1]>[0]) => {
    for (const { smtp } of plan.servers) smtp.idleMs = 250
  }
  await using server = await serveChanged(later('NOOP'), shorter, { clock })
  await using client = await greeted(server)
  // The other session goes idle after ours has begun to wait, so its end proves that the limit has passed.
  await client.says('NOOP')
  await clock.waitedFor(MINUTE)
  await using other = await greeted(server)
  await other.hears('421 4.4.2 smtp.test Timeout exceeded')
  clock.advance(MINUTE)
  await client.hears('250 *')
  t.strictSame(
    events(server, 'smtp.timed-out').map(({ session }) => session),
    [2],
  )
})

t.test('a real delay is waited for in real time', async (t) => {
  await using server = await serve({ rules: [{ on: 'NOOP', delay: '30ms' }] })
  await using client = await greeted(server)
  await client.asks('NOOP', '250 *')
  const [asked, said] = [events(server, 'smtp.command-received')[0], events(server, 'smtp.reply-sent')[1]]
  t.match(said, { delayedMs: 30 })
  t.ok((said as unknown as { atMs: number }).atMs - (asked as unknown as { atMs: number }).atMs >= 29)
})
