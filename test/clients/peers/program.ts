// A peer that is a program of ours: started once per process, it takes a job per line and prints a result per line.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { bareEnvironment, type RunOptions, run } from '../client.ts'
import { type Peer, type PeerJob, type PeerResult, type PrintedResult, resultOf } from './peer.ts'

/** On top of the patience of a job, after which the programs themselves take silence for an end. */
const LIMIT_MS = 20_000

/** The peer that `compile` gives a command line of. */
export function programPeer(compile: () => Promise<[program: string, ...args: string[]]>): Peer {
  let program: Promise<Program> | null = null
  return async (job) => {
    program ??= compile().then(([path, ...args]) => new Program(path, args))
    return (await program).deliver(job)
  }
}

/** Path of a source file of `programs/`. */
export function source(name: string): string {
  return fileURLToPath(new URL(`programs/${name}`, import.meta.url))
}

/** Runs a compiler; rejects with what it says. */
export async function compiles(program: string, args: readonly string[], options: RunOptions = {}): Promise<void> {
  const { exitCode, output } = await run(program, args, { limitMs: 120_000, ...options })
  if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${output}`)
}

class Program {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #path: string
  #output = ''
  #errors = ''
  #ended: Error | null = null
  #last: Promise<unknown> = Promise.resolve()
  #waiter: { resolve(line: string): void; reject(error: Error): void } | null = null

  constructor(path: string, args: readonly string[]) {
    this.#path = path
    this.#process = spawn(path, args, { env: bareEnvironment() })
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => this.#hear(text))
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text
    })
    this.#process.stdin.on('error', () => {})
    this.#process.on('error', (error) => this.#end(error.message))
    this.#process.on('close', (code, signal) => this.#end(`it ended with ${signal ?? `exit code ${code}`}`))
    this.#hold(false)
  }

  /** One job after the other: a result has no other name than its place in the order. */
  deliver(job: PeerJob): Promise<PeerResult> {
    const result = this.#last.then(() => this.#run(job))
    this.#last = result.catch(() => {})
    return result
  }

  async #run(job: PeerJob): Promise<PeerResult> {
    this.#hold(true)
    const limit = setTimeout(() => this.#process.kill('SIGKILL'), job.patienceMs + LIMIT_MS)
    try {
      const line = await new Promise<string>((resolve, reject) => {
        if (this.#ended) reject(this.#ended)
        this.#waiter = { resolve, reject }
        this.#process.stdin.write(`${lineOf(job)}\n`)
      })
      return resultOf(JSON.parse(line) as PrintedResult)
    } finally {
      clearTimeout(limit)
      this.#waiter = null
      this.#hold(false)
    }
  }

  #hear(text: string): void {
    this.#output += text
    const end = this.#output.indexOf('\n')
    if (end < 0) return
    const line = this.#output.slice(0, end)
    this.#output = this.#output.slice(end + 1)
    this.#waiter?.resolve(line)
  }

  #end(how: string): void {
    this.#ended ??= new Error(`No result of ${this.#path}: ${how}\n${this.#errors}`)
    this.#waiter?.reject(this.#ended)
  }

  /** A program that waits for a job must not keep the tests from ending; with them its standard input ends, and it. */
  #hold(held: boolean): void {
    const handles = [this.#process, this.#process.stdin, this.#process.stdout, this.#process.stderr]
    for (const handle of handles as unknown as { ref(): void; unref(): void }[]) {
      if (held) handle.ref()
      else handle.unref()
    }
  }
}

function lineOf(job: PeerJob): string {
  const fields: Record<string, string | number | null> = {
    host: job.host,
    port: job.port,
    name: job.name,
    versions: job.versions.join(),
    suites: job.suites.join(),
    sender: job.sender,
    recipient: job.recipient,
    message: job.messageFile,
    ca: job.caFile,
    cert: job.certFile,
    key: job.keyFile,
    'patience-ms': job.patienceMs,
    'sslv2-hello': job.sslv2Hello ? 'yes' : null,
  }
  const given = Object.entries(fields).filter(([, value]) => value !== null)
  return given.map(([name, value]) => `${name}=${value}`).join('\t')
}
