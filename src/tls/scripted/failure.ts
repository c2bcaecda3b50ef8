// Why a handshake of this server ends before its time.
import type { HandshakeFailure } from '../layer.ts'

/** The alert that goes to the client, the stable word for the event, and the evidence. Never leaves this room. */
export class TlsFailure extends Error {
  readonly reason: HandshakeFailure
  /** Name of the alert that is sent; null: none. */
  readonly alert: string | null

  constructor(reason: HandshakeFailure, alert: string | null, detail: string) {
    super(detail)
    this.name = 'TlsFailure'
    this.reason = reason
    this.alert = alert
  }
}

/** What the client sent is against the protocol. */
export function broken(alert: string, detail: string): TlsFailure {
  return new TlsFailure('broken-by-client', alert, detail)
}
