// The contract of a handshake fault: one file each under faults/.
import { checked, flag, type Shape } from '../scenario/shape.ts'
import type { FaultContext } from './fault-context.ts'
import type { Script } from './scripted/script.ts'

/** A way for a handshake to go wrong after the ClientHello has arrived. */
export interface HandshakeFault<Options> {
  name: string
  doc: string
  /** The mapping form: the fault's own name is one of its keys. */
  options: Shape<Options>
  /** What the bare name stands for; null when the fault cannot do without options. */
  bare: Options | null
  /** Plays the fault in place of a handshake, with any engine; the stream is gone, or left to the client, when it returns. */
  play?(options: Options, context: FaultContext): void
  /**
   * Edits the handshake of the scripted engine: what happens inside a handshake only that one can be made to do. The same
   * script where it has nothing to edit; null for options with which the fault is played in place of the handshake.
   */
  edit?(options: Options, script: Script): Script | null
}

/** Keeps the options of a fault typed inside its file while the list of faults forgets them. */
export function handshakeFault<Options>(fault: HandshakeFault<Options>): HandshakeFault<unknown> {
  const { play, edit, options, ...rest } = fault
  return {
    ...rest,
    options: options as Shape<unknown>,
    ...(play && { play: (given, context) => play(given as Options, context) }),
    ...(edit && { edit: (given, script) => edit(given as Options, script) }),
  }
}

/** Whether the fault happens inside the handshake, and so needs the scripted engine. */
export function isInside(fault: HandshakeFault<unknown>, options: unknown): boolean {
  return fault.edit ? fault.edit(options, []) !== null : false
}

/** The value of a fault that has nothing to be told: `bad-finished: true`. */
export const switchedOn: Shape<true> = checked(flag(), (value) =>
  value
    ? { value: true as const }
    : { found: 'false would be no fault', expected: 'true', hint: 'Leave `handshake` out, or set it to null.' },
)
