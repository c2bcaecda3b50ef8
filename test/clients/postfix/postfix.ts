// A Postfix of its own that sends: configuration, queue and log in a private folder, no port, every mail to one server.
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { InteractiveClient, run } from '../client.ts'
import { RECIPIENT, SENDER, type Target } from '../mailers.ts'

export interface Postfix {
  /** Puts mails into the queue; they are sent at once. */
  mails(count?: number): Promise<void>
  /** Waits until the log matches, and returns all of it. */
  logs(pattern: RegExp): Promise<string>
}

/** Runs until the test is over. `settings` are lines of main.cf; what is deferred is tried again after two seconds. */
export async function postfix(t: Test, { port }: Target, settings: Record<string, string>): Promise<Postfix> {
  const folder = mkdtempSync(join(tmpdir(), 'smtp-simulator-postfix-'))
  const lay = (path: string, owner: readonly [number, number], mode: number) => {
    mkdirSync(join(folder, path), { recursive: true })
    chownSync(join(folder, path), ...owner)
    chmodSync(join(folder, path), mode)
  }
  const [user, group] = [idOf('passwd', 'postfix'), idOf('group', 'postdrop')]
  // Postfix checks who owns its folders, and works as the user postfix.
  chmodSync(folder, 0o755)
  for (const path of ['conf', 'queue', 'queue/pid']) lay(path, [0, 0], 0o755)
  for (const path of OWN_FOLDERS) lay(path, [user, 0], 0o700)
  lay('queue/public', [user, group], 0o710)
  lay('queue/maildrop', [user, group], 0o730)
  // Its log daemon opens the file by name as the user postfix: a pipe of ours would be closed to it.
  const file = join(folder, 'mail.log')
  writeFileSync(file, '')
  chownSync(file, user, 0)
  const main = {
    ...MAIN,
    queue_directory: `${folder}/queue`,
    data_directory: `${folder}/data`,
    maillog_file: file,
    maillog_file_prefixes: folder,
  }
  const lines = Object.entries({ ...main, relayhost: `[localhost]:${port}`, ...settings })
  const mainFile = join(folder, 'conf/main.cf')
  writeFileSync(mainFile, lines.map(([name, value]) => `${name} = ${value}\n`).join(''))
  // A file that changed just now might be half written: every daemon would wait for it.
  utimesSync(mainFile, 0, 0)
  writeFileSync(join(folder, 'conf/master.cf'), MASTER)

  const log = new InteractiveClient('tail', ['-n', '+1', '-s', '0.05', '-f', file])
  const master = new InteractiveClient(join(daemons(), 'master'), ['-c', join(folder, 'conf'), '-d'])
  t.teardown(async () => {
    await master.stops()
    await log.stops()
    rmSync(folder, { recursive: true, force: true })
  })
  await log.hears(/daemon started/)
  return {
    async mails(count = 1) {
      const input = 'Subject: an alarm\n\nThe disk is full.\n'
      for (let left = count; left > 0; left--) {
        const { exitCode, output } = await run('sendmail', ['-C', join(folder, 'conf'), '-f', SENDER, RECIPIENT], {
          input,
        })
        if (exitCode !== 0) throw new Error(`sendmail does not take the mail:\n${output}`)
      }
    },
    logs: (pattern) => log.hears(pattern),
  }
}

function daemons(): string {
  return spawnSync('postconf', ['-dh', 'daemon_directory'], { encoding: 'utf8' }).stdout.trim()
}

function idOf(database: string, name: string): number {
  const { stdout } = spawnSync('getent', [database, name], { encoding: 'utf8' })
  return Number(stdout.split(':')[2])
}

const QUEUES = [
  'active',
  'bounce',
  'corrupt',
  'defer',
  'deferred',
  'flush',
  'hold',
  'incoming',
  'private',
  'saved',
  'trace',
]
const OWN_FOLDERS = ['data', ...QUEUES.map((queue) => `queue/${queue}`)]

const MAIN = {
  compatibility_level: '3.6',
  myhostname: 'client.test',
  mydestination: '',
  alias_maps: '',
  alias_database: '',
  inet_interfaces: 'loopback-only',
  inet_protocols: 'ipv4',
  smtp_host_lookup: 'native',
  smtp_dns_support_level: 'disabled',
  minimal_backoff_time: '2s',
  maximal_backoff_time: '2s',
  queue_run_delay: '1s',
}

// No smtpd: nothing listens. No chroot: the folder holds no system.
const MASTER = [
  'pickup unix n - n 1 1 pickup',
  'cleanup unix n - n - 0 cleanup',
  'qmgr unix n - n 300 1 qmgr',
  'tlsmgr unix - - n 1000? 1 tlsmgr',
  'rewrite unix - - n - - trivial-rewrite',
  'bounce unix - - n - 0 bounce',
  'defer unix - - n - 0 bounce',
  'trace unix - - n - 0 bounce',
  'retry unix - - n - - error',
  'error unix - - n - - error',
  'discard unix - - n - - discard',
  'scache unix - - n - 1 scache',
  'postlog unix-dgram n - n - 1 postlogd',
  'smtp unix - - n - - smtp',
  '',
].join('\n')
