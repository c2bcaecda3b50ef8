import { createHmac } from 'node:crypto'
import t from 'tap'
import { addressed, base64, events, introduced, secured, serve } from './serve.ts'

const MECHANISMS = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2']
const open = { auth: { mechanisms: MECHANISMS } }
const locked = { auth: { mechanisms: MECHANISMS, accounts: [{ user: 'joe@example.com', pass: 'pä ss' }] } }

const plain = (user: string, pass: string) => base64(`\0${user}\0${pass}`)
const xoauth2 = (user: string, token: string) => base64(`user=${user}\x01auth=Bearer ${token}\x01\x01`)
/** RFC 2195: the user's name, a space, and the HMAC-MD5 of the challenge keyed with the password, in hex. */
const cramMd5 = (prompt: string, user: string, pass: string) => {
  const challenge = Buffer.from(prompt.slice(4), 'base64')
  return base64(`${user} ${createHmac('md5', pass).update(challenge).digest('hex')}`)
}

t.test('the arithmetic of this test is that of RFC 2195', (t) => {
  const challenge = '334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+'
  t.equal(cramMd5(challenge, 'tim', 'tanstaaftanstaaf'), 'dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw')
  t.end()
})

/** Each mechanism in each of its forms, up to its verdict. */
const FORMS: Record<
  string,
  (client: Awaited<ReturnType<typeof introduced>>, user: string, pass: string) => Promise<void>
> = {
  'PLAIN with an initial response': (client, user, pass) => client.says(`AUTH PLAIN ${plain(user, pass)}`),
  'PLAIN with an empty prompt': async (client, user, pass) => {
    await client.asks('AUTH PLAIN', '334 ')
    await client.says(plain(user, pass))
  },
  'LOGIN with two prompts': async (client, user, pass) => {
    await client.asks('AUTH LOGIN', `334 ${base64('Username:')}`)
    await client.asks(base64(user), `334 ${base64('Password:')}`)
    await client.says(base64(pass))
  },
  'LOGIN with the user in the command': async (client, user, pass) => {
    await client.asks(`AUTH LOGIN ${base64(user)}`, `334 ${base64('Password:')}`)
    await client.says(base64(pass))
  },
  'CRAM-MD5': async (client, user, pass) => {
    const [prompt = ''] = await client.asks('AUTH CRAM-MD5', '334 *')
    await client.says(cramMd5(prompt, user, pass))
  },
  'XOAUTH2 with an initial response': (client, user, pass) => client.says(`AUTH XOAUTH2 ${xoauth2(user, pass)}`),
  'XOAUTH2 with an empty prompt': async (client, user, pass) => {
    await client.asks('AUTH XOAUTH2', '334 ')
    await client.says(xoauth2(user, pass))
  },
}

for (const [form, authenticate] of Object.entries(FORMS)) {
  const mechanism = form.split(' ')[0] ?? ''

  t.test(`${form}: without accounts any credentials are right`, async (t) => {
    await using server = await serve(open)
    await using client = await introduced(server)
    await authenticate(client, 'anybody', 'anything')
    await client.hears('235 2.7.0 Authentication successful')
    t.match(events(server, 'smtp.credentials-received'), [{ mechanism, user: 'anybody', secured: false }])
  })

  t.test(`${form}: with accounts the right ones are accepted, once`, async () => {
    await using server = await serve(locked)
    await using client = await introduced(server)
    await authenticate(client, 'joe@example.com', 'pä ss')
    await client.hears('235 *')
    await client.asks(`AUTH ${mechanism}`, '503 5.5.1 Already authenticated')
  })

  for (const [what, user, pass] of [
    ['a wrong password', 'joe@example.com', 'pass'],
    ['a wrong user', 'jim@example.com', 'pä ss'],
    ['no password', 'joe@example.com', ''],
  ] as const) {
    if (mechanism === 'XOAUTH2' && pass === '') continue
    t.test(`${form}: ${what} is refused, and the client may try again`, async () => {
      await using server = await serve(locked)
      await using client = await introduced(server)
      await authenticate(client, user, pass)
      await client.hears('535 5.7.8 Authentication credentials invalid')
      await authenticate(client, 'joe@example.com', 'pä ss')
      await client.hears('235 *')
    })
  }

  t.test(`${form}: a rule on AUTH judges by mechanism, with the credentials in hand`, async (t) => {
    await using server = await serve({
      ...open,
      rules: [{ on: 'AUTH', when: { mechanism }, reply: '454 4.7.0 Temporary authentication failure' }],
    })
    await using client = await introduced(server)
    await authenticate(client, 'joe', 'secret')
    await client.hears('454 4.7.0 Temporary authentication failure')
    t.equal(events(server, 'smtp.credentials-received').length, 1)
    await client.asks('NOOP', '250 *')
  })
}

