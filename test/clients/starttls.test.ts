// STARTTLS that is missing, masked, removed, offered to some, or demanded.
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { cClient } from './c-client/c-client.ts'
import { caFile, exits, requireClient } from './client.ts'
import { curl, msmtp, netSmtp, smtplib, swaks } from './mailers.ts'
import { netSmtpLog, nextSession, smtplibLog, swaksLog } from './session.ts'

t.test('no-starttls', async (t) => {
  t.test(
    'swaks stops when it must encrypt',
    requireClient('swaks', async (t) => {
      await using server = await startScenario('no-starttls')
      const run = await swaks(server, ['--tls'])
      exits(t, run, 29)
      t.match(run.output, '*** Host did not advertise STARTTLS')
      const session = await nextSession(server)
      t.equal(session.verbs, 'EHLO QUIT')
      t.same(session.dialogue, swaksLog(run.output))
    }),
  )

  t.test(
    'swaks delivers in clear when TLS is optional',
    requireClient('swaks', async (t) => {
      await using server = await startScenario('no-starttls')
      const run = await swaks(server, ['--tls-optional'])
      exits(t, run, 0)
      const session = await nextSession(server)
      t.same(session.dialogue, swaksLog(run.output))
      t.equal(session.verbs, 'EHLO MAIL RCPT DATA QUIT')
      t.match(session.the('smtp.message-accepted'), { secured: false })
    }),
  )

  t.test(
    'curl says that STARTTLS is missing where it is required',
    requireClient('curl', async (t) => {
      await using server = await startScenario('no-starttls')
      const run = await curl(server, ['--ssl-reqd'])
      exits(t, run, 64)
      t.equal((await nextSession(server)).verbs, 'EHLO')
    }),
  )

  t.test(
    'c-client sends its password in clear when TLS is not demanded',
    requireClient('c-client', async (t) => {
      await using server = await startScenario('no-starttls')
      const run = await cClient(server, '', { login: { user: 'probe', password: 'hunter2' } })
      exits(t, run, 0)
      const session = await nextSession(server)
      t.match(session.the('smtp.credentials-received'), { user: 'probe', secured: false })
      t.match(session.the('smtp.message-accepted'), { secured: false, authenticated: true })
    }),
  )

  t.test(
    'c-client stops when TLS is demanded',
    requireClient('c-client', async (t) => {
      await using server = await startScenario('no-starttls')
      const run = await cClient(server, '/tls', { login: { user: 'probe', password: 'hunter2' } })
      exits(t, run, 1)
      t.match(run.stdout, '?TLS unavailable with this server: localhost')
      t.same((await nextSession(server)).all('smtp.credentials-received'), [])
    }),
  )
})

t.test('starttls-masked', async (t) => {
  t.test(
    'swaks sees XXXXXXXA where the server said STARTTLS',
    requireClient('swaks', async (t) => {
      await using server = await startScenario('starttls-masked')
      const run = await swaks(server, ['--tls'])
      exits(t, run, 29)
      t.match(run.output, '<-  250-XXXXXXXA\n')
      t.notMatch(run.output, '<-  250-STARTTLS')
      const session = await nextSession(server)
      t.same(session.dialogue, swaksLog(run.output))
      const list = session.all('smtp.reply-sent').find(({ lines }) => lines.includes('250-XXXXXXXA'))
      t.ok(list?.sent?.includes('250-STARTTLS'), 'the transcript has what the server said, too')
      t.same(list?.lines.map(length), list?.sent?.map(length), 'every line keeps its length')
    }),
  )

  t.test(
    'smtplib raises and sends no mail',
    requireClient('smtplib', async (t) => {
      await using server = await startScenario('starttls-masked')
      const run = await smtplib(server, [])
      exits(t, run, 1)
      t.match(run.stderr, 'smtplib.SMTPNotSupportedError: STARTTLS extension not supported by server.')
      const session = await nextSession(server)
      t.same(session.dialogue, smtplibLog(run.stderr))
      t.equal(session.verbs, 'EHLO QUIT')
    }),
  )

  t.test(
    'smtplib that starts TLS only when it is offered delivers in clear',
    requireClient('smtplib', async (t) => {
      await using server = await startScenario('starttls-masked')
      const run = await smtplib(server, ['--starttls', 'when-offered'])
      exits(t, run, 0)
      t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: false })
    }),
  )

  t.test(
    'Net::SMTP says STARTTLS all the same, and the firewall masks that, too',
    requireClient('Net::SMTP', async (t) => {
      await using server = await startScenario('starttls-masked')
      const run = await netSmtp(server, [])
      t.not(run.exitCode, 0, 'it fails', { output: run.output })
      const session = await nextSession(server)
      t.same(session.dialogue, netSmtpLog(run.stderr))
      t.match(session.all('smtp.command-received').at(-1), { line: 'STARTTLS', arrived: 'XXXXXXXX' })
      t.match(session.all('smtp.reply-sent').at(-1), { code: 500 })
      t.same(server.messages, [])
    }),
  )
})

