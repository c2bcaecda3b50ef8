// Runs a real mail client: no shell, an environment of its own, a time limit that ends its whole process group.
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

/** The clients, each with the Debian packages that bring it and commands that succeed where all of it is there. */
const CLIENTS = {
  swaks: {
    packages: 'swaks libio-socket-ssl-perl libauthen-sasl-perl',
    present: ['swaks --version', 'perl -MNet::SSLeay -MAuthen::SASL -e 1'],
  },
  openssl: { packages: 'openssl', present: ['openssl version'] },
  'gnutls-cli': { packages: 'gnutls-bin', present: ['gnutls-cli --version'] },
  curl: { packages: 'curl', present: ['curl --version'] },
  msmtp: { packages: 'msmtp', present: ['msmtp --version'] },
  smtplib: { packages: 'python3', present: ['python3 -c __import__("smtplib"),__import__("ssl")'] },
  pytest: { packages: 'python3-pytest', present: ['/usr/bin/python3 -m pytest --version'] },
  'Net::SMTP': {
    packages: 'perl libio-socket-ssl-perl libauthen-sasl-perl',
    present: ['perl -MNet::SMTP -MIO::Socket::SSL -MAuthen::SASL -e 1'],
  },
  postfix: { packages: 'postfix (and to be run as root)', present: ['postconf -d mail_version', 'test -O /'] },
  'c-client': {
    packages: 'gcc libc6-dev libc-client2007e-dev',
    present: ['gcc -E -include c-client/c-client.h -x c -o /dev/null /dev/null'],
  },
  // A reader of what passes; as root only.
  tshark: { packages: 'tshark', present: ['tshark --version', 'test -O /'] },
  chromium: { packages: 'chromium', present: ['chromium --version'] },
  jsse: { packages: 'openjdk-17-jdk-headless', present: ['javac -version', 'java -version'] },
  go: { packages: 'golang-go', present: ['go version'] },
  mbedtls: {
    packages: 'gcc libc6-dev libmbedtls-dev',
    // Up to version 2, this header is there; later versions have neither RC4 nor 3DES.
    present: ['gcc -E -include mbedtls/certs.h -x c -o /dev/null /dev/null'],
  },
} as const satisfies Record<string, { packages: string; present: readonly string[] }>

export type ClientName = keyof typeof CLIENTS

/**
 * A test body that needs these clients. Where one is missing the test is skipped with the packages to install;
 * under CI=true it fails with the same words.
 */
export function requireClient(names: ClientName | ClientName[], body: (t: Test) => Promise<void>) {
  return async (t: Test) => {
    const missing = [names].flat().filter((name) => !isPresent(name))
    if (missing.length === 0) return body(t)
    const words = missing
      .map((name) => `${name} is not installed: apt-get install ${CLIENTS[name].packages}`)
      .join('; ')
    if (process.env.CI === 'true') t.fail(words)
    else t.pass('needs a client that is not here', { skip: words })
  }
}

const found = new Map<ClientName, boolean>()

function isPresent(name: ClientName): boolean {
  let present = found.get(name)
  if (present === undefined) {
    present = CLIENTS[name].present.every((command) => {
      const [program = '', ...args] = command.split(' ')
      return spawnSync(program, args, { stdio: 'ignore' }).status === 0
    })
    found.set(name, present)
  }
  return present
}

/** How a client's run ended. `output` is what it printed on both streams, as it came. */
export interface Run {
  exitCode: number | null
  stdout: string
  stderr: string
  output: string
}

export interface RunOptions {
  /** Added to the bare environment that every client gets. */
  env?: Record<string, string>
  /** What it reads on standard input. */
  input?: string
  limitMs?: number
}

/** Runs a client to its end. Rejects, with what it printed, when it is not done within the limit. */
export function run(
  program: string,
  args: readonly string[],
  { input = '', ...options }: RunOptions = {},
): Promise<Run> {
  const client = new InteractiveClient(program, args, options)
  client.finishes(input)
  return client.ended
}

const LIMIT_MS = 30_000

/** A client that is talked to while it runs: says, hears, in turns. */
export class InteractiveClient {
  readonly ended: Promise<Run>
  readonly #process: ChildProcessWithoutNullStreams
  #output = ''
  #unheard = ''
  #listener: (() => void) | null = null

