import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js'
import t from 'tap'
import { NORMAL_REPLIES, type ReplyName } from '../../src/smtp/replies.ts'
import { nameOfStockReply } from '../../src/smtp/stock-replies.ts'
import { addressed, base64, greeted, introduced, secured, serve, serveChanged } from './serve.ts'

type Client = Awaited<ReturnType<typeof introduced>>

const json = (file: string | URL) => JSON.parse(readFileSync(file, 'utf8'))

t.test('the version of smtp-server is pinned, and the one that is installed', (t) => {
  const pinned = json(new URL('../../package.json', import.meta.url)).dependencies['smtp-server']
  t.match(pinned, /^\d+\.\d+\.\d+$/, 'an exact version')
  const installed = json(createRequire(import.meta.url).resolve('smtp-server/package.json'))
  t.equal(installed.version, pinned)
  t.end()
})

t.test('the members that the connection builds on are there', (t) => {
  const methods = [
    ...['init', 'send', 'close', '_createParser', '_onCommand', '_onClose', '_onTimeout', '_onError', '_whenWritable'],
    ...['_parseAddressCommand', '_validateMailParams', '_resetSession', '_setClientHostname', '_transmissionType'],
    ...['handler_EHLO', 'handler_HELO', 'handler_QUIT', 'handler_AUTH', 'handler_STARTTLS', 'handler_DATA'],
    ...['handler_MAIL', 'handler_RCPT', 'handler_RSET', 'handler_NOOP', 'handler_VRFY', 'handler_HELP'],
  ]
  for (const method of methods) t.type(Reflect.get(SMTPConnection.prototype, method), 'function', method)
  t.end()
})

/** How each reply of smtp-server that has a name is provoked. */
const PROVOKED: [ReplyName, says: string, from?: (server: { port: number; ca: string }) => Promise<Client>][] = [
  ['help', 'HELP'],
  ['auth-ok', `AUTH PLAIN ${base64('\0u\0p')}`],
  ['noop-ok', 'NOOP'],
  ['rset-ok', 'RSET'],
  ['vrfy', 'VRFY a@b'],
  ['unknown-command', 'XYZZY'],
  ['unknown-command', ''],
  ['auth-aborted', 'AUTH PLAIN\r\n*'],
  ['auth-aborted', 'AUTH LOGIN\r\n*'],
  ['auth-aborted', `AUTH LOGIN ${base64('u')}\r\n*`],
  ['auth-aborted', 'AUTH CRAM-MD5\r\n*'],
  ['auth-aborted', 'AUTH XOAUTH2\r\n*'],
  ['auth-malformed', 'AUTH PLAIN x'],
  ['auth-malformed', `AUTH PLAIN ${base64('\0u\nv\0p')}`],
  ['auth-malformed', 'AUTH LOGIN ='],
  ['auth-malformed', `AUTH LOGIN ${base64('u\nv')}`],
  ['auth-malformed', `AUTH XOAUTH2 ${base64('user=u')}`],
  ['auth-malformed', `AUTH CRAM-MD5\r\n${base64('u\nv x')}`],
  ['auth-syntax', 'AUTH PLAIN a b'],
  ['auth-syntax', 'AUTH LOGIN a b'],
  ['auth-syntax', 'AUTH XOAUTH2 a b'],
  ['auth-syntax', 'AUTH CRAM-MD5 a'],
  ['auth-unknown-mechanism', 'AUTH NTLM'],
  ['auth-already', `AUTH PLAIN ${base64('\0u\0p')}\r\nAUTH LOGIN`],
  ['hello-first', 'MAIL FROM:<a@b>', greeted],
  ['hello-first', 'RCPT TO:<a@b>', greeted],
  ['hello-first', 'DATA', greeted],
  ['hello-first', 'AUTH PLAIN', greeted],
  ['mail-ok', 'MAIL FROM:<a@b>'],
  ['mail-syntax', 'MAIL FROM:x'],
  ['mail-nested', 'MAIL FROM:<a@b>', addressed],
  ['parameter-bad', 'MAIL FROM:<a@b> SIZE'],
  ['parameter-bad', 'MAIL FROM:<a@b> SIZE=1 SIZE=1'],
  ['parameter-bad', 'MAIL FROM:<a@b> SIZE=x'],
  ['parameter-bad', 'MAIL FROM:<a@b> BODY=x'],
  ['parameter-bad', 'MAIL FROM:<a@b> RET=x'],
  ['parameter-bad', 'MAIL FROM:<a@b> SMTPUTF8=x'],
  ['parameter-bad', 'MAIL FROM:<a@b> REQUIRETLS'],
  ['parameter-bad', 'MAIL FROM:<a@b> REQUIRETLS=x', secured],
  ['parameter-bad', 'RCPT TO:<a@b> NOTIFY=x', addressed],
  ['parameter-bad', 'RCPT TO:<a@b> NOTIFY=NEVER,DELAY', addressed],
  ['parameter-bad', 'RCPT TO:<a@b> ORCPT=x', addressed],
  ['parameter-bad', 'VRFY'],
  ['too-big', 'MAIL FROM:<a@b> SIZE=99999999999'],
  ['rcpt-ok', 'RCPT TO:<a@b>', addressed],
  ['rcpt-syntax', 'RCPT TO:x', addressed],
  ['need-mail', 'RCPT TO:<a@b>'],
  // Ours from the start, for completeness.
  ['need-rcpt', 'DATA'],
  ['starttls-syntax', 'STARTTLS x'],
  ['quit', 'QUIT'],
]

