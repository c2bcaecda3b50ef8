// The process around `simulate`: its streams, its exit code, its last words.
import { writeSync } from 'node:fs'
import { EXIT } from './exit.ts'
import { simulate } from './simulate.ts'

export { simulate }

/** Runs the command line of this process. */
export async function main(): Promise<void> {
  const { env } = process

  // Node's own exit code for it is 1, which here says that the client failed.
  process.on('uncaughtException', (error) => {
    writeSync(2, `A bug of smtp-simulator: ${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(EXIT.bug)
  })

  process.exitCode = await simulate(process.argv.slice(2), {
    out: writerTo('stdout'),
    err: writerTo('stderr'),
    colour: Boolean(process.stdout.isTTY) && !env.NO_COLOR && env.TERM !== 'dumb',
  })
}

/** Writes to a stream of the process, which Node makes when it is first used. */
function writerTo(name: 'stdout' | 'stderr'): (text: string) => void {
  let stream: NodeJS.WriteStream | null = null
  return (text) => {
    if (!stream) {
      stream = process[name]
      // A reader that goes away (`| head`) ends the run without a trace, and without a verdict.
      stream.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EPIPE') process.exit(EXIT.inconclusive)
      })
    }
    stream.write(text)
  }
}