  constructor(
    program: string,
    args: readonly string[],
    { env = {}, limitMs = LIMIT_MS }: Omit<RunOptions, 'input'> = {},
  ) {
    // A group of its own, so that the limit ends what the client has started, too.
    this.#process = spawn(program, args, { env: { ...bareEnvironment(), ...env }, detached: true })
    this.ended = this.#follow([program, ...args].join(' '), limitMs)
    // Whoever waits for the end hears of a failure; nobody has to.
    this.ended.catch(() => {})
  }

  /** Types lines, each with the line end of SMTP. */
  says(...lines: string[]): void {
    this.#unheard = ''
    this.#process.stdin.write(lines.map((line) => `${line}\r\n`).join(''))
  }

  /** Ends the client and all that it has started. */
  async stops(): Promise<void> {
    if (this.#process.pid !== undefined && this.#process.exitCode === null) process.kill(-this.#process.pid, 'SIGTERM')
    await this.ended
  }

  /** Types the rest and closes standard input. */
  finishes(rest = ''): void {
    this.#process.stdin.end(rest)
  }

  /** Waits until what was printed since the last line typed matches, and returns it. Rejects when the client ends before. */
  async hears(pattern: RegExp): Promise<string> {
    const heard = new Promise<'heard'>((resolve) => {
      const look = () => {
        if (pattern.test(this.#unheard)) resolve('heard')
      }
      this.#listener = look
      look()
    })
    const outcome = await Promise.race([heard, this.ended])
    this.#listener = null
    if (outcome !== 'heard') throw new Error(`The client ended before it printed ${pattern}:\n${outcome.output}`)
    return this.#unheard
  }

  #follow(command: string, limitMs: number): Promise<Run> {
    const client = this.#process
    const printed = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'] as const) {
      client[stream].setEncoding('utf8').on('data', (text: string) => {
        printed[stream] += text
        this.#output += text
        this.#unheard += text
        this.#listener?.()
      })
    }
    // A client that has ended reads no more; its exit code tells why.
    client.stdin.on('error', () => {})
    return new Promise((resolve, reject) => {
      let late = false
      const limit = setTimeout(() => {
        late = true
        if (client.pid !== undefined) process.kill(-client.pid, 'SIGKILL')
      }, limitMs)
      client.on('error', reject)
      client.on('close', (exitCode) => {
        clearTimeout(limit)
        if (late) reject(new Error(`Not done within ${limitMs} ms: ${command}\n${this.#output}`))
        else resolve({ exitCode, ...printed, output: this.#output })
      })
    })
  }
}

let home: string | null = null

/** Nothing of the user's own configuration, proxies or trusted certificates reaches a client. */
export function bareEnvironment(): Record<string, string> {
  if (home === null) {
    const folder = mkdtempSync(join(tmpdir(), 'smtp-simulator-home-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    home = folder
  }
  return { PATH: process.env.PATH ?? '', HOME: home, LC_ALL: 'C', TZ: 'UTC' }
}

/** The client's exit code; what it printed stands beside a failure. */
export function exits(t: Test, { exitCode, output }: Run, code: number): void {
  t.equal(exitCode, code, `exit code ${code}`, { output })
}

/** A private folder with these files, gone when the test ends. Returns the path of each file. */
export function onDisk<Name extends string>(t: Test, files: Record<Name, string>): Record<Name, string> {
  const folder = mkdtempSync(join(tmpdir(), 'smtp-simulator-client-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const paths = {} as Record<Name, string>
  for (const [name, text] of Object.entries(files) as [Name, string][]) {
    paths[name] = join(folder, name)
    writeFileSync(paths[name], text, { mode: 0o600 })
  }
  return paths
}

/** The CA certificate of a server, as a file. */
export function caFile(t: Test, server: { ca: string }): string {
  return onDisk(t, { 'ca.pem': server.ca })['ca.pem']
}

export type OpensslVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

/**
 * The environment in which a client on OpenSSL speaks exactly this version, with every suite that OpenSSL has:
 * level 0 lets the signatures of TLS 1.0 and 1.1 pass, which OpenSSL 3 refuses at its default.
 */
export function opensslAt(t: Test, version: OpensslVersion): Record<string, string> {
  const lines = [
    'openssl_conf = settings',
    '[settings]',
    'ssl_conf = tls',
    '[tls]',
    'system_default = versions',
    '[versions]',
    `MinProtocol = ${version}`,
    `MaxProtocol = ${version}`,
    'CipherString = DEFAULT:@SECLEVEL=0',
  ]
  return { OPENSSL_CONF: onDisk(t, { 'openssl.cnf': `${lines.join('\n')}\n` })['openssl.cnf'] }
}
