// What a fault is handed that takes over a connection.
import type { Clock, ServedStream } from '../transcript/contracts.ts'
import type { Append } from '../transcript/events.ts'

export interface FaultContext {
  stream: ServedStream
  append: Append
  clock: Clock
  /** Appends `tls.fault-played` with this detail. */
  played(detail: string): void
  reset(): void
}