t.test('starttls-removed', async (t) => {
  t.test(
    'msmtp refuses to go on',
    requireClient('msmtp', async (t) => {
      await using server = await startScenario('starttls-removed')
      const run = await msmtp(server, ['--tls=on', `--tls-trust-file=${caFile(t, server)}`])
      exits(t, run, 69)
      t.match(run.stderr, 'the server does not support TLS via the STARTTLS command')
      t.notMatch(run.stdout, '<-- 250-STARTTLS')
      const session = await nextSession(server)
      t.equal(session.verbs, 'EHLO QUIT')
      t.ok(
        session.all('smtp.reply-sent').some(({ sent }) => sent?.includes('250-STARTTLS')),
        'the server has offered it',
      )
    }),
  )

  t.test(
    'curl that only tries to encrypt delivers in clear',
    requireClient('curl', async (t) => {
      await using server = await startScenario('starttls-removed')
      const run = await curl(server, ['--ssl'])
      exits(t, run, 0)
      t.notMatch(run.stderr, /^< 250-STARTTLS/m)
      t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: false })
    }),
  )
})

t.test('starttls-by-source', async (t) => {
  t.test(
    'swaks sees different lists from two addresses',
    requireClient('swaks', async (t) => {
      await using server = await startScenario('starttls-by-source')
      const target = { host: '127.0.0.1', port: server.port }

      const near = await swaks(target, ['--tls', '--local-interface', '127.0.0.1'])
      exits(t, near, 0)
      t.match(near.output, /^<- {2}250[- ]STARTTLS$/m)
      const fromNear = await nextSession(server)
      t.equal(fromNear.the('session.opened').from, '127.0.0.1')
      t.same(fromNear.dialogue, swaksLog(near.output))
      t.match(fromNear.the('smtp.message-accepted'), { secured: true })

      const far = await swaks(target, ['--tls', '--local-interface', '127.0.0.2'])
      exits(t, far, 29)
      t.notMatch(far.output, /^<-.*STARTTLS/m)
      const fromFar = await nextSession(server)
      t.match(fromFar.the('session.opened'), { from: '127.0.0.2' })
      t.same(fromFar.dialogue, swaksLog(far.output))
      t.notMatch(fromFar.dialogue.server, [/STARTTLS/])
      t.equal(fromFar.verbs, 'EHLO QUIT')
    }),
  )

  t.test(
    'curl from 127.0.0.3 finds no STARTTLS',
    requireClient('curl', async (t) => {
      await using server = await startScenario('starttls-by-source')
      const target = { host: '127.0.0.1', port: server.port }
      const run = await curl(target, ['--ssl-reqd', '--interface', '127.0.0.3'])
      exits(t, run, 64)
      const session = await nextSession(server)
      t.equal(session.the('session.opened').from, '127.0.0.3')
      t.ok(session.dialogue.server.every((line) => !line.includes('STARTTLS')))
    }),
  )
})

t.test('tls-required', async (t) => {
  const REFUSAL = '530 5.7.0 Must issue a STARTTLS command first'

  t.test(
    'swaks without TLS gets 530 at MAIL',
    requireClient('swaks', async (t) => {
      await using server = await startScenario('tls-required')
      const run = await swaks(server, [])
      exits(t, run, 23)
      t.match(run.output, `<** ${REFUSAL}`)
      const session = await nextSession(server)
      t.same(session.dialogue, swaksLog(run.output))
      t.equal(session.verbs, 'EHLO MAIL QUIT')
    }),
  )

  t.test(
    'swaks with TLS delivers',
    requireClient('swaks', async (t) => {
      await using server = await startScenario('tls-required')
      const run = await swaks(server, ['--tls', '--tls-verify', '--tls-ca-path', caFile(t, server)])
      exits(t, run, 0)
      t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: true })
    }),
  )

  t.test(
    'smtplib without TLS raises the 530',
    requireClient('smtplib', async (t) => {
      await using server = await startScenario('tls-required')
      const run = await smtplib(server, ['--starttls', 'never'])
      exits(t, run, 1)
      t.match(run.stderr, "smtplib.SMTPSenderRefused: (530, b'5.7.0 Must issue a STARTTLS command first'")
      t.same((await nextSession(server)).dialogue, smtplibLog(run.stderr))
    }),
  )
})

function length(line: string): number {
  return line.length
}