t.test('the client gives up with "*" at each prompt', async () => {
  await using server = await serve(open)
  await using client = await introduced(server)
  for (const lines of [
    ['AUTH PLAIN'],
    ['AUTH LOGIN'],
    ['AUTH LOGIN', base64('u')],
    ['AUTH CRAM-MD5'],
    ['AUTH XOAUTH2'],
  ]) {
    for (const line of lines) await client.asks(line, '334 *')
    await client.asks('*', '501 5.7.0 Authentication aborted')
  }
  await client.asks('NOOP', '250 *')
})

t.test('mechanisms are known in any case, unknown ones are refused', async () => {
  await using server = await serve()
  await using client = await introduced(server)
  for (const name of ['NTLM', 'CRAM-MD5', 'XOAUTH2', 'constructor', '__proto__']) {
    await client.asks(`AUTH ${name}`, '504 5.5.4 Unrecognized authentication type')
  }
  await client.asks('auth login', '334 *')
  await client.asks('*', '501 *')
})

t.test('AUTH without a mechanism, or with too much behind it, is a mistake in the line', async () => {
  await using server = await serve(open)
  await using client = await introduced(server)
  for (const line of ['AUTH', 'AUTH PLAIN a b', 'AUTH LOGIN a b', 'AUTH CRAM-MD5 a', 'AUTH XOAUTH2 a b']) {
    await client.asks(line, '501 5.5.4 Syntax error in AUTH')
  }
})

t.test('what cannot be decoded is refused without a verdict', async (t) => {
  await using server = await serve(open)
  await using client = await introduced(server)
  for (const line of [
    'AUTH PLAIN =',
    'AUTH PLAIN !!!!',
    `AUTH PLAIN ${base64('one')}`,
    'AUTH LOGIN =',
    `AUTH XOAUTH2 ${base64('x')}`,
  ]) {
    await client.asks(line, '501 5.5.2 Cannot decode the response')
  }
  t.equal(events(server, 'smtp.credentials-received').length, 0)
})

t.test('AUTH where nothing is offered, or before EHLO, is refused', async () => {
  await using server = await serve({ auth: { mechanisms: [] } })
  await using client = await introduced(server)
  await client.asks(`AUTH PLAIN ${plain('u', 'p')}`, '503 5.5.1 Authentication not enabled')
  await using early = await serve()
  await using other = await introduced(early)
  await other.asks('STARTTLS', '220 *')
  await other.starttls({ ca: early.ca })
  await other.asks('AUTH PLAIN', '503 5.5.1 Send EHLO or HELO first')
})

t.test('auth.required: no mail before AUTH, mail behind it', async () => {
  await using server = await serve({ auth: { required: true } })
  await using client = await introduced(server)
  for (const line of ['MAIL FROM:<a@b>', 'RCPT TO:<a@b>', 'DATA', 'VRFY a']) {
    await client.asks(line, '530 5.7.0 Authentication required')
  }
  await client.sends('BDAT 6\r\nNOOP\r\n')
  await client.hears('530 5.7.0 Authentication required')
  await client.asks('NOOP', '250 *')
  await client.asks(`AUTH PLAIN ${plain('u', 'p')}`, '235 *')
  await client.asks('MAIL FROM:<a@b>', '250 *')
})

