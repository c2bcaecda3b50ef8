// Lets the built command play a server up to its greeting, and keeps the code that V8 has compiled for that.
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { cacheOf, compiled, exportsOf } from '../src/cli/compiled.ts'
import type * as Command from '../src/cli/main.ts'

const file = `${process.cwd()}/dist/command.cjs`
const script = compiled(file)
const { simulate } = exportsOf(script, file) as typeof Command

/** The port in "listening on 127.0.0.1:40123 and ...". */
const LISTENING = /127\.0\.0\.1:(\d+)/

await simulate(['healthy', '--once', '--port', '0', '--host', '127.0.0.1', '--timeout', '10s'], {
  out: (text) => {
    const port = LISTENING.exec(text)?.[1]
    if (port !== undefined) greet(Number(port))
  },
  err: () => {},
  colour: false,
})

function greet(port: number): void {
  const client = connect(port, '127.0.0.1')
  // Now: what the rest of a session needs is compiled while people and networks take their time.
  client.once('data', () => {
    writeFileSync(cacheOf(file), script.createCachedData())
    client.end('QUIT\r\n')
  })
}
