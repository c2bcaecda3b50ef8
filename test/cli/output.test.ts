// What reaches the terminal: colours only where they belong, and nothing that a client could do to it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import t from 'tap'
import { alone, built, cleanEnv, ROOT } from '../built.ts'
import { connect } from '../raw-client.ts'
import { linesOf, Running, type Settings, start, talk } from './command.ts'

const ESCAPE = String.fromCharCode(0x1b)
const TERMINAL = 'process.stdout.isTTY = true'

async function shownOn(settings: Settings): Promise<string> {
  await using run = await start(['healthy', '--port', '0'], settings)
  await talk(await run.port())
  await run.shows('the end of the session', (stdout) => /-- closed by/.exec(stdout))
  return (await run.stop()).stdout
}

t.test('a terminal shows colours', async (t) => {
  t.match(await shownOn({ before: TERMINAL, env: { TERM: 'xterm' } }), `${ESCAPE}[36mC: EHLO client.test${ESCAPE}[39m`)
})

t.test('no escape code goes to a pipe, to a dumb terminal, or where NO_COLOR is set', async (t) => {
  for (const settings of [
    { env: { TERM: 'xterm' } },
    { env: { TERM: 'xterm', FORCE_COLOR: '1' } },
    { before: TERMINAL, env: { TERM: 'dumb' } },
    { before: TERMINAL, env: { TERM: 'xterm', NO_COLOR: '1' } },
  ]) {
    const stdout = await shownOn(settings)
    t.match(stdout, 'C: EHLO client.test')
    t.notMatch(stdout, ESCAPE)
  }
  const empty = await shownOn({ before: TERMINAL, env: { TERM: 'xterm', NO_COLOR: '' } })
  t.match(empty, ESCAPE, 'an empty NO_COLOR says nothing (no-color.org)')
})

t.test('on a real pseudo-terminal too', { skip: pseudoTerminal() }, async (t) => {
  const line = [process.execPath, await built(), 'healthy', '--port', '0', '--once']
    .map((part) => `'${part}'`)
    .join(' ')
  const script = spawn(...alone(['-qec', line, '/dev/null'], 'script'), {
    cwd: ROOT,
    env: { ...cleanEnv(), TERM: 'xterm' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  await using run = new Running(script)
  await talk(await run.port())
  t.match((await run.ended).stdout, `${ESCAPE}[36mC: EHLO client.test${ESCAPE}[39m\r\n`)
})

const HOSTILE = `NOOP ${ESCAPE}[2J${ESCAPE}]0;owned\x07 \x9b2J a\rb \u202egnp.exe\u2066 \u200b`

t.test('what a client sends is shown, not obeyed, in prose', async (t) => {
  await using run = await start(['healthy', '--port', '0'], { before: TERMINAL, env: { TERM: 'xterm', NO_COLOR: '1' } })
  await talk(await run.port(), (client) => client.asks(HOSTILE, '*').then(() => {}))
  await run.shows('the end of the session', (stdout) => /-- closed by/.exec(stdout))
  const { stdout } = await run.stop()
  t.match(stdout, 'C: NOOP \\x1b[2J\\x1b]0;owned\\x07 ')
  t.match(stdout, 'a\\x0db \\u202egnp.exe\\u2066 \\u200b\n')
  t.match(stdout, /^[\x20-\x7e\n]*$/)
})

t.test('and in JSON, which still means what was sent', async (t) => {
  await using run = await start(['healthy', '--port', '0', '--json'])
  await talk(await run.port(), (client) => client.asks(HOSTILE, '*').then(() => {}))
  await run.event('session.closed')
  const { stdout } = await run.stop()
  t.match(stdout, /^[\x20-\x7e\n]*$/)
  const line = linesOf(stdout).find(({ verb }) => verb === 'NOOP')?.line
  t.equal(line, HOSTILE)
})

t.test('credentials are redacted unless --show-secrets asks for them', async (t) => {
  const played = async (options: string[]) => {
    await using run = await start(['healthy', '--port', '0', ...options])
    await talk(await run.port(), async (client) => {
      await client.asks('AUTH PLAIN AGFubmEAczNjcmV0', '235 *')
    })
    await using client = await connect({ port: await run.port() })
    await client.hears('220 *')
    await client.asks('EHLO client.test', '250 *')
    await client.asks('AUTH LOGIN', '334 *')
    await client.asks('YW5uYQ==', '334 *')
    await client.asks('czNjcmV0', '235 *')
    await run.shows('the second login', (stdout) => (stdout.match(/235 2\.7\.0/g)?.length === 2 ? true : undefined))
    return (await run.stop()).stdout
  }
  for (const json of [[], ['--json']]) {
    const kept = await played(json)
    t.match(kept, 'AUTH PLAIN [redacted]')
    t.notMatch(kept, 'AGFubmEAczNjcmV0')
    t.notMatch(kept, 'czNjcmV0')
    t.notMatch(kept, 's3cret')
    const shown = await played([...json, '--show-secrets'])
    t.match(shown, 'AUTH PLAIN AGFubmEAczNjcmV0')
    t.match(shown, 'czNjcmV0')
  }
})

t.test('a reader that goes away ends the run quietly, and not with a pass', async (t) => {
  const command = await built()
  const child = spawn(...alone([command, 'healthy', '--port', '0', '--json']), {
    cwd: ROOT,
    env: cleanEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  const port = await new Promise<number>((resolve) =>
    child.stdout.once('data', (text: Buffer) => {
      child.stdout.destroy()
      resolve(Number(/"port":(\d+)/.exec(text.toString())?.[1]))
    }),
  )
  // Something has to be said to a pipe before it is known to be closed.
  await connect({ port }).then(
    (client) => client[Symbol.asyncDispose](),
    () => {},
  )
  t.equal(await ended, 4)
  t.equal(stderr, '')
})

/** Why there is none here; the tests above stand in for it with a stdout that says it is a terminal. */
function pseudoTerminal(): string | false {
  return process.platform === 'linux' && existsSync('/usr/bin/script') ? false : 'script of util-linux is not there'
}