t.test('auth.inClear refused: not listed, refused in clear, taken inside TLS', async (t) => {
  await using server = await serve({ auth: { inClear: 'refused' } })
  await using client = await introduced(server)
  const clear = await client.asks('EHLO x', '250 *')
  t.notOk(clear.some((line) => line.includes('AUTH')))
  await client.asks(`AUTH PLAIN ${plain('u', 'p')}`, '538 5.7.11 *')
  await client.asks('STARTTLS', '220 *')
  await client.starttls({ ca: server.ca })
  const inside = await client.asks('EHLO x', '250 *')
  t.ok(inside.includes('250-AUTH PLAIN LOGIN'))
  await client.asks(`AUTH PLAIN ${plain('u', 'p')}`, '235 *')
  t.match(events(server, 'smtp.credentials-received'), [{ secured: true }])
  t.equal(events(server, 'smtp.credentials-received').length, 1)
})

t.test('AUTH-command comes before any prompt, AUTH-prompt at each, AUTH last', async (t) => {
  const classic = [
    { on: 'AUTH-prompt', times: { first: 1, per: 'session' }, reply: '334 dXNlcm5hbWU6' },
    { on: 'AUTH-prompt', reply: '334 cGFzc3dvcmQ6' },
    { on: 'AUTH', reply: '235 2.7.0 welcome' },
  ]
  await using server = await serve({ rules: classic })
  await using client = await introduced(server)
  await client.asks('AUTH LOGIN', '334 dXNlcm5hbWU6')
  await client.asks(base64('joe'), '334 cGFzc3dvcmQ6')
  await client.asks(base64('secret'), '235 2.7.0 welcome')
  t.strictSame(
    events(server, 'smtp.reply-sent')
      .slice(2)
      .map(({ rule }) => rule),
    ['server.rules[0]', 'server.rules[1]', 'server.rules[2]'],
  )
})

t.test('a refusal at the second prompt ends the exchange: the next line is a command', async () => {
  const rules = [{ on: 'AUTH-prompt', times: { every: 2, per: 'session' }, reply: '535 5.7.8 no' }]
  await using server = await serve({ rules })
  await using client = await introduced(server)
  await client.asks('AUTH LOGIN', '334 *')
  await client.asks(base64('joe'), '535 5.7.8 no')
  await client.asks('NOOP', '250 *')
})

t.test('421 at AUTH closes as tls10-reject does, below TLS 1.2 only', async (t) => {
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  const rule = { on: 'AUTH', when: { tlsBelow: 'TLSv1.2' }, reply: '421 4.7.66 old', then: 'close' }
  await using server = await serve({ tls: { versions: ['TLSv1.1', 'TLSv1.2'] }, rules: [rule] })
  const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const
  await using client = await secured(server, old)
  await client.asks(`AUTH PLAIN ${plain('u', 'p')}`, '421 4.7.66 old')
  await client.hearsEnd('fin')
  await using other = await secured(server)
  await other.asks(`AUTH PLAIN ${plain('u', 'p')}`, '235 *')
  t.match(events(server, 'tls.established'), [{ version: 'TLSv1.1' }, { version: 'TLSv1.2' }])
})

t.test('a message that was sent after AUTH says so in its event', async (t) => {
  await using server = await serve()
  await using client = await addressed(server)
  await client.asks('DATA', '354 *')
  await client.asks('.', '250 *')
  await client.asks(`AUTH PLAIN ${plain('u', 'p')}`, '235 *')
  await client.sends('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 0 LAST\r\n')
  for (let at = 0; at < 3; at++) await client.hears('250 *')
  t.match(events(server, 'smtp.message-accepted'), [{ authenticated: false }, { authenticated: true }])
})
