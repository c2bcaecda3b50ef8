// The page of ready-made clients, and of what a client command is given.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CATALOGUE } from '../../src/catalogue.ts'
import { type ClientDefinition, clientShape, readClient } from '../../src/check/client-command.ts'
import { PLACEHOLDERS, type PlaceholderValues } from '../../src/check/placeholders.ts'
import { code, fenced, fieldsTable, page, table } from './markdown.ts'

const PLACEHOLDER_DOCS: Readonly<Record<keyof PlaceholderValues, string>> = {
  host: '`localhost`, the name that the certificate is made out to.',
  port: 'The port of the server.',
  ca: 'File with the certificate of the authority, PEM.',
  cert: 'File with a client certificate that the server trusts, PEM.',
  key: 'File with its key, PEM.',
  p12: 'File with both as PKCS#12.',
  p12pass: 'The password of that file.',
  tlsa: 'What the TLSA records of the server hold, one a line such as `3 1 1 e60f...`, for a client that speaks [DANE](../explanation/dane.md).',
  user: 'User for AUTH. Servers take any, unless the scenario lists accounts.',
  pass: 'Password for AUTH.',
  from: 'Envelope sender.',
  to: 'Envelope recipient.',
  message: 'File with a mail, header and body, CRLF line ends.',
}

export async function clientsPage(): Promise<string> {
  const folder = join(CATALOGUE, 'clients')
  const names = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -5))
  const clients = await Promise.all(
    names.sort().map(async (name) => ({ name, definition: await readClient(join(folder, `${name}.yaml`)) })),
  )
  return page('Clients', 'scenarios/clients and src/check', [
    'A client is a command that sends one mail and says by its exit code whether it thinks that it did. `simulate check ' +
      '--client NAME` takes a ready-made one, `--client ./FILE.yaml` the [file](#the-file-of-a-client) of one of your ' +
      'own, and `simulate check -- COMMAND` a command as it is.',
    table(
      ['client', 'program', 'policies'],
      clients.map(({ name, definition: { needs, commands } }) => [
        `[${code(name)}](#${name})`,
        code(needs),
        Object.keys(commands).join(', '),
      ]),
    ),
    '## What a command is given',
    'It is started without a shell. These words in braces are replaced inside its arguments, and each is in its ' +
      'environment as well; other braces stay as they are. Client certificate and key are made only when an argument names ' +
      'one of `{cert}`, `{key}` and `{p12}`, in a private temporary folder that is deleted at the end; `{tlsa}` is there only ' +
      'for a command that names it.',
    table(
      ['placeholder', 'environment', 'value'],
      PLACEHOLDERS.map((name) => [
        code(`{${name}}`),
        code(`SMTP_SIMULATOR_${name.toUpperCase()}`),
        PLACEHOLDER_DOCS[name],
      ]),
    ),
    '## What its end says',
    table(
      ['end of the command', '`client.says`', 'meaning'],
      [
        [
          'exit code 0',
          '`delivered`',
          'It thinks that it delivered. With `delivered` in its file: only if its output matches.',
        ],
        ['exit code 89', '`cannot`', 'It cannot do what this scenario is about. The result is `skipped`.'],
        ['another exit code, or a signal', '`failed`', 'It thinks that it did not deliver.'],
        ['past `--limit`', '`timed-out`', 'Its process group was ended. That says nothing about what it thinks.'],
      ],
    ),
    '## The file of a client',
    'YAML. The ready-made ones lie in `scenarios/clients/NAME.yaml`; one of your own lies where you like, and is named ' +
      'by its path, with a slash or with `.yaml` in it. Mistakes in it are told like those in a scenario, with line and ' +
      'column. Keys marked * are needed. A policy without a command is one that the program cannot be configured for. ' +
      'Programs and files in a command are looked for from the working folder of `simulate`, not from that of the file.',
    fieldsTable(clientShape.fields ?? {}),
    '## Ready-made clients',
    ...clients.flatMap(sectionOf),
  ])
}

function sectionOf({ name, definition }: { name: string; definition: ClientDefinition }): string[] {
  const { title, needs, stdin = 'nothing', delivered, commands } = definition
  const facts = [
    `Needs ${code(needs)}.`,
    ...(stdin === 'nothing' ? [] : [`Reads on standard input: ${stdin}.`]),
    ...(delivered ? [`Has delivered when its output matches ${code(delivered.source)}.`] : []),
  ]
  return [
    `### ${code(name)}`,
    `${title}. ${facts.join(' ')}`,
    ...Object.entries(commands).map(([policy, command]) => `With ${code(policy)}:\n\n${shown(command)}`),
  ]
}

/** One line, and a script that is an argument below it. */
function shown(command: readonly string[]): string {
  const scripts = command.filter((argument) => argument.includes('\n'))
  const line = command.map((argument) => (argument.includes('\n') ? 'SCRIPT' : quoted(argument))).join(' ')
  return fenced('text', [line, ...scripts.map((script) => `\n${script.trimEnd()}`)].join('\n'))
}

function quoted(argument: string): string {
  return /^[\w./:@,={}+-]+$/.test(argument) ? argument : `'${argument}'`
}