/** Every normal reply says its own name, so that a text of smtp-server's own stands out. */
const named = () =>
  serveChanged({ server: { auth: { mechanisms: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'] } } }, (plan) => {
    for (const server of plan.servers) {
      server.smtp.replies = Object.fromEntries(
        Object.entries(server.smtp.replies).map(([name, [line = '']]) => [name, [`${line.slice(0, 3)} <${name}>`]]),
      )
    }
  })

for (const [name, says, from = introduced] of PROVOKED) {
  t.test(`${JSON.stringify(says)} ${from.name} is answered with ${name}`, async () => {
    await using running = await named()
    const { processAuthority } = await import('../../src/ca/authority.ts')
    const ca = await processAuthority().certificatePem()
    await using client = await from({ port: running.port, ca })
    const lines = says.split('\r\n')
    for (const line of lines.slice(0, -1)) await client.asks(line, '*')
    await client.asks(lines.at(-1) ?? '', `??? <${name}>`.replace('???', NORMAL_REPLIES[name].text?.slice(0, 3) ?? ''))
  })
}

t.test('the names that stock replies are given are those that were provoked, but for three that cannot be', (t) => {
  const source = readFileSync(new URL('../../src/smtp/stock-replies.ts', import.meta.url), 'utf8')
  const given = new Set([...source.matchAll(/'([a-z-]+)'(?:\]|,$)/gm)].map((match) => match[1]))
  const provoked = new Set<string>(PROVOKED.map(([name]) => name))
  // QUIT and the idle limit are answered before smtp-server could; 451 would be a bug.
  t.strictSame([...given].filter((name) => !provoked.has(name ?? '')).sort(), ['internal-error', 'timeout'])
  t.end()
})

t.test('a reply without a name is none', (t) => {
  t.equal(nameOfStockReply(999, 'Error: something new', false), null)
  t.equal(nameOfStockReply(250, 'Accepted', 'MAIL_FROM_OK'), 'mail-ok')
  t.end()
})

t.test('WIZ, SHELL, KILL, XCLIENT, XFORWARD and LHLO are as unknown as any other', async () => {
  await using server = await serve()
  await using client = await introduced(server)
  for (const verb of ['WIZ', 'SHELL', 'KILL', 'XCLIENT ADDR=1.2.3.4', 'XFORWARD NAME=x', 'LHLO x', 'wiz']) {
    await client.asks(verb, '500 5.5.2 Command not recognized')
  }
  await client.asks('MAIL FROM:<a@b>', '250 *')
})

t.test('names of object members are no verbs', async () => {
  await using server = await serve()
  await using client = await introduced(server)
  for (const verb of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'handler_MAIL', 'MAIL\tFROM:<a@b>']) {
    await client.asks(verb, '500 5.5.2 Command not recognized')
  }
})

t.test('nothing that smtp-server itself would say reaches the client, whatever it is fed', async (t) => {
  await using server = await serve({ auth: { mechanisms: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'] } })
  await using client = await introduced(server)
  const words = ['MAIL', 'RCPT', 'FROM:', 'TO:', '<a@b>', 'SIZE=9', 'BODY=', 'AUTH', 'PLAIN', 'LOGIN', '=', '*', 'AA==']
  words.push('EHLO', 'HELO', 'RSET', 'NOOP', 'VRFY', 'HELP', 'X', '', '\t', '\xff', 'NOTIFY=NEVER,X', 'RET=', 'ORCPT=;')
  let state = 42
  const draw = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const said = new Set<string>()
  for (let at = 0; at < 1500; at++) {
    const line = Array.from({ length: 1 + draw(4) }, () => words[draw(words.length)]).join(draw(6) === 0 ? '' : ' ')
    for (const reply of await client.asks(line, '*')) said.add(reply)
  }
  const known = new Set(Object.values(NORMAL_REPLIES).map(({ text }) => text))
  const strange = [...said].filter((line) => !known.has(line as never) && !/^(?:334 |250[ -])/.test(line))
  t.strictSame(strange, [])
  t.notOk(
    [...said].some((line) => line.startsWith('451')),
    'and nothing of ours failed',
  )
})
