// The suite that every step passes: chunks in, chunks out, without sockets and without waiting.
import type { Transform } from 'node:stream'
import { PassThrough } from 'node:stream'
import t from 'tap'
import type { PathItem, Step } from '../../src/path/step.ts'
import { pathShape, stepNamed } from '../../src/path/steps/index.ts'
import type { Problem } from '../../src/scenario/shape.ts'
import type { Toward } from '../../src/transcript/events.ts'
import { FakeClock } from './fake-clock.ts'

/** What one side says, and what becomes of it on the way; absent: nothing becomes of it. */
export interface Turn {
  from: 'client' | 'server'
  says: string
  becomes?: string
}

export interface Case {
  name: string
  /** The item of `path:` as in YAML. */
  item: unknown
  turns: Turn[]
  /** `path.acted` details that are due, in order. Default: none. */
  acted?: { toward: Toward; detail: string }[]
  ended?: 'fin' | 'rst'
}

/** A step at work, outside of any connection. */
export class Bench {
  readonly clock = new FakeClock()
  readonly acted: { toward: Toward; detail: string }[] = []
  readonly ended: ('fin' | 'rst')[] = []
  readonly chunks: Record<Toward, Buffer[]> = { client: [], server: [] }
  readonly transforms: Record<Toward, Transform>

  constructor(item: unknown) {
    const { step, options } = parseItem(item)
    const random = numbers()
    const opened = (stepNamed(step) as Step).open(options, {
      clock: this.clock,
      random,
      acted: (toward, detail) => this.acted.push({ toward, detail }),
      end: (how) => this.ended.push(how),
    })
    this.transforms = {
      client: opened.towardClient ?? new PassThrough(),
      server: opened.towardServer ?? new PassThrough(),
    }
    for (const toward of ['client', 'server'] as const) {
      this.transforms[toward].on('data', (chunk: Buffer) => this.chunks[toward].push(chunk))
    }
  }

  send(toward: Toward, bytes: Buffer | string): void {
    this.transforms[toward].write(Buffer.from(bytes as string, 'latin1'))
  }

  got(toward: Toward): string {
    return Buffer.concat(this.chunks[toward]).toString('latin1')
  }

  /** The chunks toward one side, as text. */
  pieces(toward: Toward): string[] {
    return this.chunks[toward].map((chunk) => chunk.toString('latin1'))
  }

  async end(): Promise<void> {
    this.transforms.client.end()
    this.transforms.server.end()
    await this.clock.advance(3_600_000)
  }
}

/** Tests a step by what becomes of dialogues: in whole chunks, split at every byte, and byte by byte. */
export function testStep(name: string, cases: Case[]): void {
  const step = stepNamed(name)
  t.test(`${name} says what it is`, (t) => {
    t.equal(step?.name, name)
    t.match(step?.doc, /\.$/)
    t.ok(JSON.stringify(pathShape.json()).includes(JSON.stringify(name)))
    t.equal(parseItem(step?.example).step, name, 'the example is valid')
    t.end()
  })
  for (const aCase of cases) {
    t.test(`${name}: ${aCase.name}`, async (t) => {
      const expected = expectation(aCase)
      const total = aCase.turns.reduce((sum, { says }) => sum + says.length, 0)
      t.strictSame(await play(aCase, () => false), expected, 'in whole chunks')
      t.strictSame(await play(aCase, () => true), expected, 'byte by byte')
      const wrong: number[] = []
      for (let split = 1; split < total; split++) {
        const outcome = await play(aCase, (position) => position === split)
        if (JSON.stringify(outcome) !== JSON.stringify(expected)) wrong.push(split)
      }
      t.strictSame(wrong, [], 'split at any byte')
    })
  }
}

export function parseItem(item: unknown): PathItem {
  const problems: Problem[] = []
  const [parsed] = pathShape.parse([item], ['path'], problems)
  if (problems.length > 0 || !parsed) throw new Error(`not a step: ${JSON.stringify(problems)}`)
  return parsed
}

interface Outcome {
  client: string
  server: string
  acted: { toward: Toward; detail: string }[]
  ended: ('fin' | 'rst')[]
}

function expectation({ turns, acted = [], ended }: Case): Outcome {
  const toward = (from: Turn['from']) =>
    turns.filter((turn) => turn.from === from).reduce((all, { says, becomes }) => all + (becomes ?? says), '')
  return { client: toward('server'), server: toward('client'), acted, ended: ended ? [ended] : [] }
}

async function play({ item, turns }: Case, splitsAt: (position: number) => boolean): Promise<Outcome> {
  const bench = new Bench(item)
  let position = 0
  for (const { from, says } of turns) {
    const toward = from === 'client' ? 'server' : 'client'
    for (const chunk of chunksOf(says, (offset) => splitsAt(position + offset))) bench.send(toward, chunk)
    position += says.length
    // The other side answers what it has got: time passes until all of it is there.
    await bench.clock.advance(60_000)
  }
  await bench.end()
  return { client: bench.got('client'), server: bench.got('server'), acted: bench.acted, ended: bench.ended }
}

function chunksOf(text: string, splitsAt: (offset: number) => boolean): string[] {
  const chunks: string[] = []
  let from = 0
  for (let at = 1; at <= text.length; at++) {
    if (at < text.length && !splitsAt(at)) continue
    chunks.push(text.slice(from, at))
    from = at
  }
  return chunks
}

/** A fixed sequence from 0 up to 1. */
export function numbers(): () => number {
  let count = 0
  return () => (count++ % 10) / 10
}

/** A dialogue up to and with a message whose content looks like commands and replies; nothing in it may change. */
export const MESSAGE: Turn[] = [
  { from: 'client', says: 'MAIL FROM:<a@client.test>\r\n' },
  { from: 'server', says: '250 2.1.0 Ok\r\n' },
  { from: 'client', says: 'RCPT TO:<b@mail.test>\r\n' },
  { from: 'server', says: '250 2.1.5 Ok\r\n' },
  { from: 'client', says: 'DATA\r\n' },
  { from: 'server', says: '354 End data with <CR><LF>.<CR><LF>\r\n' },
  {
    from: 'client',
    says: 'Subject: x\r\n\r\nSTARTTLS\r\nEHLO x\r\n250-STARTTLS\r\n..\r\n\xff\x16\x03\x01\n.\nend\r\n.\r\n',
  },
  { from: 'server', says: '250 2.0.0 Ok: queued as 1\r\n' },
]
