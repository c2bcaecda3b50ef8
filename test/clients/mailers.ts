// Each client told to send one mail to a server: what every run needs is said here, the point of a test by its own flags.
import { fileURLToPath } from 'node:url'
import { InteractiveClient, type Run, run } from './client.ts'

/** What a client dials: a running scenario, or its port at another address. */
export interface Target {
  host: string
  port: number
}

export const SENDER = 'probe@example.com'
export const RECIPIENT = 'desk@example.org'
const TEXT = 'The disk is full.'
// With the line ends of SMTP: curl sends what it reads.
const MAIL = [`From: ${SENDER}`, `To: ${RECIPIENT}`, 'Subject: an alarm', '', TEXT, ''].join('\r\n')

type Env = Record<string, string>

/** https://www.jetmore.org/john/code/swaks/; exit codes: 23 MAIL refused, 28 AUTH failed, 29 TLS failed. */
export function swaks({ host, port }: Target, flags: string[], env: Env = {}): Promise<Run> {
  const args = [
    '--server',
    `${host}:${port}`,
    '--helo',
    'client.test',
    '--from',
    SENDER,
    '--to',
    RECIPIENT,
    '--body',
    TEXT,
  ]
  return run('swaks', [...args, ...flags], { env })
}

/** Exit codes: 35 handshake failed, 56 connection broken, 60 certificate refused, 64 STARTTLS missing. */
export function curl({ host, port }: Target, flags: string[], env: Env = {}): Promise<Run> {
  const mail = ['--mail-from', SENDER, '--mail-rcpt', RECIPIENT, '--upload-file', '-']
  return run('curl', ['-q', '-sSv', `smtp://${host}:${port}/client.test`, ...mail, ...flags], { env, input: MAIL })
}

/** Exit codes of sysexits.h: 69 unavailable. */
export function msmtp({ host, port }: Target, flags: string[], env: Env = {}): Promise<Run> {
  const args = ['--debug', `--host=${host}`, `--port=${port}`, '--domain=client.test', `--from=${SENDER}`]
  return run('msmtp', [...args, ...flags, RECIPIENT], { env, input: MAIL })
}

/** Python's smtplib, through a program of ours; `smtplib/send_one_mail.py` has the flags. */
export function smtplib({ host, port }: Target, flags: string[], env: Env = {}): Promise<Run> {
  const program = beside('smtplib/send_one_mail.py')
  return run('python3', [program, host, `${port}`, SENDER, RECIPIENT, ...flags], { env })
}

/** Perl's Net::SMTP, through a program of ours; `net-smtp/send-one-mail.pl` has the flags. */
export function netSmtp({ host, port }: Target, flags: string[], env: Env = {}): Promise<Run> {
  const program = beside('net-smtp/send-one-mail.pl')
  return run('perl', [program, host, `${port}`, SENDER, RECIPIENT, ...flags], { env })
}

/**
 * `openssl s_client` behind its STARTTLS. `-ign_eof` keeps it from taking a line that starts with Q or R
 * for one of its own commands.
 */
export function openssl({ host, port }: Target, flags: string[], env: Env = {}): InteractiveClient {
  const args = ['s_client', '-starttls', 'smtp', '-connect', `${host}:${port}`, '-ign_eof']
  return new InteractiveClient('openssl', [...args, ...flags], { env })
}

/** `gnutls-cli` behind its STARTTLS. */
export function gnutlsCli({ host, port }: Target, flags: string[]): InteractiveClient {
  const args = ['--starttls-proto=smtp', `--port=${port}`, ...flags, host]
  return new InteractiveClient('gnutls-cli', args)
}

/** Waits until one of these two has its TLS and shows it: `openssl` with the rest of the first EHLO list. */
export function connected(client: InteractiveClient): Promise<string> {
  return client.hears(/^250 |Simple Client Mode/m)
}

/** Types a mail into one of these two, each line once the reply to the one before is there. */
export async function typeMail(client: InteractiveClient): Promise<Run> {
  await connected(client)
  const turns: [string[], RegExp][] = [
    [['EHLO client.test'], /^250 /m],
    [[`MAIL FROM:<${SENDER}>`], /^250 /m],
    [[`RCPT TO:<${RECIPIENT}>`], /^250 /m],
    [['DATA'], /^354 /m],
    [['Subject: an alarm', '', TEXT, '.'], /^250 /m],
    [['QUIT'], /^221 /m],
  ]
  for (const [lines, reply] of turns) {
    client.says(...lines)
    await client.hears(reply)
  }
  client.finishes()
  return client.ended
}

function beside(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}
