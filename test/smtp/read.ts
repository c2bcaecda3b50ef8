// A command reader over a stream without a socket, and what it told, in words.
import { PassThrough } from 'node:stream'
import { CommandReader, type ContentSink } from '../../src/smtp/command-reader.ts'

export interface ReadOptions {
  lineLimit?: number
  looksLikeTls?: (bytes: Buffer) => boolean | undefined
  /** Lines wait for `answer()`. */
  thinks?: boolean
  /** False: `reader.resume()` is the test's. */
  starts?: boolean
  /** Say "(pipelined)" behind lines; default true. */
  pipelining?: boolean
  /** Tell also an end with nothing left. */
  tellsEnd?: boolean
  /** Tell also what is wrong with the line ends of content. */
  tellsLineEnds?: boolean
  /** TLS bytes are told once so many are there. */
  tlsLength?: number
}

export interface Reading extends PromiseLike<string[]> {
  reader: CommandReader
  soFar: string[]
  answer(): void
}

/**
 * Reads chunks, or a stream that the test writes. `DATA` starts content up to the dot, `BDAT n` a chunk of n bytes.
 * Resolves with what was told, once the stream has ended or nothing more is read.
 */
export function read(source: readonly string[] | PassThrough, options: ReadOptions = {}): Reading {
  const { lineLimit = 1000, looksLikeTls = () => false, pipelining = true } = options
  const stream = source instanceof PassThrough ? source : new PassThrough()
  const told: string[] = []
  const answers: (() => void)[] = []
  let finish: () => void = () => {}
  const over = new Promise<void>((resolve) => {
    finish = resolve
  })

  const reader = new CommandReader(
    {
      line(line, pipelined, done) {
        const text = line.toString('latin1')
        told.push(`line ${text}${pipelined && pipelining ? ' (pipelined)' : ''}`)
        if (text === 'DATA') reader.readDotContent(contentInto(told))
        const chunk = /^BDAT (\d+)$/.exec(text)
        if (chunk) reader.readChunk(Number(chunk[1]), contentInto(told))
        if (options.thinks) answers.push(done)
        else done()
      },
      bareLf: (line) => told.push(`bareLf ${line.toString('latin1')}`),
      contentBareLf(contentLine) {
        if (options.tellsLineEnds) told.push(`contentBareLf ${contentLine}`)
      },
      bareLfEnd({ sequence, contentLine, taken }) {
        if (options.tellsLineEnds) told.push(`${sequence} ${contentLine}${taken ? ' taken' : ''}`)
      },
      tooLong(bytes) {
        told.push(`tooLong ${bytes}`)
        finish()
      },
      tlsBytes(bytes) {
        if (bytes.length < (options.tlsLength ?? 0)) return 'more'
        told.push(`tls ${bytes.toString('latin1')}`)
        finish()
        return 'enough'
      },
      leaving: () => {},
      ended(partial, inContent) {
        const silent = partial.length === 0 && !inContent && !options.tellsEnd
        if (!silent) told.push(`ended ${inContent ? 'in content' : JSON.stringify(partial.toString('latin1'))}`)
        finish()
      },
    },
    lineLimit,
    looksLikeTls,
  )
  reader.attach(stream)
  if (options.starts !== false) reader.resume()
  if (source !== stream) void writeAll(stream, source as readonly string[])

  return {
    reader,
    soFar: told,
    answer: () => answers.shift()?.(),
    // biome-ignore lint/suspicious/noThenProperty: a reading is awaited
    then: (fulfilled, rejected) => over.then(() => told).then(fulfilled, rejected),
  }
}

/** All ways to cut a text into two. */
export function splits(text: string): string[][] {
  return Array.from({ length: text.length + 1 }, (_, at) => [text.slice(0, at), text.slice(at)].filter((s) => s !== ''))
}

function contentInto(told: string[]): ContentSink {
  let content = ''
  return {
    write: (bytes) => {
      content += bytes.toString('latin1')
    },
    done(resume) {
      told.push(`content ${JSON.stringify(content)}`)
      resume()
    },
  }
}

async function writeAll(stream: PassThrough, chunks: readonly string[]): Promise<void> {
  for (const chunk of chunks) {
    stream.write(Buffer.from(chunk, 'latin1'))
    await new Promise((resolve) => setImmediate(resolve))
  }
  stream.end()
}
