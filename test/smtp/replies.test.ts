import t from 'tap'
import { connect } from '../raw-client.ts'
import { addressed, base64, commands, events, greeted, introduced, serve } from './serve.ts'

/** Says what leads to a point of the dialogue; the last line brings its reply. */
const WAY: Record<string, { server?: object; lines: string[]; usual: string }> = {
  EHLO: { lines: ['EHLO x'], usual: '250 CHUNKING' },
  HELO: { lines: ['HELO x'], usual: '250 smtp.test Hello *' },
  STARTTLS: { lines: ['EHLO x', 'STARTTLS'], usual: '220 2.0.0 *' },
  MAIL: { lines: ['EHLO x', 'MAIL FROM:<a@b>'], usual: '250 2.1.0 *' },
  RCPT: { lines: ['EHLO x', 'MAIL FROM:<a@b>', 'RCPT TO:<c@d>'], usual: '250 2.1.5 *' },
  DATA: { lines: ['EHLO x', 'MAIL FROM:<a@b>', 'RCPT TO:<c@d>', 'DATA'], usual: '354 *' },
  message: { lines: ['EHLO x', 'MAIL FROM:<a@b>', 'RCPT TO:<c@d>', 'DATA', '.'], usual: '250 2.0.0 Ok: queued *' },
  BDAT: { lines: ['EHLO x', 'MAIL FROM:<a@b>', 'RCPT TO:<c@d>', 'BDAT 0'], usual: '250 2.0.0 Chunk *' },
  RSET: { lines: ['RSET'], usual: '250 2.0.0 Ok' },
  NOOP: { lines: ['NOOP'], usual: '250 2.0.0 Ok' },
  QUIT: { lines: ['QUIT'], usual: '221 2.0.0 Bye' },
  VRFY: { lines: ['VRFY a'], usual: '252 2.5.2 *' },
  HELP: { lines: ['HELP'], usual: '214 2.0.0 *' },
  XYZZY: { lines: ['XYZZY'], usual: '500 5.5.2 *' },
  'AUTH-command': { lines: ['EHLO x', 'AUTH LOGIN'], usual: '334 VXNlcm5hbWU6' },
  'AUTH-prompt': { lines: ['EHLO x', 'AUTH LOGIN'], usual: '334 VXNlcm5hbWU6' },
  AUTH: { lines: ['EHLO x', `AUTH PLAIN ${base64('\0u\0p')}`], usual: '235 2.7.0 *' },
}

for (const [point, { lines, usual }] of Object.entries(WAY)) {
  const arrive = async (server: { port: number }) => {
    const client = await greeted(server)
    for (const line of lines.slice(0, -1)) await client.asks(line, '*')
    await client.says(lines.at(-1) ?? '')
    return client
  }

  t.test(`${point} is answered as usual without a rule`, async () => {
    await using server = await serve()
    await using client = await arrive(server)
    await client.hears(usual)
  })

  t.test(`a rule on ${point} refuses in its own words, and the event names the rule`, async (t) => {
    await using server = await serve({ rules: [{ on: point, reply: ['450-4.7.1 Not now', '450 4.7.1 {host}'] }] })
    await using client = await arrive(server)
    await client.hears('450-4.7.1 Not now', '450 4.7.1 smtp.test')
    t.match(events(server, 'smtp.reply-sent').at(-1), { code: 450, rule: 'server.rules[0]', secured: false })
    await client.asks('RSET', point === 'RSET' ? '450 *' : '250 *')
  })

  t.test(`a rule on ${point} with raw bytes says these bytes`, async () => {
    await using server = await serve({ rules: [{ on: point, reply: { raw: 'nonsense\n{host}\r\n\r\n' } }] })
    await using client = await arrive(server)
    await client.hearsBytes('nonsense\nsmtp.test\r\n\r\n')
  })

  t.test(`a rule on ${point} with empty raw bytes leaves it unanswered, and goes on`, async (t) => {
    await using server = await serve({ rules: [{ on: point, reply: { raw: '' } }] })
    await using client = await arrive(server)
    if (point !== 'RSET') await client.asks('RSET', '250 *')
    else await client.asks('NOOP', '250 *')
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
    t.match(events(server, 'smtp.reply-withheld'), [{ rule: 'server.rules[0]', then: 'continue' }])
  })

  t.test(`a rule on ${point} closes behind its reply`, async (t) => {
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
    await using server = await serve({ rules: [{ on: point, reply: '421 4.3.2 bye', then: 'close' }] })
    await using client = await arrive(server)
    await client.hears('421 4.3.2 bye')
    await client.hearsEnd('fin')
    client.ends()
    t.match(await server.nextSession(), { closedBy: 'server' })
    t.match(events(server, 'session.closed'), [{ how: 'fin' }])
  })

  t.test(`a rule on ${point} resets behind its reply`, async (t) => {
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
    await using server = await serve({ rules: [{ on: point, reply: '421 4.3.2 bye', then: 'reset' }] })
    await using client = await arrive(server)
    await client.hears('421 4.3.2 bye')
    await client.hearsEnd('rst')
    await server.nextSession()
    t.match(events(server, 'session.closed'), [{ by: 'server', how: 'rst' }])
  })

  t.test(
    `a rule on ${point} falls silent: commands are recorded, nothing is said until the client leaves`,
    async (t) => {
      // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
      await using server = await serve({ rules: [{ on: point, reply: { raw: '' }, then: 'silence' }] })
      await using client = await arrive(server)
      await client.sends('NOOP\r\nBDAT 6\r\nHELP\r\nXYZZY 1\r\nhalf a line')
      client.ends()
      await client.hearsEnd('fin')
      await server.nextSession()
      const heard = events(server, 'smtp.command-received').map(({ line }) => line)
      t.strictSame(heard.slice(-3), ['NOOP', 'BDAT 6', 'XYZZY 1'])
      t.match(events(server, 'smtp.partial-line-received'), [{ line: 'half a line' }])
    },
  )
}

