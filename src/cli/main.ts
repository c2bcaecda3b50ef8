#!/usr/bin/env node
// Entry of the command: the process around `simulate`.
import { writeSync } from 'node:fs'
import { EXIT } from './exit.ts'
import { simulate } from './simulate.ts'

const { stdout, stderr, env } = process

// A reader that goes away (`| head`) ends the run without a trace, and without a verdict.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.inconclusive)
  })
}

// Node's own exit code for it is 1, which here says that the client failed.
process.on('uncaughtException', (error) => {
  writeSync(2, `A bug of smtp-simulator: ${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(EXIT.bug)
})

process.exitCode = await simulate(process.argv.slice(2), {
  out: (text) => void stdout.write(text),
  err: (text) => void stderr.write(text),
  colour: Boolean(stdout.isTTY) && !env.NO_COLOR && env.TERM !== 'dumb',
})
