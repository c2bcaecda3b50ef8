import t from 'tap'
import { connect } from '../raw-client.ts'
import { folder, linesOf, start, talk } from './command.ts'

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  t.test(`${signal} ends the run with everything told: sessions closed, counts, exit by verdict`, async (t) => {
    await using run = await start(['healthy', '--port', '0', '--json'])
    const port = await run.port()
    await talk(port)
    await using client = await connect({ port })
    await client.hears('220 *')
    await run.shows('both sessions', (stdout) =>
      linesOf(stdout).find(({ event, session }) => event === 'smtp.reply-sent' && session === 2),
    )
    const { stdout, stderr, exit } = await run.stop(signal)
    const lines = linesOf(stdout)
    const closed = lines.filter(({ event }) => event === 'session.closed')
    t.match(closed.at(-1), { session: 2, by: 'server' }, 'the session that was open is closed')
    t.match(lines.at(-1), { event: 'verdict' })
    t.match(stderr, /^exit 4 \(inconclusive\)\n$/)
    t.equal(exit, 4)
    await client.hearsEnd()
  })
}

t.test('a second signal ends the process at once, whichever the first was', async (t) => {
  await using place = await folder()
  // The end of the run is held up, as a slow disk would do it.
  const before = `
    import fs from 'node:fs'
    import { syncBuiltinESMExports } from 'node:module'
    fs.promises.writeFile = () => { process.stderr.write('saving\\n'); return new Promise((end) => setTimeout(end, 60000)) }
    syncBuiltinESMExports()`
  for (const [first, second, code] of [
    ['SIGINT', 'SIGINT', 130],
    ['SIGTERM', 'SIGTERM', 143],
    ['SIGTERM', 'SIGINT', 130],
    ['SIGINT', 'SIGTERM', 143],
  ] as const) {
    await using run = await start(['healthy', '--port', '0', '--save', place.path], { before })
    await run.port()
    run.child.kill(first)
    await run.shows('the end held up', (_, stderr) => /saving/.exec(stderr))
    t.equal((await run.stop(second)).exit, code, `${second} after ${first}`)
  }
})