t.test('a rule on connect speaks in place of the greeting; commands are answered behind it', async () => {
  await using server = await serve({ rules: [{ on: 'connect', reply: ['220-two', '220 lines'] }] })
  await using client = await greeted(server)
  await client.asks('EHLO x', '250 *')
})

t.test('a rule on connect refuses: 554 and the client may still say QUIT (RFC 5321 section 3.1)', async (t) => {
  await using server = await serve({ rules: [{ on: 'connect', reply: '554 no service' }] })
  await using client = await connect(server)
  await client.hears('554 no service')
  await client.asks('QUIT', '221 *')
  await client.hearsEnd('fin')
  t.match(events(server, 'smtp.reply-sent')[0], { rule: 'server.rules[0]', code: 554 })
})

t.test('a rule on connect closes, resets, or says nothing at all', async () => {
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  await using closing = await serve({ rules: [{ on: 'connect', reply: '421 bye', then: 'close' }] })
  await using turned = await connect(closing)
  await turned.hears('421 bye')
  await turned.hearsEnd('fin')
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  await using resetting = await serve({ rules: [{ on: 'connect', reply: { raw: '' }, then: 'reset' }] })
  await using reset = await connect(resetting)
  await reset.hearsEnd('rst')
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  await using mute = await serve({ rules: [{ on: 'connect', reply: { raw: '' }, then: 'silence' }] })
  await using ignored = await connect(mute)
  await ignored.says('EHLO x')
  ignored.ends()
  await ignored.hearsEnd('fin')
})

t.test('what was sent ahead of a reset is not carried out', async (t) => {
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  await using server = await serve({ rules: [{ on: 'NOOP', reply: { raw: '' }, then: 'reset' }] })
  await using client = await introduced(server)
  await client.sends('NOOP\r\nQUIT\r\n')
  await client.hearsEnd('rst')
  await server.nextSession()
  t.same(commands(server), ['EHLO x.example', 'NOOP'])
})

t.test('a rule on any point has the first word everywhere', async () => {
  await using server = await serve({ rules: [{ on: 'any', reply: '421 4.3.2 closed' }] })
  await using client = await connect(server)
  await client.hears('421 *')
  for (const line of ['EHLO x', 'NOOP', 'XYZZY', '', 'QUIT']) await client.asks(line, '421 4.3.2 closed')
})

