// Puts a real server behind the path: its bytes pass both ways, and the plain dialogue is told as events.
import * as net from 'node:net'
import type { Duplex } from 'node:stream'
import type { Append } from '../transcript/events.ts'
import { REDACTED } from '../transcript/redaction.ts'
import { Dialogue } from './dialogue.ts'
import type { DialogueLog } from './dialogue-log.ts'
import { lineRedaction } from './shown-line.ts'
import type { Clock } from './step.ts'
import type { Wire } from './wire.ts'

export interface UpstreamContext {
  append: Append
  clock: Clock
  /** Gets commands and replies as the real server got and sent them: `directLog`, or the observer of the path. */
  log: DialogueLog
  /**
   * Gets what the client has sent since TLS began, all of it each time, to be decoded as a ClientHello;
   * asked again with more bytes until it returns `enough`, and never with more than 64 KiB.
   */
  onTlsStart?(bytesSoFar: Buffer): 'more' | 'enough'
  showSecrets?: boolean
  /** How long the real server may take to accept. Default 10 s. */
  connectTimeoutMs?: number
}

const CONNECT_TIMEOUT_MS = 10_000
const HELLO_LIMIT = 64 * 1024

/**
 * Joins the server's end of the path with a TCP connection to `host:port` until both are closed; resolves then and
 * never rejects. FIN travels in both directions, a reset of either side resets the other. Cannot the server be
 * reached: `path.upstream-failed`, and the client's connection is closed.
 */
export async function connectUpstream(
  wire: Wire,
  { host, port }: { host: string; port: number },
  context: UpstreamContext,
): Promise<void> {
  wire.allowHalfOpen = true
  const upstream = net.connect({ host, port, allowHalfOpen: true, noDelay: true })
  const bothClosed = Promise.all([closed(wire), closed(upstream)])
  const fail = (detail: string) => {
    if (wire.destroyed) return
    context.append('path.upstream-failed', { upstream: `${host}:${port}`, detail })
    wire.end(() => wire.destroy())
  }
  const limitMs = context.connectTimeoutMs ?? CONNECT_TIMEOUT_MS
  const cancel = context.clock.after(limitMs, () => {
    fail(`no answer within ${limitMs} ms`)
    upstream.destroy()
  })
  let connected = false
  upstream.once('connect', () => {
    connected = true
    cancel()
    join(wire, upstream, context)
  })
  upstream.on('error', (error: NodeJS.ErrnoException) => {
    cancel()
    if (connected) wire.resetAndDestroy()
    else fail(error.code ?? error.message)
  })
  // Heard for good: the client may reset at any time, and its stream closes then by itself.
  wire.on('error', () => {
    if (connected && !upstream.destroyed) upstream.resetAndDestroy()
  })
  finishTogether(wire, upstream)
  await bothClosed
  cancel()
}

function join(wire: Wire, upstream: net.Socket, context: UpstreamContext): void {
  const tap = observe(context)
  // The taps come before the pipes, so that a reply is told before it is written.
  wire.on('data', (chunk: Buffer) => tap.toServer(chunk))
  upstream.on('data', (chunk: Buffer) => tap.toClient(chunk))
  wire.pipe(upstream)
  upstream.pipe(wire)
}

/** Does one side close before its time, the other is closed too. */
function finishTogether(wire: Wire, upstream: net.Socket): void {
  const destroy = (other: Duplex) => () => {
    if (!other.destroyed && !(other.readableEnded && other.writableEnded)) other.destroy()
  }
  wire.once('close', destroy(upstream))
  // What the server said before it closed may still be under way to the client.
  upstream.once('close', () => {
    if (!upstream.readableEnded) destroy(wire)()
  })
}

function closed(stream: Duplex): Promise<void> {
  if (stream.closed) return Promise.resolve()
  return new Promise((resolve) => stream.once('close', () => resolve()))
}

function observe({ append, log, onTlsStart, showSecrets = false }: UpstreamContext): Dialogue {
  const show = lineRedaction(showSecrets)
  let hello = Buffer.alloc(0)
  let wantsHello = onTlsStart !== undefined
  return new Dialogue({
    command(command) {
      const line = show(command)
      log.commandArrived(command.line, {
        line,
        verb: command.kind === 'auth' || line === REDACTED ? '' : command.verb,
        secured: false,
        secret: line !== command.line,
        ...(command.pipelined && { pipelined: true }),
      })
      return undefined
    },
    reply({ lines, code }) {
      log.replySent({ lines, code, secured: false })
      return undefined
    },
    content: (via, bytes) => append('smtp.content-received', { via, bytes, complete: true, secured: false }),
    opaque(toward, bytes) {
      if (toward !== 'server' || !wantsHello) return
      hello = Buffer.concat([hello, bytes]).subarray(0, HELLO_LIMIT)
      wantsHello = onTlsStart?.(hello) === 'more' && hello.length < HELLO_LIMIT
    },
  })
}
