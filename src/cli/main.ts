#!/usr/bin/env node
// Entry of the command: the process around `simulate`.
import { simulate } from './simulate.ts'

const { stdout, stderr, env } = process

// A reader that goes away (`| head`) ends the run without a trace.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
  })
}

process.exitCode = await simulate(process.argv.slice(2), {
  out: (text) => void stdout.write(text),
  err: (text) => void stderr.write(text),
  colour: Boolean(stdout.isTTY) && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
})
