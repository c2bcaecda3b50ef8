// The reporters of a run: each gets what happens as it happens, and writes to the terminal or to its file.
import { createWriteStream } from 'node:fs'
import type { OpenReporter, Reporter } from '../report/reporter.ts'
import { near } from '../scenario/shape.ts'
import type { Terminal } from './command.ts'
import { UsageError } from './exit.ts'

/** A reporter that is open, on the terminal or on its file. */
export interface OpenedReporter extends Reporter {
  close(): Promise<void>
}

/** By the name that `--reporter` takes; loaded when asked for. */
const REPORTERS: Readonly<Record<string, () => Promise<OpenReporter>>> = {
  default: async () => (await import('../report/default.ts')).defaultReporter,
  json: async () => (await import('../report/ndjson.ts')).ndjsonReporter,
}

/** Opens the reporters of `--reporter NAME[=FILE]`; at most one may write to the terminal. Throws UsageError. */
export async function openReporters(
  asked: readonly string[],
  servers: number,
  terminal: Terminal,
): Promise<OpenedReporter[]> {
  const wanted = asked.length > 0 ? asked : ['default']
  const parsed = wanted.map((text) => {
    const [name = '', ...file] = text.split('=')
    return { name, file: file.length > 0 ? file.join('=') : null }
  })
  const onTerminal = parsed.filter(({ file }) => file === null)
  if (onTerminal.length > 1) {
    const names = onTerminal.map(({ name }) => name).join(' and ')
    throw new UsageError(
      `The reporters ${names} both want the terminal: give all but one a file, as in --reporter json=run.ndjson.`,
    )
  }
  return Promise.all(parsed.map(({ name, file }) => openReporter(name, file, servers, terminal)))
}

async function openReporter(
  name: string,
  file: string | null,
  servers: number,
  terminal: Terminal,
): Promise<OpenedReporter> {
  const load = Object.hasOwn(REPORTERS, name) ? REPORTERS[name] : undefined
  if (!load) {
    const { didYouMean } = near(name, Object.keys(REPORTERS))
    throw new UsageError(
      `There is no reporter "${name}".${didYouMean ? ` Did you mean "${didYouMean}"?` : ''} Known: ${Object.keys(REPORTERS).join(', ')}.`,
    )
  }
  const open = await load()
  if (file === null) {
    const output = { write: terminal.out, aside: terminal.err, colour: terminal.colour, servers }
    return { ...open(output), close: async () => {} }
  }
  const stream = createWriteStream(file)
  await new Promise<void>((resolve, reject) => stream.once('open', () => resolve()).once('error', reject)).catch(
    (error: Error) => {
      throw new UsageError(`--reporter ${name}=${file}: the file cannot be written: ${error.message}.`)
    },
  )
  const reporter = open({ write: (text) => stream.write(text), aside: () => {}, colour: false, servers })
  return { ...reporter, close: () => new Promise((resolve) => stream.end(resolve)) }
}
