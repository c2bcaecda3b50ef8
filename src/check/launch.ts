// Runs a client command to its end, without a shell, with a limit, and leaves nothing behind.
import { type ChildProcess, spawn } from 'node:child_process'
import type { ClientRun } from '../report/result.ts'

export interface LaunchOptions {
  environment: Record<string, string>
  /** Past it the whole process group is ended. */
  limitMs: number
  /** What the output holds when the mail was delivered; null: exit code 0 says so. */
  delivered: RegExp | null
  /** File that the command reads as its standard input; null: none. */
  stdin: string | null
}

export interface Launched extends ClientRun {
  /** The command could not be started at all: what the system said. */
  startError: string | null
  /** Ends what the command left running in its process group. */
  sweep(): void
}

/** A client that cannot do what is asked says so with this code, as test runners of TLS stacks do. */
const CANNOT = 89
const OUTPUT_LIMIT = 64 * 1024
// Between the polite signal and the one that cannot be refused.
const GRACE_MS = 2000

/** Resolves when the command has ended; never rejects. */
export async function launch(command: readonly string[], options: LaunchOptions): Promise<Launched> {
  const [program = '', ...argv] = command
  const input = options.stdin === null ? null : await openInput(options.stdin)
  const child = spawn(program, argv, {
    env: { ...process.env, ...options.environment },
    stdio: [input?.fd ?? 'ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it forks can be ended with it.
    detached: process.platform !== 'win32',
  })
  const output = new OutputTail()
  child.stdout?.on('data', output.add)
  child.stderr?.on('data', output.add)
  const ended = await endOf(child, options.limitMs)
  await input?.close()
  const { code, signal, timedOut, startError } = ended
  const claims = code === 0 && (options.delivered === null || options.delivered.test(output.text))
  const says = timedOut ? 'timed-out' : claims ? 'delivered' : code === CANNOT ? 'cannot' : 'failed'
  return { exit: code, signal, says, output: output.text, startError, sweep: () => endGroup(child, 'SIGKILL') }
}

interface Ended {
  code: number | null
  signal: string | null
  timedOut: boolean
  startError: string | null
}

function endOf(child: ChildProcess, limitMs: number): Promise<Ended> {
  return new Promise((resolve) => {
    let timedOut = false
    let kill: NodeJS.Timeout | undefined
    const limit = setTimeout(() => {
      timedOut = true
      endGroup(child, 'SIGTERM')
      kill = setTimeout(() => endGroup(child, 'SIGKILL'), GRACE_MS)
    }, limitMs)
    const finish = (code: number | null, signal: string | null, startError: string | null) => {
      clearTimeout(limit)
      clearTimeout(kill)
      resolve({ code, signal, timedOut, startError })
    }
    child.once('error', (error) => finish(null, null, error.message))
    // Not 'close': a forked child may keep the pipes open for as long as it likes.
    child.once('exit', (code, signal) => setImmediate(() => finish(code, signal, null)))
  })
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // The group is gone already.
  }
  if (signal === 'SIGKILL') {
    child.stdout?.destroy()
    child.stderr?.destroy()
  }
}

async function openInput(file: string) {
  const { open } = await import('node:fs/promises')
  return open(file, 'r')
}

/** The last bytes of what a command prints: a client that prints 100 MB costs no memory. */
class OutputTail {
  #parts: Buffer[] = []
  #bytes = 0
  #cut = false

  readonly add = (chunk: Buffer): void => {
    this.#parts.push(chunk)
    this.#bytes += chunk.length
    if (this.#bytes <= 2 * OUTPUT_LIMIT) return
    this.#parts = [this.#tail()]
    this.#bytes = OUTPUT_LIMIT
    this.#cut = true
  }

  get text(): string {
    return `${this.#cut ? '[...]\n' : ''}${this.#tail().toString()}`
  }

  #tail(): Buffer {
    const all = Buffer.concat(this.#parts)
    return all.subarray(Math.max(0, all.length - OUTPUT_LIMIT))
  }
}
