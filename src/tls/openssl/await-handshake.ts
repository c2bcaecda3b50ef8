// Waits for the end of a handshake that a TLSSocket makes: done, or failed and why.
import type { TLSSocket } from 'node:tls'
import type { ServedStream } from '../../transcript/contracts.ts'
import type { ClientHelloFacts } from '../../transcript/events.ts'
import type { HandshakeContext, HandshakeFailure } from '../layer.ts'
import { type Circumstances, type EngineError, failureOf, inferAlert } from './alerts.ts'

interface Awaited {
  socket: TLSSocket
  /** What the TLSSocket was put onto. */
  under: ServedStream
  hello: ClientHelloFacts | null
  timeoutMs: number
}

/** True when the handshake completed; else the events say why not. An error that follows is never an uncaught one. */
export function awaitHandshake(
  { socket, under, hello, timeoutMs }: Awaited,
  context: HandshakeContext,
): Promise<boolean> {
  const { append, clock, clientEnded } = context
  return new Promise((resolve) => {
    let settled = false
    const settle = (done: boolean) => {
      settled = true
      cancel()
      socket.off('secure', secure).off('_tlsError', failed).off('end', ended).off('close', closed)
      under.off('end', ended)
      if (done) socket.off('error', failed)
      resolve(done)
    }
    const fail = (reason: HandshakeFailure, detail: string) => {
      settle(false)
      append('tls.failed', { reason, detail })
    }
    const secure = () => settle(true)
    const failed = (error: NodeJS.ErrnoException) => {
      if (settled) return
      const circumstances = { version: socket.getProtocol(), hello }
      const failure = failureOf(engineError(error), circumstances)
      if (error.code === 'ECONNRESET') clientEnded?.('rst')
      if (failure === 'client-certificate-missing') {
        append('tls.client-certificate-refused', { problem: 'MISSING', by: 'handshake' })
      }
      tellAlert(error, circumstances, context)
      fail(failure, evidence(error))
    }
    // The wire is half open: a client's FIN closes nothing by itself, and without its next flight nothing goes on.
    const ended = () => {
      clientEnded?.('fin')
      fail('client-closed', 'the client closed inside the handshake')
    }
    const closed = () => fail('server-closed', 'the server closed inside the handshake')
    const cancel = clock.after(timeoutMs, () => {
      append('tls.timed-out', { afterMs: timeoutMs })
      fail('timed-out', `no end of the handshake within ${timeoutMs} ms`)
    })
    socket.on('secure', secure).on('_tlsError', failed).on('error', failed).on('end', ended).on('close', closed)
    // A FIN that was read along with the hello is told by the stream below.
    under.on('end', ended)
  })
}

/** Appends the alert that an error stands for, if any. */
export function tellAlert(
  error: NodeJS.ErrnoException,
  circumstances: Circumstances,
  { append }: HandshakeContext,
): void {
  const alert = inferAlert(engineError(error), circumstances)
  if (!alert) return
  const { direction, number, name } = alert
  append(`tls.alert-${direction}`, { level: 'fatal', number, name, inferred: true })
}

function engineError({ code = '', message }: NodeJS.ErrnoException): EngineError {
  return { code, message }
}

/** OpenSSL's words without what differs from run to run and from build to build: thread, source file, line. */
function evidence({ code = '', message }: NodeJS.ErrnoException): string {
  const words = message.replace(/^[0-9A-F]+:(?=error:)/, '').replace(/:[^:\s]*\.c:\d+:/, ' ')
  return `${code} ${words}`.replace(/\s+/g, ' ').trim()
}
