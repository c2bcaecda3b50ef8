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

/** Null: the terminal. Throws UsageError for a file that cannot be opened. */
export async function openSink(name: string, file: string | null, terminal: Terminal): Promise<Sink> {
  if (file === null) {
    return { write: terminal.out, aside: terminal.err, colour: terminal.colour, close: async () => {} }
  }
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
      if (!trouble) return
      const { EnvironmentError } = await import('../run/environment-error.ts')
      throw new EnvironmentError(
        'OUTPUT_UNWRITABLE',
        `--reporter ${name}=${file}: the file is not whole: ${trouble.message}.`,
        'Make room or choose another file, and run again.',
        { cause: trouble },
      )
    },
  }
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
