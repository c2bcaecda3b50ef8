// `simulate probe`: looks at one real mail server as a careful client, and tells what it is like.

import { hostname } from 'node:os'
import type { Findings } from '../../probe/findings.ts'
import type { ProbeSettings } from '../../probe/settings.ts'
import { whyUnwritable, writeWhole } from '../../saved/whole-file.ts'
import { visible, visibleJson } from '../../transcript/visible.ts'
import type { Arguments } from '../arguments.ts'
import type { Command, Terminal } from '../command.ts'
import { type ExitName, UsageError } from '../exit.ts'
import { pemOf } from '../pem-file.ts'

export const probe: Command = {
  usage: 'probe <host:port>',
  summary: 'Looks at a mail server as a careful client: dialogue, TLS, certificate. Sends no mail.',
  options: {
    tls: { value: 'WHEN', doc: 'When TLS starts: starttls, implicit, or auto, which finds out. Default: auto' },
    ca: { value: 'FILE', doc: 'Trust the authorities in this file (PEM) in place of the public ones' },
    ehlo: { value: 'NAME', doc: 'The name said in EHLO. Default: that of this machine' },
    from: { value: 'ADDRESS', doc: 'The sender in MAIL FROM. Default: the empty one, as of a bounce' },
    pace: { value: 'TIME', doc: 'Pause between one connection and the next. Default: 200ms' },
    limit: { value: 'N', doc: 'The most connections that are made. Default: 150' },
    timeout: { value: 'TIME', doc: 'How long one answer of the server may take. Default: 10s' },
    json: { doc: 'What was found, as JSON on stdout' },
    'as-scenario': { value: 'FILE', doc: 'Write a scenario that behaves as this server does' },
  },
  async run(given, terminal) {
    const [address, ...more] = given.positionals
    if (address === undefined || more.length > 0) {
      throw new UsageError('Which server? Name one as HOST:PORT, such as localhost:2525.')
    }
    // Loaded here: no other command needs it.
    const { probe: look } = await import('../../probe/probe.ts')
    const { logText, findingsText } = await import('../../probe/report.ts')
    const { machineClock } = await import('../../send/clock.ts')
    const settings = await settingsOf(address, given)
    const json = given.on('json')
    const file = given.text('as-scenario')
    // Told before a server is asked.
    const why = file === undefined ? null : await whyUnwritable(file)
    if (why !== null) throw new UsageError(`--as-scenario ${file}: the file cannot be written: ${why}.`)
    const clock = machineClock()
    let connection = 0
    const findings = await look(settings, {
      clock,
      onLine(line) {
        if (json) return
        if (line.connection !== connection) terminal.out(`${connection === 0 ? '' : '\n'}Dialogue ${line.connection}\n`)
        connection = line.connection
        terminal.out(`${logText(line)}\n`)
      },
    })
    terminal.out(json ? `${visibleJson(findings)}\n` : findingsText(findings))
    if (file !== undefined) await writeScenario(file, findings, settings.ehlo, { clock, terminal, json })
    return exitOf(findings)
  },
}

/** Findings are no failure of anybody: they are what was asked for. */
function exitOf({ mode, trouble }: Findings): ExitName {
  if (mode === null) return 'environment'
  return trouble === null ? 'pass' : 'inconclusive'
}

async function settingsOf(address: string, given: Arguments): Promise<ProbeSettings> {
  const { parseTarget } = await import('../../probe/target.ts')
  const ca = await pemOf(given, 'ca')
  const replyMs = given.duration('timeout') ?? 10_000
  if (replyMs < 1) throw new UsageError('--timeout 0: expected some time, such as 10s.')
  return {
    target: parseTarget(address),
    ehlo: word(given, 'ehlo', /^[\w.[\]:-]{1,255}$/, 'a host name, or an address such as [192.0.2.1]') ?? ownName(),
    from: word(given, 'from', /^[^\s<>]{1,250}$/, 'an address without angle brackets, such as me@example.com') ?? '',
    ...(ca !== undefined && { ca }),
    mode: modeOf(given.text('tls') ?? 'auto'),
    limits: { connectMs: replyMs, replyMs },
    greetingMs: Math.min(3000, replyMs / 2),
    paceMs: given.duration('pace') ?? 200,
    most: given.integer('limit', 150, [1, 2000]),
  }
}

function modeOf(text: string): ProbeSettings['mode'] {
  if (text === 'auto') return null
  if (text === 'starttls' || text === 'implicit') return text
  throw new UsageError(`--tls ${text}: expected starttls, implicit or auto.`)
}

/** What goes into a command must be one word of it. */
function word(given: Arguments, option: string, pattern: RegExp, expected: string): string | undefined {
  const text = given.text(option)
  if (text === undefined || (pattern.test(text) && /^[\x21-\x7e]*$/.test(text))) return text
  throw new UsageError(`--${option} ${visible(text)}: expected ${expected}.`)
}

/** RFC 5321 section 4.1.4: a name with a domain, or an address. */
function ownName(): string {
  const name = hostname()
  return /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(name) ? name : '[127.0.0.1]'
}

async function writeScenario(
  file: string,
  findings: Findings,
  ehlo: string,
  { clock, terminal, json }: { clock: { date(): Date }; terminal: Terminal; json: boolean },
): Promise<void> {
  const { scenarioOf } = await import('../../probe/scenario.ts')
  const written = scenarioOf(findings, { ehlo, on: clock.date() })
  if (!written) {
    terminal.err(`${file} is not written: the server was not reached, or said nothing.\n`)
    return
  }
  try {
    await writeWhole(file, written.yaml)
  } catch (error) {
    throw new UsageError(`--as-scenario ${file}: the file cannot be written: ${(error as Error).message}.`)
  }
  const tell = json ? terminal.err : terminal.out
  for (const each of written.leftOut) tell(`${visible(each)}\n`)
  tell(`${file} is written: simulate validate ${file}; simulate ${file}\n`)
}
