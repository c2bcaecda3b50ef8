// The page of all events of a transcript: names and meanings from the code, fields read from its types.
import { readFile } from 'node:fs/promises'
import { EVENT_DOCS, type EventName } from '../../src/transcript/events.ts'
import { EVENT_LIMIT } from '../../src/transcript/recorder.ts'
import { readInterface, readUnions, type TypedField } from './interface-fields.ts'
import { code, fenced, page, table } from './markdown.ts'

const SOURCE = new URL('../../src/transcript/events.ts', import.meta.url)

/** Mappings that several events carry, each a table of its own. */
const SHARED = {
  ClientHelloFacts: 'A ClientHello as the client sent it (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2).',
  CertificateFacts: 'The certificate that a peer showed.',
} as const

export async function eventsPage(): Promise<string> {
  const source = await readFile(SOURCE, 'utf8')
  const unions = readUnions(source)
  const events = readInterface(source, 'EventFields')
  const sections = (Object.keys(EVENT_DOCS) as EventName[]).flatMap((name) => [
    `## ${code(name)}`,
    EVENT_DOCS[name],
    fieldsOf(events.find((event) => event.name === name)?.fields, unions),
  ])
  return page('Events', 'src/transcript/events.ts', [
    'A transcript is the list of what happened, oldest first. Each event is one fact, in the past tense. ' +
      '`server.transcript` holds them in a test, `--json` prints one a line, `--save` keeps them in ' +
      '`transcript.ndjson`. Types are written as in TypeScript; a field marked ? can be absent.',
    `A transcript keeps ${EVENT_LIMIT.toLocaleString('en')} events or nearly so; very long ones count for several. Above ` +
      'that the oldest leave, and of their sessions a record stays in front, from which they are judged as before. A ' +
      'quarter of the room is for records: the first client keeps its own longest. Credentials are replaced by `[redacted]` before anything is stored, unless `--show-secrets` or ' +
      '`showSecrets: true` asks otherwise.',
    'Every event has these fields:',
    table(
      ['field', 'type', 'meaning'],
      [
        [code('seq'), code('number'), 'Its number in the run, from 1.'],
        [code('session'), code('number'), 'Number of the TCP connection, from 1; 0 for none.'],
        [code('atMs'), code('number'), 'Milliseconds since the server started.'],
        [code('event'), code('string'), 'One of the names below.'],
      ],
    ),
    fenced(
      'json',
      '{"seq":9,"session":1,"atMs":48,"event":"smtp.command-received","line":"STARTTLS","verb":"STARTTLS","secured":false}',
    ),
    ...sections,
    ...Object.entries(SHARED).flatMap(([name, doc]) => [
      `## ${code(name)}`,
      doc,
      fieldsOf(readInterface(source, name), unions),
    ]),
  ])
}

function fieldsOf(fields: readonly TypedField[] | undefined, unions: ReadonlyMap<string, string>): string {
  if (!fields) throw new Error('An event has a meaning and no fields in EventFields')
  const told = fields.some(({ doc }) => doc !== '')
  return table(
    told ? ['field', 'type', 'meaning'] : ['field', 'type'],
    fields.map(({ name, type, optional, doc }) => [
      `${code(name)}${optional ? ' ?' : ''}`,
      typeCell(type, unions),
      ...(told ? [doc] : []),
    ]),
  )
}

function typeCell(type: string, unions: ReadonlyMap<string, string>): string {
  const shared = Object.keys(SHARED).find((name) => type.includes(name))
  const written = code(type.replace(/\b[A-Z]\w+\b/g, (name) => unions.get(name) ?? name))
  return shared ? `[${written}](#${shared.toLowerCase()})` : written
}
