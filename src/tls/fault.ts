// The contract of a handshake fault: one file each under faults/, playable by every engine that it names.
import type { Shape } from '../scenario/shape.ts'
import type { Clock, ServedStream } from '../transcript/contracts.ts'
import type { Append } from '../transcript/events.ts'
import type { TlsLayer } from './layer.ts'

export interface FaultContext {
  stream: ServedStream
  append: Append
  clock: Clock
  /** Appends `tls.fault-played` with this detail. */
  played(detail: string): void
  reset(): void
}

/** A way for a handshake to go wrong after the ClientHello has arrived. */
export interface HandshakeFault<Options> {
  name: string
  doc: string
  /** The mapping form: the fault's own name is one of its keys. */
  options: Shape<Options>
  /** What the bare name stands for; null when the fault cannot do without options. */
  bare: Options | null
  engines: readonly TlsLayer['name'][]
  /** Plays the fault; the stream is gone, or left to the client, when it returns. */
  play(options: Options, context: FaultContext): void
}

/** Keeps the options of a fault typed inside its file while the list of faults forgets them. */
export function handshakeFault<Options>(fault: HandshakeFault<Options>): HandshakeFault<unknown> {
  return {
    ...fault,
    options: fault.options as Shape<unknown>,
    play: (options, context) => fault.play(options as Options, context),
  }
}
