import t, { type Test } from 'tap'
import { base64, commands, events, introduced, secured, serve } from './serve.ts'

const SECRET = 'Tr0ub4dor&3'
const USER = 'joe@example.com'
const all = { auth: { mechanisms: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'] } }
const token = base64(`\0${USER}\0${SECRET}`)
const bearer = base64(`user=${USER}\x01auth=Bearer ${SECRET}\x01\x01`)

/** What the transcript must not hold, in any form that a client sends it in. */
const FORMS = [SECRET, base64(SECRET), token, bearer, base64(SECRET).slice(0, 9), token.slice(0, 12)]

type Server = Awaited<ReturnType<typeof serve>>

function holdsNoSecret(t: Pick<Test, 'notOk'>, server: Server) {
  const text = JSON.stringify(server.transcript)
  for (const form of FORMS) t.notOk(text.includes(form), `${form} is not in the transcript`)
}

const EXCHANGES: Record<string, string[]> = {
  'AUTH PLAIN in one line': [`AUTH PLAIN ${token}`],
  'AUTH PLAIN behind the prompt': ['AUTH PLAIN', token],
  'AUTH LOGIN': ['AUTH LOGIN', base64(USER), base64(SECRET)],
  'AUTH LOGIN with the user in the line': [`AUTH LOGIN ${base64(USER)}`, base64(SECRET)],
  'AUTH XOAUTH2': [`auth  xoauth2  ${bearer}`],
  'AUTH with too much behind it': [`AUTH PLAIN ${token} ${token}`],
  'AUTH with what cannot be decoded': ['AUTH PLAIN', `!${token}`],
}

const SERVERS: Record<string, object> = {
  accepted: all,
  'refused at the line': { ...all, rules: [{ on: 'AUTH-command', reply: '503 5.5.1 no' }] },
  'refused at the prompt': { ...all, rules: [{ on: 'AUTH-prompt', reply: '535 5.7.8 no' }] },
  'refused at the second prompt': {
    ...all,
    rules: [{ on: 'AUTH-prompt', times: { every: 2, per: 'session' }, reply: '535 5.7.8 no' }],
  },
  'refused in the end': { ...all, rules: [{ on: 'AUTH', reply: '535 5.7.8 no' }] },
  'not offered': { auth: { mechanisms: [] } },
  'of an unknown mechanism': { auth: { mechanisms: ['CRAM-MD5'] } },
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  'met with silence': { ...all, rules: [{ on: 'AUTH-command', reply: { raw: '' }, then: 'silence' }] },
}

for (const [what, keys] of Object.entries(SERVERS)) {
  t.test(`credentials that are ${what} are in no event, whatever the client goes on sending`, async (t) => {
    await using server = await serve(keys)
    for (const lines of Object.values(EXCHANGES)) {
      await using client = await introduced(server)
      await client.sends(`${lines.join('\r\n')}\r\n`)
      client.ends()
      await server.nextSession()
    }
    t.equal(commands(server).filter((line) => /^AUTH/i.test(line)).length, Object.keys(EXCHANGES).length)
    holdsNoSecret(t, server)
  })

  t.test(`credentials that are ${what} are in no event, when the connection ends inside any of them`, async (t) => {
    await using server = await serve(keys)
    for (const lines of Object.values(EXCHANGES)) {
      for (let end = 1; end <= lines.length; end++) {
        await using client = await introduced(server)
        await client.sends(lines.slice(0, end).join('\r\n').slice(0, -2))
        client.ends()
        await server.nextSession()
      }
    }
    t.ok(events(server, 'smtp.partial-line-received').length > 0)
    holdsNoSecret(t, server)
  })

  t.test(`credentials that are ${what} are in no event, when lines end with bare LF`, async (t) => {
    await using server = await serve(keys)
    for (const lines of Object.values(EXCHANGES)) {
      for (let bare = 0; bare < lines.length; bare++) {
        await using client = await introduced(server)
        await client.sends(lines.map((line, at) => line + (at >= bare ? '\n' : '\r\n')).join(''))
        client.ends()
        await server.nextSession()
      }
    }
    t.ok(events(server, 'smtp.bare-lf-received').length > 0)
    holdsNoSecret(t, server)
  })
}

t.test('inside TLS credentials are as secret as in clear', async (t) => {
  await using server = await serve(all)
  await using client = await secured(server)
  await client.asks('AUTH LOGIN', '334 *')
  await client.asks(base64(USER), '334 *')
  await client.asks(base64(SECRET), '235 *')
  t.strictSame(commands(server).slice(-3), ['AUTH LOGIN', '[redacted]', '[redacted]'])
  holdsNoSecret(t, server)
})

t.test('the mechanism, "=" and "*" are no secrets', async (t) => {
  await using server = await serve(all)
  await using client = await introduced(server)
  await client.asks('AUTH PLAIN =', '501 *')
  await client.asks('AUTH LOGIN', '334 *')
  await client.asks('*', '501 *')
  await client.asks(`AUTH PLAIN ${token}`, '235 *')
  t.strictSame(commands(server).slice(1), ['AUTH PLAIN =', 'AUTH LOGIN', '*', 'AUTH PLAIN [redacted]'])
})

t.test('commands behind a refused AUTH are shown, also those of four and eight letters', async (t) => {
  await using server = await serve({ rules: [{ on: 'AUTH', reply: '535 5.7.8 no' }] })
  await using client = await introduced(server)
  await client.asks(`AUTH PLAIN ${token}`, '535 *')
  const lines = ['NOOP', 'RSET', 'HELP', 'EXPN', 'STARTTLS x', 'MAIL FROM:<a@b>', 'DATA', 'QUIT']
  for (const line of lines) await client.asks(line, '*')
  t.strictSame(commands(server).slice(2), lines)
})

t.test('a mistake long after a good AUTH makes nothing secret', async (t) => {
  await using server = await serve()
  await using client = await introduced(server)
  await client.asks(`AUTH PLAIN ${token}`, '235 *')
  await client.asks('RCPT TO:<a@b>', '503 *')
  await client.asks('ABCD', '500 *')
  t.strictSame(commands(server).slice(-2), ['RCPT TO:<a@b>', 'ABCD'])
})

t.test('with showSecrets all is shown as it came', async (t) => {
  await using server = await serve(all, { showSecrets: true })
  await using client = await introduced(server)
  await client.asks(`AUTH PLAIN ${token}`, '235 *')
  await using other = await introduced(server)
  await other.asks('AUTH LOGIN', '334 *')
  await other.asks(base64(USER), '334 *')
  await other.sends(base64(SECRET))
  other.ends()
  await server.nextSession()
  t.ok(commands(server).includes(`AUTH PLAIN ${token}`))
  t.ok(commands(server).includes(base64(USER)))
  t.match(events(server, 'smtp.partial-line-received'), [{ line: base64(SECRET) }])
})
