// `simulate check` as a child process, with clients that are small programs beside this file.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { ResultDocument } from '../../src/report/result.ts'
import { ROOT } from '../built.ts'
import { type Ended, type Settings, simulate } from '../cli/command.ts'

/** A client program with its arguments; host, port and authority come first. */
export function client(name: 'mailer' | 'odd', ...args: string[]): string[] {
  return [process.execPath, clientFile(name), '{host}', '{port}', '{ca}', ...args]
}

export function clientFile(name: string): string {
  return join(ROOT, 'test/check/clients', `${name}.mjs`)
}

/** Runs `simulate check` with these arguments, `command` behind `--`. */
export function check(args: readonly string[], command: readonly string[], settings: Settings = {}): Promise<Ended> {
  return simulate(['check', ...args, '--', ...command], settings)
}

/** The same with --json: the document it printed. */
export async function checked(
  args: readonly string[],
  command: readonly string[],
  settings: Settings = {},
): Promise<Ended & ResultDocument> {
  const ended = await check([...args, '--json'], command, settings)
  return { ...ended, ...documentOf(ended) }
}

/** Throws with what the command said when it printed no document. */
export function documentOf({ stdout, stderr }: Ended): ResultDocument {
  if (stdout === '') throw new Error(`No document was printed: ${stderr}`)
  return JSON.parse(stdout) as ResultDocument
}

/** `scenario: verdict outcome` of every result, in order. */
export function verdictsOf({ results }: ResultDocument): string[] {
  return results.map(({ scenario, verdict, outcome }) => `${scenario}: ${verdict} ${outcome}`)
}

/** A port that processes hold a connection to: it tells when they are there, and when all are gone. */
export class Lifeline implements AsyncDisposable {
  readonly #server = createServer((socket) => this.#hold(socket))
  readonly #held: Socket[] = []
  #look: () => void = () => {}

  static async open(): Promise<Lifeline> {
    const lifeline = new Lifeline()
    lifeline.#server.listen(0, '127.0.0.1')
    await once(lifeline.#server, 'listening')
    return lifeline
  }

  get port(): string {
    return String((this.#server.address() as AddressInfo).port)
  }

  /** How many processes have been there so far. */
  get seen(): number {
    return this.#held.length
  }

  /** Waits until so many processes have been there; rejects after 10 s. */
  async came(count: number): Promise<void> {
    await this.#until(`${count} processes`, () => this.#held.length >= count)
  }

  /** Waits until none of them is left; rejects after 10 s. */
  async empty(): Promise<void> {
    await this.#until('the end of all processes', () => this.#held.every((socket) => socket.closed))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#held) socket.destroy()
    this.#server.close()
  }

  #hold(socket: Socket): void {
    this.#held.push(socket)
    // A process that is killed resets what it holds.
    socket.on('error', () => {})
    socket.on('close', () => this.#look())
    socket.resume()
    this.#look()
  }

  #until(what: string, holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error(`Waited for ${what}: nothing within 10 s`))
      const timer = setTimeout(fail, 10_000)
      this.#look = () => {
        if (!holds()) return
        clearTimeout(timer)
        resolve()
      }
      this.#look()
    })
  }
}
