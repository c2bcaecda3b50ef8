// Where reports write: the terminal, or files, in few large writes.
import { createWriteStream } from 'node:fs'
import type { Terminal } from './command.ts'
import { UsageError } from './exit.ts'

/** Where a report goes: the terminal, or a file of its own. */
export interface Sink {
  write(text: string): void
  aside(text: string): void
  colour: boolean
  /** Throws EnvironmentError when not all of it could be written. */
  close(): Promise<void>
}

/** For a report that is written as things happen. Null: the terminal. Throws UsageError for a file that cannot be opened. */
export async function openSink(name: string, file: string | null, terminal: Terminal): Promise<Sink> {
  if (file === null) return onTerminal(terminal)
  const stream = createWriteStream(file)
  await new Promise<void>((resolve, reject) => stream.once('open', () => resolve()).once('error', reject)).catch(
    (error: Error) => {
      throw new UsageError(`--reporter ${name}=${file}: the file cannot be written: ${error.message}.`)
    },
  )
  // A disk may fill up in the middle: the run goes on, and the file is told to be no whole one at the end.
  let trouble: Error | null = null
  stream.on('error', (error) => {
    trouble ??= error
  })
  const batch = new Batch((text) => void (trouble ?? stream.write(text)))
  return {
    write: (text) => batch.add(text),
    aside: terminal.err,
    colour: false,
    async close() {
      batch.flush()
      // One that an error has ended is closed already.
      if (!stream.closed) await new Promise<void>((resolve) => stream.once('close', () => resolve()).end())
      if (trouble) throw await notWhole(name, file, trouble)
    },
  }
}

/**
 * For a report of a run that is over: its file is there whole or not at all. Null: the terminal. Throws UsageError for a
 * file that cannot be written.
 */
export async function openWholeSink(name: string, file: string | null, terminal: Terminal): Promise<Sink> {
  if (file === null) return onTerminal(terminal)
  const { whyUnwritable, writeWhole } = await import('../saved/whole-file.ts')
  const why = await whyUnwritable(file)
  if (why !== null) throw new UsageError(`--reporter ${name}=${file}: the file cannot be written: ${why}.`)
  const texts: string[] = []
  return {
    write: (text) => void texts.push(text),
    aside: terminal.err,
    colour: false,
    async close() {
      await writeWhole(file, texts.join('')).catch(async (error: Error) => {
        throw await notWhole(name, file, error)
      })
    },
  }
}

function onTerminal({ out, err, colour }: Terminal): Sink {
  return { write: out, aside: err, colour, close: async () => {} }
}

async function notWhole(name: string, file: string, trouble: Error): Promise<Error> {
  const { EnvironmentError } = await import('../run/environment-error.ts')
  const message = `--reporter ${name}=${file}: the file is not whole: ${trouble.message}.`
  const next = 'Make room or choose another file, and run again.'
  return new EnvironmentError('OUTPUT_UNWRITABLE', message, next, { cause: trouble })
}

/** Many short texts become one write: a file takes a write as slowly as a hundred lines. */
class Batch {
  readonly #write: (text: string) => void
  #texts: string[] = []

  constructor(write: (text: string) => void) {
    this.#write = write
  }

  add(text: string): void {
    this.#texts.push(text)
    if (this.#texts.length === 1) setImmediate(() => this.flush())
  }

  flush(): void {
    const text = this.#texts.join('')
    this.#texts = []
    if (text !== '') this.#write(text)
  }
}