t.test('2yz performs the command with that text', async (t) => {
  const rules = [
    { on: 'MAIL', reply: '250 sender it is' },
    { on: 'RCPT', reply: '251 will forward' },
    { on: 'DATA', reply: '354 go' },
    { on: 'message', reply: '250 taken as {id}' },
    { on: 'QUIT', reply: '221 farewell' },
  ]
  await using server = await serve({ rules })
  await using client = await introduced(server)
  await client.asks('MAIL FROM:<a@b.example>', '250 sender it is')
  await client.asks('RCPT TO:<c@d.example>', '251 will forward')
  await client.asks('DATA', '354 go')
  const [reply] = await client.asks('x\r\n.', '250 taken as *')
  await client.asks('QUIT', '221 farewell')
  await client.hearsEnd('fin')
  t.equal(server.messages.length, 1)
  t.equal(reply, `250 taken as ${server.messages[0]?.id}`)
})

t.test('4yz and 5yz do not perform, unless they say so', async () => {
  const rules = [
    { on: 'MAIL', when: { sender: 'refused.example' }, reply: '550 5.7.1 no' },
    { on: 'MAIL', when: { sender: 'odd.example' }, reply: { lines: '450 later', performs: true } },
  ]
  await using server = await serve({ rules })
  await using client = await introduced(server)
  await client.asks('MAIL FROM:<a@refused.example>', '550 5.7.1 no')
  await client.asks('RCPT TO:<c@d.example>', '503 *')
  await client.asks('MAIL FROM:<a@odd.example>', '450 later')
  await client.asks('RCPT TO:<c@d.example>', '250 *')
})

t.test('2yz that does not perform says so and does nothing', async (t) => {
  await using server = await serve({ rules: [{ on: 'message', reply: { lines: '250 taken', performs: false } }] })
  await using client = await addressed(server)
  await client.asks('DATA', '354 *')
  await client.asks('x\r\n.', '250 taken')
  t.equal(server.messages.length, 0)
  t.equal(events(server, 'smtp.message-refused').length, 1)
  t.equal(events(server, 'smtp.message-accepted').length, 0)
})

t.test('a rule with a good reply does not cover up a command that failed by itself', async () => {
  await using server = await serve({ rules: [{ on: ['MAIL', 'RCPT', 'DATA'], reply: '250 fine' }] })
  await using client = await introduced(server)
  await client.asks('RCPT TO:<c@d.example>', '503 5.5.1 Need MAIL first')
  await client.asks('MAIL FROM:nonsense', '501 5.1.7 *')
  await client.asks('DATA', '503 5.5.1 Need RCPT first')
})

t.test('an EHLO answer from a rule is what the server then does: AUTH and CHUNKING as it says', async () => {
  const bare = { on: 'EHLO', when: { from: '127.0.0.0/8' }, reply: ['250-bare', '250 AUTH CRAM-MD5'] }
  await using server = await serve({ rules: [bare] })
  await using client = await greeted(server)
  await client.asks('EHLO x', '250-bare', '250 AUTH CRAM-MD5')
  await client.asks('AUTH PLAIN', '504 *')
  await client.asks('BDAT 0', '500 *')
  await client.asks('AUTH CRAM-MD5', '334 *')
})

t.test('a raw EHLO answer that performs is what the server then does, too', async () => {
  const raw = '250-bare\r\n250 AUTH CRAM-MD5\r\n'
  await using server = await serve({ rules: [{ on: 'EHLO', reply: { raw, performs: true } }] })
  await using client = await introduced(server)
  await client.asks('AUTH CRAM-MD5', '334 *')
})

t.test('RCPT rules look at that recipient, message rules at all of them', async () => {
  const no = { when: { recipient: 'bad.example' }, reply: '550 5.1.1 no such user' }
  await using server = await serve({
    rules: [
      { on: 'RCPT', times: { first: 1 }, ...no },
      { on: 'message', ...no },
    ],
  })
  await using client = await introduced(server)
  await client.asks('MAIL FROM:<>', '250 *')
  await client.asks('RCPT TO:<a@good.example>', '250 *')
  await client.asks('RCPT TO:<a@bad.example>', '550 *')
  await client.asks('DATA', '354 *')
  await client.asks('.', '250 *')
  await using other = await introduced(server)
  await other.asks('MAIL FROM:<>', '250 *')
  await other.asks('RCPT TO:<a@bad.example>', '250 *')
  await other.asks('RCPT TO:<a@good.example>', '250 *')
  await other.asks('DATA', '354 *')
  await other.asks('.', '550 5.1.1 no such user')
})
