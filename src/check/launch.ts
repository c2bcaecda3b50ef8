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
  /** The user wants the end: the whole process group is ended. */
  signal?: AbortSignal
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
// What is left in a pipe comes at once; a forked child may keep the pipe open for as long as it likes.
const LAST_WORDS_MS = 250

/** Resolves when the command has ended; never rejects. */
export async function launch(command: readonly string[], options: LaunchOptions): Promise<Launched> {
  const input = options.stdin === null ? null : await openInput(options.stdin)
  const child = started(command, options.environment, input?.fd ?? 'ignore')
  await input?.close()
  if (child instanceof Error) return notStarted(child)
  const output = new OutputTail()
  child.stdout?.on('data', output.add)
  child.stderr?.on('data', output.add)
  running.add(child)
  const { code, signal, timedOut, startError } = await endOf(child, options)
  const sweep = () => {
    endGroup(child, 'SIGKILL')
    running.delete(child)
  }
  // Whoever is past the limit has nothing more to say, and neither have those that it has started.
  if (timedOut || startError !== null) sweep()
  const claims = code === 0 && (options.delivered === null || options.delivered.test(output.text))
  const says = timedOut ? 'timed-out' : claims ? 'delivered' : code === CANNOT ? 'cannot' : 'failed'
  return { exit: code, signal, says, output: output.text, startError, sweep }
}

/** The groups that may still hold a process; they end with this one, however it ends. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) endGroup(child, 'SIGKILL')
})

function started(
  [program = '', ...argv]: readonly string[],
  environment: Record<string, string>,
  stdin: number | 'ignore',
): ChildProcess | Error {
  try {
    return spawn(program, argv, {
      env: { ...process.env, ...environment },
      stdio: [stdin, 'pipe', 'pipe'],
      // A group of its own, so that what it forks can be ended with it.
      detached: process.platform !== 'win32',
    })
  } catch (error) {
    // An empty name, or a zero byte: no program can be meant.
    return error instanceof Error ? error : new Error(String(error))
  }
}

function notStarted({ message }: Error): Launched {
  return { exit: null, signal: null, says: 'failed', output: '', startError: message, sweep: () => {} }
}

interface Ended {
  code: number | null
  signal: string | null
  timedOut: boolean
  startError: string | null
}

function endOf(child: ChildProcess, { limitMs, signal: aborted }: LaunchOptions): Promise<Ended> {
  return new Promise((resolve) => {
    let timedOut = false
    let kill: NodeJS.Timeout | undefined
    const end = () => {
      endGroup(child, 'SIGTERM')
      kill = setTimeout(() => endGroup(child, 'SIGKILL'), GRACE_MS)
    }
    const limit = setTimeout(() => {
      timedOut = true
      end()
    }, limitMs)
    const stopWaiting = () => {
      clearTimeout(limit)
      clearTimeout(kill)
      aborted?.removeEventListener('abort', end)
    }
    aborted?.addEventListener('abort', end, { once: true })
    if (aborted?.aborted) end()
    child.once('error', (error) => {
      stopWaiting()
      resolve({ code: null, signal: null, timedOut, startError: error.message })
    })
    child.once('exit', (code, signal) => {
      stopWaiting()
      const told = () => {
        clearTimeout(lastWords)
        resolve({ code, signal, timedOut, startError: null })
      }
      const lastWords = setTimeout(told, LAST_WORDS_MS)
      child.once('close', told)
    })
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
    return `${this.#cut || this.#bytes > OUTPUT_LIMIT ? '[...]\n' : ''}${this.#tail().toString()}`
  }

  #tail(): Buffer {
    const all = Buffer.concat(this.#parts)
    return all.subarray(Math.max(0, all.length - OUTPUT_LIMIT))
  }
}
