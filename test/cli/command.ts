// The built command as a child process: its arguments, what it prints, how it ends.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { alone, built, cleanEnv, ROOT } from '../built.ts'
import { connect, type RawClient } from '../raw-client.ts'

export interface Settings {
  cwd?: string
  env?: Record<string, string>
  /** JavaScript that runs in the process before the command: a machine that is not at hand, a mistake of ours. */
  before?: string
  uid?: number
}

export interface Ended {
  stdout: string
  stderr: string
  /** The exit code, or the name of the signal that ended it. */
  exit: number | string | null
}

/** Lines of NDJSON, as a program reads them. */
export type Line = { server: number; scenario: string; event: string } & Record<string, unknown>

// A guard, not a measure: the whole catalogue in one command takes its time on a busy machine.
const LIMIT_MS = 90_000

/** Runs a command line to its end. */
export async function simulate(args: readonly string[], settings: Settings = {}): Promise<Ended> {
  return (await start(args, settings)).ended
}

/** Starts a command line; `await using` ends it. */
export async function start(args: readonly string[], settings: Settings = {}): Promise<Running> {
  const command = await built()
  const before =
    settings.before === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(settings.before)}`]
  const child = spawn(...alone([...before, command, ...args]), {
    cwd: settings.cwd ?? ROOT,
    env: { ...cleanEnv(), ...settings.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(settings.uid !== undefined && { uid: settings.uid, gid: settings.uid }),
  })
  return new Running(child)
}

/** A run in progress. Every wait is for something that it prints, with a time limit. */
export class Running implements AsyncDisposable {
  readonly child: ChildProcessByStdio<null, Readable, Readable>
  readonly ended: Promise<Ended>
  #stdout = ''
  #stderr = ''
  #gone = false
  #look: () => void = () => {}

  constructor(child: ChildProcessByStdio<null, Readable, Readable>) {
    this.child = child
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text
      this.#look()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text
      this.#look()
    })
    this.ended = new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        reject(new Error(`The command did not end within ${LIMIT_MS} ms.\n${this.#stdout}\n${this.#stderr}`))
      }, LIMIT_MS)
      child.on('error', reject)
      child.on('close', (code, signal) => {
        clearTimeout(timer)
        this.#gone = true
        this.#look()
        resolve({ stdout: this.#stdout, stderr: this.#stderr, exit: code ?? signal })
      })
    })
    this.ended.catch(() => {})
  }

  get stdout(): string {
    return this.#stdout
  }

  /** Waits until stdout and stderr together give what is looked for. */
  async shows<T>(what: string, find: (stdout: string, stderr: string) => T | undefined | null): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) =>
        reject(new Error(`Waited for ${what}: ${why}\nstdout: ${this.#stdout}\nstderr: ${this.#stderr}`))
      const timer = setTimeout(() => fail(`nothing within ${LIMIT_MS} ms`), LIMIT_MS)
      this.#look = () => {
        const found = find(this.#stdout, this.#stderr)
        if (found !== undefined && found !== null) {
          clearTimeout(timer)
          this.#look = () => {}
          resolve(found)
        } else if (this.#gone) {
          clearTimeout(timer)
          fail('the command has ended')
        }
      }
      this.#look()
    })
  }

  /** The ports of the servers, once so many are ready. */
  async ports(servers = 1): Promise<number[]> {
    return this.shows(`${servers} ready lines`, (stdout) => {
      const found = [...stdout.matchAll(/^listening on 127\.0\.0\.1:(\d+)|"event":"listening",.*"port":(\d+)/gm)]
      return found.length >= servers ? found.map(([, prose, json]) => Number(prose ?? json)) : undefined
    })
  }

  async port(): Promise<number> {
    const [port = 0] = await this.ports()
    return port
  }

  /** A line of NDJSON with this event. */
  async event(name: string): Promise<Line> {
    return this.shows(`the event ${name}`, (stdout) => linesOf(stdout).find(({ event }) => event === name))
  }

  /** Sends a signal and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<Ended> {
    this.child.kill(signal)
    return this.ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#gone) this.child.kill('SIGKILL')
    await this.ended.catch(() => {})
  }
}

/** All whole lines as JSON; one that is none throws. */
export function linesOf(stdout: string): Line[] {
  return stdout
    .slice(0, stdout.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
}

/** A session in clear, with EHLO said, and QUIT behind what is played. */
export async function talk(port: number, play: (client: RawClient) => Promise<void> = async () => {}): Promise<void> {
  await using client = await connect({ port })
  await client.hears('220 *')
  await client.asks('EHLO client.test', '250 *')
  await play(client)
  await client.asks('QUIT', '221 *')
  await client.hearsEnd()
}

/** A folder for one test, gone after it. */
export async function folder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'simulate-test-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** The first of so many ports in a row that are free. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const servers = Array.from({ length: count }, () => createServer())
    try {
      let first = 0
      for (const [at, server] of servers.entries()) {
        server.listen(first && first + at, '127.0.0.1')
        await once(server, 'listening')
        first ||= (server.address() as AddressInfo).port
      }
      return first
    } catch {
      // The neighbour is taken: somewhere else then.
    } finally {
      for (const server of servers) server.close()
    }
  }
}
