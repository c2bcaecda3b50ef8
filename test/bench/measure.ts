// Measuring side by side: subjects in turn, medians, ratios. Absolute times of a shared machine mean little.
import { spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'

/** Runs the subjects in turn, `rounds` times; gives the median of each. The first round warms up and is not counted. */
export async function inTurn(
  subjects: Readonly<Record<string, () => Promise<number>>>,
  rounds: number,
): Promise<Record<string, number>> {
  const taken: Record<string, number[]> = {}
  for (let round = 0; round <= rounds; round++) {
    for (const [name, measure] of Object.entries(subjects)) {
      const figure = await measure()
      if (round > 0) taken[name] = [...(taken[name] ?? []), figure]
    }
  }
  return Object.fromEntries(Object.entries(taken).map(([name, figures]) => [name, median(figures)]))
}

export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** Connects until something greets with 220; the socket is left open for the caller to end. */
export async function greeted(port: number, host = '127.0.0.1'): Promise<void> {
  for (;;) {
    const heard = await new Promise<boolean>((resolve) => {
      const socket = connect(port, host)
      socket.once('data', (data) => {
        socket.destroy()
        resolve(data.toString().startsWith('220'))
      })
      socket.once('error', () => resolve(false))
    })
    if (heard) return
  }
}

/** A process that greets on a port: how long from its start to its first 220. It is killed afterwards. */
export async function processToGreeting(argv: (port: number) => string[]): Promise<number> {
  const port = await freePort()
  const started = performance.now()
  const child = spawn(process.execPath, argv(port), { stdio: 'ignore' })
  await greeted(port)
  const elapsed = performance.now() - started
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))
  return elapsed
}

/** Runs a program to its end; false when it is not installed. */
export function runProgram(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    child.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? resolve(false) : reject(error)))
    child.once('exit', (code) => (code === 0 ? resolve(true) : reject(new Error(`${command} ended with ${code}`))))
  })
}

export function row(name: string, figures: string): void {
  process.stdout.write(`${name.padEnd(52)} ${figures}\n`)
}
