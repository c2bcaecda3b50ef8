// The page of the command line: every command with its options, the lines of --json, the exit codes.
import { readdir } from 'node:fs/promises'
import type { Command } from '../../src/cli/command.ts'
import { exitTable } from './exit-codes.ts'
import { code, fenced, page, table } from './markdown.ts'

const FOLDER = new URL('../../src/cli/commands/', import.meta.url)

export async function commandLinePage(): Promise<string> {
  const commands = await allCommands()
  return page('Command line', 'src/cli', [
    'The command has two names, `simulate` and `smtp-simulator`. In a clone it is called `npx simulate`. A scenario is ' +
      'named by path or by its bare name in the [catalogue](scenarios.md); a folder means the `*.yaml` in it. Times carry ' +
      'their unit: `500ms`, `30s`, `5m`, `1h`.',
    'Every command takes `--help`; `simulate --version` prints the version.',
    ...commands.flatMap(sectionOf),
    ...RUN_PAGE,
    ...CHECK_PAGE,
    ...SEND_PAGE,
    ...REPORT_PAGE,
    '## Exit codes',
    exitTable(),
    'A run, `check` and `merge` print code and name at their end, on stderr; so does every command that ends with another code than 0. With several results the first of these ' +
      'that occurs counts: 70, 2, 1, 3, 4, 0; a skipped scenario gives 3 only if nothing else ran. Which verdict has which ' +
      'code: [verdicts](verdicts.md#exit-codes).',
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
    'line has `server` (from 1, in the order of the command line; second servers of [relays]' +
    '(../how-to/relay-to-a-second-server.md) behind them, in numbers and in ports), `scenario` and `event`.',
  table(
    ['`event`', 'when', 'further fields'],
    [
      [
        '`listening`',
        'The port is open; once per server.',
        '`host`, `port`; of the second server of a relay `hopOf`, the number of the first',
      ],
      ['`skipped`', 'In place of `listening`: it cannot be served here.', '`reason`'],
      [
        '`ca.ready`',
        'The authority is there; once per server, before the first handshake ends.',
        '`ca`: its certificate as PEM',
      ],
      [
        '`tlsa.ready`',
        'The keys are there; once per server that speaks TLS.',
        '`records`: the [TLSA records](../explanation/dane.md) of its certificates, each with `owner`, `usage`, `selector`, `matching`, `data`, `key` and `sent`',
      ],
      ['an [event](events.md)', 'As it happens.', '`seq`, `session`, `atMs` and its own'],
      [
        '`verdict`',
        'Last; once per server that clients dial and that listened.',
        'the [fields of a judgement](verdicts.md#fields-of-a-judgement)',
      ],
    ],
  ),
  fenced('sh', 'simulate healthy --json --once | jq -c \'select(.event == "smtp.command-received") | .line\''),
  '### Files of `--save`',
  'One folder per server, `NUMBER-SCENARIO`: `server.json` (its name, address, the time at which `atMs` was 0, lists of ' +
    'the other files), `transcript.ndjson` (the lines of `--json`), `messages/ID.eml`, and in `certificates/` what server ' +
    'and clients showed in handshakes. Beside them `judgements.json` (the [document of `check`](#the-json-document)), ' +
    '`ca.pem`, and last `run.json`: without it the run was cut off while it was saved. No private key is written.',
  '`simulate replay DIR` shows a saved run again, with every [reporter](reporters.md), and ends with the exit code of the ' +
    'run. What is missing or damaged is told on stderr, and what is whole is shown: [keep a run](../how-to/keep-a-run.md).',
]

const SEND_PAGE = [
  '## The API and the page',
  '`simulate serve` says where it is on its first line, and ends at Ctrl-C (SIGINT) or SIGTERM with exit code 0, with ' +
    'all servers that it plays. Routes: [control API](control-api.md). Beyond loopback a token is asked for, which stands in ' +
    'the address on the first line. `--port-file` is written whole, once the port is open.',
  fenced('sh', 'simulate serve --port 0 --port-file port.txt'),
  '## A mail from a known product',
  'Settings are those of the product: [senders](senders.md). One try is made; what stays in the queue is shown with the ' +
    'time at which the product would try again, and is given up.',
  'The exit code is what a client command tells `check`: 0 it thinks that it delivered all, 1 it did not, 89 OpenSSL under ' +
    'Node cannot play what is set.',
  fenced('sh', 'simulate send localhost:2525 --as exchange-2016 --set RequireTLS=True --log'),
  fenced('sh', 'simulate check no-starttls -- simulate send {host}:{port} --as careful --ca {ca}'),
]

const REPORT_PAGE = [
  '## A test of a sender',
  '`simulate report` names an address and codes, and tells what it saw of each sender: [test your ' +
    'sender](../how-to/test-your-sender.md). Senders are told apart by the code in their subject, and by their source ' +
    'address where they share one. Files are written beside and renamed; no mail is ever sent.',
  'With `--json` stdout is NDJSON, one object a line:',
  table(
    ['`event`', 'when', 'further fields'],
    [
      ['`listening`', 'The port is open.', '`host`, `port`, `address`, `codes`'],
      [
        '`report`',
        'A sender has left; again when it came again.',
        '`code` (null: it brought none), `from`, `scenario`, `sessions`, `mails`, `tls`, `certificate`, `starttls`, `logins`, ' +
          '`tries`, `dialogue`, `received`; with `--with` also `hello`, `transcript`, `headers`',
      ],
    ],
  ),
  'Exit codes: 0 as many reports as asked for (without `--count` and `--once`: at least one), 4 fewer.',
  fenced('sh', 'simulate report --count 2 --timeout 10m --html reports.html --reply replies'),
]

const CHECK_PAGE = [
  '## A check',
  'The command is run once per scenario, several at a time, each against a server of its own on a free port of loopback. ' +
    'It is no shell line: program and arguments are taken as they stand, and [words in ' +
    'braces](clients.md#what-a-command-is-given) such as `{host}` and `{port}` are replaced. [Its exit ' +
    'code](clients.md#what-its-end-says) is the word of the client.',
  'First comes the control: the same command against `healthy`. If no mail arrives encrypted there, every pass that rests ' +
    'on a mail that did not arrive becomes inconclusive, since a client that cannot send at all would pass by that. ' +
    '`--no-control` leaves it out.',
  'When the command has ended and no session has come, the check waits `--wait` for one, as for a client that queues; ' +
    'then until none is open. Past `--limit` the process group of the command is ended. What it leaves running is ended ' +
    'with each scenario.',
  'Ctrl-C (SIGINT) or SIGTERM ends the check: what was judged until then is reported, and the exit code is 4 or worse. A ' +
    'second signal ends the process at once.',
  fenced('sh', 'simulate check no-starttls cert-expired -- ./send-one-mail {host} {port}'),
  '### The baseline',
  '`--baseline FILE` holds what is known and accepted: verdict, outcome and leak by scenario. Then only a change counts, ' +
    'for the worse or for the better: exit 1, and each change is told. Scenarios that are not run are left alone; one that ' +
    'is not in the file is a change. `--update-baseline` writes the file from this run and ends with 0. Every ' +
    '[report](reporters.md#with-a-baseline) tells what is accepted and what has changed.',
  fenced(
    'json',
    '{\n  "version": 1,\n  "policy": "mandatory",\n  "results": {\n' +
      '    "healthy": { "verdict": "pass", "outcome": "encrypted", "leak": "none" }\n  }\n}',
  ),
  '### The JSON document',
  'Written by `--json` and `--reporter json` of `check` and `merge`: `{"version": 1, "results": [...]}`, one result per ' +
    'scenario. A result has the [fields of a judgement](verdicts.md#fields-of-a-judgement) and these:',
  table(
    ['field', 'meaning'],
    [
      ['`scenario`', 'Its name.'],
      [
        '`client`',
        'What the command did: `exit`, its exit code or null; `signal`, the signal that ended it or null; `says`: `delivered`, `failed`, `cannot` or `timed-out`. Null where none was run.',
      ],
      ['`sessions`', 'How many connections there were, without port checks.'],
      ['`durationMs`', 'How long it took.'],
      [
        '`baseline`',
        'Only with `--baseline`. `state`: `accepted`, it is what the file has, or `changed`; `known`: what the file has, or null.',
      ],
    ],
  ),
  'With `--shard` there is `shard` beside `results`: `index` and `count`, `scenarios`, how many it had, `policy`, the `control`, and in `runs` the title, ' +
    'the transcript and the output of the client of each result. `simulate merge` makes every report from it, and refuses ' +
    'files that are not all the parts of one check. What it writes has no `shard`: it is the document of the whole check.',
  fenced('sh', 'simulate check --client curl --json | jq -r \'.results[] | select(.verdict != "pass") | .scenario\''),
]
