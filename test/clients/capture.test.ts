// What `--pcap` and `--keylog` write, read back by tshark: hellos, alerts, and SMTP that was inside TLS.
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { folder, simulate, start, talk } from '../cli/command.ts'
import { capturedOf, fields } from './captured.ts'
import { type Run, requireClient, run } from './client.ts'

/** Sends a mail that names itself in its subject. */
function swaks(port: number, args: string[]): Promise<Run> {
  const mail = ['--from', 'sender@example.com', '--to', 'recipient@example.org', '--header', 'Subject: captured']
  return run('swaks', ['--server', `127.0.0.1:${port}`, ...mail, ...args])
}

/** Plays a scenario to one swaks; gives the capture. */
async function captured(dir: string, scenario: string, args: string[], exit: number) {
  const [pcap, keylog] = [join(dir, 'run.pcapng'), join(dir, 'keys.txt')]
  const kept = ['--pcap', pcap, '--keylog', keylog, '--save', join(dir, 'saved')]
  await using server = await start([scenario, '--port', '0', '--once', ...kept])
  const port = await server.port()
  const sent = await swaks(port, args)
  if (sent.exitCode !== exit) throw new Error(`swaks ended with ${sent.exitCode}:\n${sent.output}`)
  const { stderr } = await server.ended
  const transcript = await readFile(join(dir, 'saved', `1-${scenario}`, 'transcript.ndjson'), 'utf8')
  return { pcap, keylog, port, stderr, transcript }
}

for (const { scenario, args, version, engine } of [
  { scenario: 'healthy', args: [], version: '0x0304', engine: 'openssl' },
  { scenario: 'tls12-only', args: [], version: '0x0303', engine: 'openssl' },
  { scenario: 'dh1024', args: ['--tls-cipher', 'ALL:@SECLEVEL=0'], version: '0x0303', engine: 'scripted' },
]) {
  t.test(
    `${scenario} (${engine}): tshark reads the mail out of the capture, and all of TCP is right`,
    requireClient(['tshark', 'swaks'], async (t) => {
      await using dir = await folder()
      const { pcap, keylog, port, stderr, transcript } = await captured(dir.path, scenario, ['--tls', ...args], 0)
      t.match(transcript, `"event":"tls.engine-chosen","engine":"${engine}"`)
      t.match(stderr, /run\.pcapng will hold passwords and mail/)
      t.match(stderr, /keys\.txt opens all TLS of this run/)
      for (const file of [pcap, keylog]) t.equal((await stat(file)).mode & 0o777, 0o600, file)

      t.equal((await fields(pcap, port, 'tls.handshake.type == 1', ['tls.handshake.ciphersuite'])).length, 1, 'a hello')
      const hello = ['tls.handshake.extensions.supported_version', 'tls.handshake.version']
      const [agreed = ''] = await fields(pcap, port, 'tls.handshake.type == 2', hello)
      t.equal(
        agreed.split('\t').find((each) => each !== ''),
        version,
      )
      const verbs = await fields(pcap, port, 'tls && smtp.req.command', ['smtp.req.command'])
      t.same(verbs, ['EHLO', 'MAIL', 'RCPT', 'DATA', 'QUIT'], 'said inside TLS')
      t.same(await fields(pcap, port, 'tls && imf.subject', ['imf.subject']), ['captured'])

      const wrong = 'tcp.analysis.flags || tcp.checksum.status == 0 || ip.checksum.status == 0 || _ws.malformed'
      t.same(await fields(pcap, port, wrong, ['frame.number', '_ws.col.Info']), [], 'no packet out of order')
      t.equal((await fields(pcap, port, 'tcp.flags.syn == 1', ['frame.number'])).length, 2)
      t.equal((await fields(pcap, port, 'tcp.flags.fin == 1', ['frame.number'])).length, 2)
      t.same([...new Set(await fields(pcap, port, 'tcp', ['frame.interface_name']))], [`1-${scenario}`])
    }),
  )
}

t.test(
  'implicit TLS: the mail is read where the port is said to be TLS with SMTP inside',
  requireClient(['tshark', 'swaks'], async (t) => {
    await using dir = await folder()
    const { pcap, port } = await capturedOf(dir.path, 'implicit-tls', (port) => swaks(port, ['--tls-on-connect']))
    const inside = ['-d', `tls.port==${port},smtp`, '-d', `tcp.port==${port},tls`]
    const verbs = await fields(pcap, 25, 'tls && smtp.req.command', ['smtp.req.command'], inside)
    t.same(verbs, ['EHLO', 'MAIL', 'RCPT', 'DATA', 'QUIT'])
    t.same(await fields(pcap, 25, 'tls && imf.subject', ['imf.subject'], inside), ['captured'])
  }),
)

t.test(
  'behind a path: what the client was sent is captured, not what the server said',
  requireClient(['tshark', 'swaks'], async (t) => {
    await using dir = await folder()
    const { pcap, port } = await capturedOf(dir.path, 'starttls-removed', (port) => swaks(port, ['--tls-optional']))
    const offered = await fields(pcap, port, 'smtp.response.code == 250', ['smtp.rsp.parameter'])
    t.match(offered[0], /PIPELINING/)
    t.notMatch(offered.join('\n'), /STARTTLS/)
    t.same(await fields(pcap, port, 'imf.subject', ['imf.subject']), ['captured'], 'in clear')
    t.same(await fields(pcap, port, 'tcp.analysis.flags || _ws.malformed', ['frame.number']), [])
  }),
)

