// The page of the command line: every command with its options, the lines of --json, the exit codes.
import { readdir } from 'node:fs/promises'
import type { Command } from '../../src/cli/command.ts'
import { EXIT, type ExitName } from '../../src/cli/exit.ts'
import { code, fenced, page, table } from './markdown.ts'

const FOLDER = new URL('../../src/cli/commands/', import.meta.url)

const EXIT_DOCS: Readonly<Record<ExitName, string>> = {
  pass: 'The client did right, or there was nothing to judge and the command did its work.',
  'client-failed': 'The client did wrong.',
  usage: 'The command line, a scenario, a key or a certificate is wrong. The message names the mistake.',
  environment: 'This machine cannot do it: a port is taken, or no TLS engine can serve what the scenario asks for.',
  inconclusive: 'The run says nothing about the client.',
  bug: 'A bug of the simulator; its stack is printed.',
}

export async function commandLinePage(): Promise<string> {
  const commands = await allCommands()
  return page('Command line', 'src/cli', [
    'The command has two names, `simulate` and `smtp-simulator`. In a clone it is called `npx simulate`. A scenario is ' +
      'named by path or by its bare name in the [catalogue](scenarios.md); a folder means the `*.yaml` in it. Times carry ' +
      'their unit: `500ms`, `30s`, `5m`, `1h`.',
    'Every command takes `--help`; `simulate --version` prints the version.',
    ...commands.flatMap(sectionOf),
    ...RUN_PAGE,
    '## Exit codes',
    table(
      ['code', 'name', 'meaning'],
      (Object.keys(EXIT) as ExitName[]).map((name) => [String(EXIT[name]), name, EXIT_DOCS[name]]),
    ),
    'A run prints code and name at its end, on stderr. With several servers the first of these that occurs counts: ' +
      '70, 2, 1, 3, 4, 0; a skipped scenario gives 3 only if none was served.',
    'Clients are not judged yet: a run that served ends with 4.',
  ])
}

/** In the order of a newcomer's need: run first, the others by name. */
async function allCommands(): Promise<Command[]> {
  const files = (await readdir(FOLDER)).sort(
    (a, b) => Number(b === 'run.ts') - Number(a === 'run.ts') || (a < b ? -1 : 1),
  )
  const modules = await Promise.all(files.map((file) => import(new URL(file, FOLDER).href)))
  return modules.map((module: Record<string, unknown>, at) => {
    const command = Object.values(module).find(isCommand)
    if (!command) throw new Error(`${files[at]} exports no command`)
    return command
  })
}

function isCommand(value: unknown): value is Command {
  return typeof value === 'object' && value !== null && 'usage' in value && 'options' in value
}

function sectionOf({ usage, summary, options }: Command): string[] {
  const rows = Object.entries(options).map(([name, { value, several, doc }]) => [
    code(`--${name}${value ? ` ${value}` : ''}`),
    `${doc}${several ? '. May be given several times' : ''}.`,
  ])
  const heading = `## ${code(`simulate ${usage}`)}`
  return [heading, summary, rows.length > 0 ? table(['option', 'meaning'], rows) : 'It has no options.']
}

const RUN_PAGE = [
  '## A run',
  'The server listens on loopback unless `--host` says otherwise, which is then told on stderr. The run ends with ' +
    '`--once` after the first try at every scenario, at `--timeout`, or with Ctrl-C (SIGINT) or SIGTERM; a second signal ' +
    'ends the process at once (exit 130 or 143). A try is all that one client opens until none of its connections is ' +
    'open and none has opened for one second. A connection without a single byte from the client, such as a port check, ' +
    'does not count.',
  'Colour appears on a terminal only, and not where `NO_COLOR` is set.',
  '### Lines of `--json`',
  '`--json` gives stdout to NDJSON, one object a line; prose goes to stderr. It is short for `--reporter json`. Every ' +
    'line has `server` (from 1, in the order of the command line), `scenario` and `event`.',
  table(
    ['`event`', 'when', 'further fields'],
    [
      ['`listening`', 'The port is open; once per server.', '`host`, `port`'],
      ['`skipped`', 'In place of `listening`: it cannot be served here.', '`reason`'],
      [
        '`ca.ready`',
        'The authority is there; once per server, before the first handshake ends.',
        '`ca`: its certificate as PEM',
      ],
      ['an [event](events.md)', 'As it happens.', '`seq`, `session`, `atMs` and its own'],
      [
        '`verdict`',
        'Last; once per server. Until clients are judged it is `inconclusive` with the reason `not-judged`.',
        '`verdict`, `outcome`, `leak`, `basis`, `policy`, `reason`, `failed`, `diagnoses`',
      ],
    ],
  ),
  fenced('sh', 'simulate healthy --json --once | jq -c \'select(.event == "smtp.command-received") | .line\''),
  '### Files of `--save`',
  'One folder per server, `NUMBER-SCENARIO`, with `transcript.ndjson` (the lines of `--json`) and `messages/ID.eml`; ' +
    '`ca.pem` beside them. No private key is written.',
]
