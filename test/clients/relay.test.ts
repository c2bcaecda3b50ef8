// A mail over two hops with real clients: they are told 250, and do right, whatever becomes of it one hop further.
import { join } from 'node:path'
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { folder, simulate, start } from '../cli/command.ts'
import { receivedIn } from '../scenarios/relay-acts.ts'
import { caFile, exits, requireClient, run } from './client.ts'
import { curl, msmtp, RECIPIENT, SENDER, smtplib, swaks } from './mailers.ts'
import { postfix } from './postfix/postfix.ts'

const QUICK = { settleMs: 100 }

t.test(
  'relay-in-clear: curl and swaks insist on TLS, and their mail goes on without it',
  requireClient(['curl', 'swaks'], async (t) => {
    for (const send of [curl, swaks]) {
      await using server = await startScenario('relay-in-clear', QUICK)
      const flags = send === curl ? ['--ssl-reqd', '--cacert', caFile(t, server)] : ['--tls']
      exits(t, await send(server, flags), 0)
      const judgement = await server.judge({ policy: 'unverified' })
      t.match(judgement, { verdict: 'pass', outcome: 'encrypted', leak: 'none' })
      t.same(judgement.onward, { outcome: 'in-clear', leak: 'envelope' })
      t.equal(judgement.diagnoses[0]?.id, 'next-hop-in-clear')
      const [last, first] = receivedIn(server.next?.messages[0]?.raw) ?? []
      t.match(last, / by smtp\.test \(smtp-simulator\) with ESMTP id /)
      t.match(first, / by relay\.test \(smtp-simulator\) with ESMTPS id /)
    }
  }),
)

t.test(
  'relay-encrypted: Postfix and msmtp, and a header of TLS from each hop',
  requireClient(['postfix', 'msmtp'], async (t) => {
    await using server = await startScenario('relay-encrypted', QUICK)
    exits(t, await msmtp(server, ['--tls=on', `--tls-trust-file=${caFile(t, server)}`]), 0)
    t.match(await server.judge(), { verdict: 'pass', onward: { outcome: 'encrypted', leak: 'none' } })
    const headers = receivedIn(server.next?.messages[0]?.raw) ?? []
    t.same(
      headers.map((header) => /using (TLSv1\.\d) .* with (\w+) id/.exec(header)?.slice(1)),
      [
        ['TLSv1.3', 'ESMTPS'],
        ['TLSv1.3', 'ESMTPS'],
      ],
    )
    server.reset()
    const mta = await postfix(t, server, { smtp_tls_security_level: 'encrypt' })
    await mta.mails()
    await mta.logs(/status=sent/)
    t.match(await server.judge({ policy: 'unverified' }), { verdict: 'pass', onward: { outcome: 'encrypted' } })
    t.equal(receivedIn(server.next?.messages[0]?.raw)?.length, 3, 'Postfix wrote one, too')
  }),
)

t.test(
  'relay-refused: smtplib is told 250, and a report goes to the sender of the envelope',
  requireClient('smtplib', async (t) => {
    await using server = await startScenario('relay-refused', QUICK)
    exits(t, await smtplib(server, ['--ca', caFile(t, server)]), 0)
    const judgement = await server.judge()
    t.match(judgement, { verdict: 'pass', outcome: 'encrypted', onward: { outcome: 'none', leak: 'none' } })
    t.equal(judgement.diagnoses[0]?.id, 'next-hop-failed')
    const returned = server.transcript.find(({ event }) => event === 'relay.returned')
    t.match(returned, { to: SENDER, status: '5.1.1', report: `Final-Recipient: rfc822; ${RECIPIENT}` })
    // Another reader of MIME than our own.
    const script = [
      'import sys, email',
      'm = email.message_from_string(sys.stdin.read())',
      "print(m.get_content_type(), m.get_param('report-type'), [p.get_content_type() for p in m.get_payload()])",
      "status = [p for p in m.walk() if p.get_content_type() == 'message/delivery-status'][0].get_payload()",
      "print(status[1]['Action'], status[1]['Status'], status[1]['Diagnostic-Code'])",
    ].join('\n')
    const report = returned?.event === 'relay.returned' ? returned.report : ''
    const read = await run('python3', ['-c', script], { input: report })
    t.equal(
      read.stdout,
      "multipart/report delivery-status ['text/plain', 'message/delivery-status', 'text/rfc822-headers']\n" +
        'failed 5.1.1 smtp; 550 5.1.1 Recipient address rejected: User unknown in local recipient table\n',
    )
  }),
)

t.test(
  'check waits for the second hop, and its document says what became of the mail there',
  requireClient('swaks', async (t) => {
    const command = ['swaks', '--server', '{host}:{port}', '--from', '{from}', '--to', '{to}', '--tls']
    const scenarios = ['relay-in-clear', 'relay-encrypted', 'relay-refused', 'healthy']
    const policy = ['--policy', 'unverified', '--json']
    const { stdout, exit, stderr } = await simulate(['check', ...scenarios, ...policy, '--', ...command])
    t.equal(exit, 0, stderr)
    const { results } = JSON.parse(stdout) as { results: { scenario: string; verdict: string; onward: unknown }[] }
    t.same(
      results.map(({ scenario, verdict, onward }) => [scenario, verdict, onward]),
      [
        ['relay-in-clear', 'pass', { outcome: 'in-clear', leak: 'envelope' }],
        ['relay-encrypted', 'pass', { outcome: 'encrypted', leak: 'none' }],
        ['relay-refused', 'pass', { outcome: 'none', leak: 'none' }],
        ['healthy', 'pass', null],
      ],
    )
  }),
)

t.test(
  'both hops are in one capture, each on an interface of its own',
  requireClient(['tshark', 'swaks'], async (t) => {
    await using dir = await folder()
    const pcap = join(dir.path, 'run.pcapng')
    await using server = await start(['relay-in-clear', '--port', '0', '--once', '--pcap', pcap])
    const [port = 0, next = 0] = await server.ports(2)
    exits(t, await swaks({ host: '127.0.0.1', port }, ['--tls']), 0)
    await server.ended
    const decode = [port, next].flatMap((each) => ['-d', `tcp.port==${each},smtp`])
    const fields = ['-T', 'fields', '-e', 'frame.interface_name', '-e', 'frame.protocols']
    const { stdout } = await run('tshark', ['-r', pcap, ...decode, '-Y', 'smtp.req.command == "MAIL"', ...fields])
    t.match(stdout, /^1-relay-in-clear\t\S*:tls:smtp\S*\n2-healthy\t(?!\S*tls)\S*:smtp\S*\n$/)
  }),
)