t.test(
  'a PROXY header is the first that the client sends, and TLS opens behind it',
  requireClient(['tshark', 'swaks'], async (t) => {
    await using dir = await folder()
    const scenario = join(dir.path, 'proxied.yaml')
    await writeFile(
      scenario,
      'scenario: 1\ntitle: Proxied\nsummary: Behind a proxy.\nserver: { proxyProtocol: true }\n',
    )
    const header = 'PROXY TCP4 192.0.2.7 192.0.2.8 4711 25\r\n'
    const { pcap, port } = await capturedOf(dir.path, scenario, (port) =>
      swaks(port, ['--tls', '--proxy', header.slice('PROXY '.length).trimEnd()]),
    )
    const [first] = await fields(pcap, port, 'tcp.len > 0', ['ip.src', 'tcp.payload'])
    t.equal(first, `127.0.0.1\t${Buffer.from(header, 'latin1').toString('hex')}`, 'once, from the proxy itself')
    t.same(await fields(pcap, port, 'tls && imf.subject', ['imf.subject']), ['captured'])
    t.same(await fields(pcap, port, 'tcp.analysis.flags || _ws.malformed', ['frame.number']), [])
  }),
)

t.test('a second signal leaves no packets behind', async (t) => {
  await using dir = await folder()
  // The end of the run is held up, as a slow disk would do it.
  const before = `
    import fs from 'node:fs'
    import { syncBuiltinESMExports } from 'node:module'
    fs.promises.writeFile = () => { process.stderr.write('saving\\n'); return new Promise((end) => setTimeout(end, 60000)) }
    syncBuiltinESMExports()`
  const [pcap, saved] = [join(dir.path, 'run.pcapng'), join(dir.path, 'saved')]
  await using run = await start(['healthy', '--port', '0', '--pcap', pcap, '--save', saved], { before })
  await talk(await run.port())
  t.match(await readdir(dir.path), [/^run\.pcapng\.\d+\.packets$/, 'saved'], 'while it runs they are there')
  run.child.kill('SIGINT')
  await run.shows('the end held up', (_, stderr) => /saving/.exec(stderr))
  t.equal((await run.stop('SIGINT')).exit, 130)
  t.same(await readdir(dir.path), ['saved'])
})

t.test('a disk that fills up: said at the end, exit 3, no file left as whole', async (t) => {
  await using dir = await folder()
  const before = `
    import fs from 'node:fs'
    import { syncBuiltinESMExports } from 'node:module'
    const { writeSync } = fs
    fs.writeSync = (descriptor, ...rest) => {
      if (descriptor <= 2) return writeSync(descriptor, ...rest)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    }
    syncBuiltinESMExports()`
  await using run = await start(['healthy', '--port', '0', '--pcap', join(dir.path, 'run.pcapng')], { before })
  await talk(await run.port())
  const { exit, stdout, stderr } = await run.stop()
  t.equal(exit, 3, stderr)
  t.match(stderr, /--pcap .*run\.pcapng: the file cannot be written: ENOSPC.*\n.*Make room on the disk/)
  t.match(stdout, /inconclusive/, 'the judgement is told all the same')
  t.same(await readdir(dir.path), [])
})

t.test(
  'the alert of a client that refuses the certificate is there',
  requireClient(['tshark', 'swaks', 'openssl'], async (t) => {
    await using dir = await folder()
    const args = ['--tls', '--tls-verify', '--tls-ca-path', '/etc/ssl/certs/ca-certificates.crt']
    const { pcap, port } = await captured(dir.path, 'cert-self-signed', args, 29)
    const alerts = await fields(pcap, port, 'tls.alert_message.level == 2', ['tls.alert_message.desc', 'tcp.dstport'])
    t.equal(alerts.length, 1)
    t.ok(['48', '46', '42'].includes(alerts[0]?.split('\t')[0] ?? ''), 'about the certificate', { found: alerts })
    t.equal(alerts[0]?.split('\t')[1], String(port), 'from the client')
  }),
)

t.test(
  'check: every scenario is an interface of one file',
  requireClient(['tshark', 'swaks'], async (t) => {
    await using dir = await folder()
    const pcap = join(dir.path, 'check.pcapng')
    const command = ['swaks', '--server', '{host}:{port}', '--from', '{from}', '--to', '{to}', '--tls']
    const ended = await simulate(['check', 'tls12-only', 'no-starttls', '--pcap', pcap, '--', ...command])
    t.equal(ended.exit, 0, ended.stderr)
    const names = new Set(await fields(pcap, 25, 'tcp.flags.syn == 1', ['frame.interface_name']))
    t.same([...names].sort(), ['healthy', 'no-starttls', 'tls12-only'])
  }),
)

t.test(
  'a file that cannot be written is told before a server starts',
  requireClient('tshark', async (t) => {
    await using dir = await folder()
    for (const option of ['pcap', 'keylog']) {
      const ended = await simulate(['healthy', '--port', '0', `--${option}`, join(dir.path, 'no', 'file')])
      t.equal(ended.exit, 2)
      t.match(ended.stderr, new RegExp(`--${option} .*no/file: the file cannot be written: ENOENT`))
      t.notMatch(ended.stdout, /listening/)
    }
    const onFolder = await simulate(['healthy', '--port', '0', '--pcap', dir.path])
    t.equal(onFolder.exit, 2)
    t.match(onFolder.stderr, /it is a folder/)
  }),
)
