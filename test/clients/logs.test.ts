// Logs of real clients, beside the log that a real Postfix writes of the same clients.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { createAuthority } from '../../src/ca/authority.ts'
import { issueRecipe } from '../../src/ca/certificate.ts'
import { healthyServerRecipe } from '../../src/ca/recipe.ts'
import { folder, start } from '../cli/command.ts'
import { requireClient, run } from './client.ts'
import { startPostfix } from './postfix.ts'

const MAIL = ['--from', 'anna@example.com', '--to', 'bob@example.org', '--header', 'Message-Id: <1@example.com>']
const swaks = (port: number, ...more: string[]) =>
  run('swaks', ['--server', `127.0.0.1:${port}`, '--suppress-data', ...MAIL, ...more])
const openssl = (port: number, ...more: string[]) =>
  run('openssl', ['s_client', '-starttls', 'smtp', '-connect', `127.0.0.1:${port}`, ...more])

/** What a client does, and the last line that Postfix has for it. */
const SESSIONS: readonly [play: (port: number) => Promise<unknown>, end: RegExp][] = [
  [(port) => swaks(port), /quit=1 commands=5/],
  [(port) => swaks(port, '--tls', '--tls-protocol', 'tlsv1_2'), /starttls=1 mail=1 .*commands=7/],
  [(port) => swaks(port, '--tls', '--tls-protocol', 'tlsv1_3'), /starttls=1 mail=1 .*commands=7/],
  [(port) => swaks(port, '--quit-after', 'MAIL'), /mail=1 quit=1 commands=3/],
  [(port) => openssl(port, '-tls1_2', '-verify_return_error'), /starttls=0\/1 commands=1\/2/],
]

t.test(
  'log-postfix says what Postfix says of the same clients',
  requireClient(['postfix', 'swaks', 'openssl'], async (t) => {
    const authority = createAuthority()
    // ECDSA, which our server prefers where it has both.
    const [credential] = await issueRecipe(authority, { ...healthyServerRecipe(['mail.test']), keys: ['p256'] })
    if (!credential) throw new Error('A server recipe has a key')
    const theirs: string[] = []
    {
      await using postfix = await startPostfix({ cert: credential.certificatePem, key: credential.keyPem })
      // Whether it is there was asked with a QUIT.
      await postfix.logged(/quit=1 commands=1/)
      for (const [play, end] of SESSIONS) {
        await play(postfix.port)
        theirs.push(await postfix.logged(end))
      }
    }
    await using place = await folder()
    const file = join(place.path, 'mail.log')
    await using running = await start(['healthy', '--port', '0', '--json', '--reporter', `log-postfix=${file}`])
    const port = await running.port()
    for (const [play] of SESSIONS) await play(port)
    await running.shows('all sessions', (stdout) =>
      stdout.match(/"event":"session.closed"/g)?.length === SESSIONS.length ? true : null,
    )
    await running.stop()
    const ours = await readFile(file, 'utf8')
    // Its processes write at the same time: each has an order of its own.
    for (const program of ['smtpd', 'cleanup', 'qmgr'])
      t.same(comparable(ours, program), comparable(theirs.join(''), program))
  }),
)

/** Lines of what receives mail, without what differs from run to run: times, processes, ids, sizes with a header more or less. */
function comparable(log: string, program: string): string[] {
  return log
    .split('\n')
    .filter((line) => line.includes(` postfix/${program}[`) && !line.endsWith('removed'))
    .map((line) =>
      line
        .replace(/^\w+ [ \d]\d [\d:]{8} \S+ /, '')
        .replace(/\[\d+\]: /, ': ')
        .replace(/: [0-9A-F]{10,12}: /, ': ID: ')
        .replace(/size=\d+/, 'size=N')
        // Where in OpenSSL it was found.
        .replace(/:\.\.\/\S+\.c:\d+(?=:)/, ''),
    )
}
