// A Postfix of our own: its configuration and queue in a temporary folder, on loopback, gone with the test.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './client.ts'

export interface Postfix extends AsyncDisposable {
  port: number
  /** What its log has more than last time, once that matches. Rejects when it does not in time. */
  logged(pattern: RegExp): Promise<string>
}

const LIMIT_MS = 20_000
const QUEUES = 'active bounce corrupt defer deferred flush hold incoming private public maildrop saved trace pid'

/** Takes every mail and discards it; offers STARTTLS from TLS 1.0 on, with this certificate. Needs root. */
export async function startPostfix({ cert, key }: { cert: string; key: string }): Promise<Postfix> {
  const folder = mkdtempSync(join(tmpdir(), 'smtp-simulator-postfix-'))
  const port = await freePort()
  const log = join(folder, 'mail.log')
  const owner = Number((await run('id', ['-u', 'postfix'])).stdout)
  for (const each of ['conf', 'data', 'queue']) mkdirSync(join(folder, each))
  // Its processes are not root, and have to get through to the sockets.
  for (const each of QUEUES.split(' ')) mkdirSync(join(folder, 'queue', each))
  for (const each of ['data', ...QUEUES.split(' ').map((queue) => `queue/${queue}`)]) {
    if (!each.endsWith('pid')) chownSync(join(folder, each), owner, 0)
  }
  await run('chmod', ['755', folder])
  writeFileSync(join(folder, 'cert.pem'), cert)
  writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 })
  writeFileSync(join(folder, 'conf/main.cf'), mainCf(folder))
  writeFileSync(join(folder, 'conf/master.cf'), masterCf(port))
  const { stdout } = await run('postconf', ['-c', join(folder, 'conf'), '-h', 'daemon_directory'])
  const master = spawn(join(stdout.trim(), 'master'), ['-c', join(folder, 'conf'), '-d'], {
    stdio: 'ignore',
    env: { ...process.env, MAIL_CONFIG: join(folder, 'conf') },
  })
  const ended = once(master, 'exit')
  const text = () => (statSync(log, { throwIfNoEntry: false }) ? readFileSync(log, 'utf8') : '')
  let heard = 0
  const stop = async () => {
    master.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await until(
      () => greets(port),
      () => `Postfix does not answer:\n${text()}`,
    )
  } catch (error) {
    await stop()
    throw error
  }
  return {
    port,
    async logged(pattern) {
      const news = () => text().slice(heard)
      await until(
        async () => pattern.test(news()),
        () => `${pattern} is not in the log:\n${news()}`,
      )
      const log = news()
      heard += log.length
      return log
    },
    [Symbol.asyncDispose]: stop,
  }
}

function mainCf(folder: string): string {
  return `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
mail_owner = postfix
setgid_group = mail
inet_interfaces = 127.0.0.1
myhostname = mail.test
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
default_transport = discard:
maillog_file = ${folder}/mail.log
maillog_file_prefixes = ${folder}
smtpd_tls_security_level = may
smtpd_tls_cert_file = ${folder}/cert.pem
smtpd_tls_key_file = ${folder}/key.pem
smtpd_tls_loglevel = 1
smtpd_tls_protocols = >=TLSv1
tls_medium_cipherlist = ALL:@SECLEVEL=0
`
}

function masterCf(port: number): string {
  return `127.0.0.1:${port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
discard unix - - n - - discard
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => {
      socket.end('QUIT\r\n')
      resolve(true)
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}

/** Another program's progress shows only when one looks; the limit is for one that makes none. */
async function until(holds: () => Promise<boolean>, why: () => string): Promise<void> {
  const end = Date.now() + LIMIT_MS
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(why())
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
