// What a step of the path is: one file in steps/, which sees and may change the bytes of either direction.
import type { Transform } from 'node:stream'
import { oneOf, type Shape } from '../scenario/shape.ts'
import type { Clock as FullClock } from '../transcript/contracts.ts'
import type { Toward } from '../transcript/events.ts'

/** Time, given from outside so that tests need no waiting. */
export type Clock = Pick<FullClock, 'now' | 'after'>

/** What a step may use of the connection that it stands in. */
export interface StepConnection {
  readonly clock: Clock
  /** A number from 0 up to 1, from the seed of the run. */
  random(): number
  /** Appends `path.acted` with this step's name: for deeds that are not a changed line. */
  acted(toward: Toward, detail: string): void
  /**
   * Ends the client's connection here, as the path. What this step has pushed before still arrives on either side;
   * then the client gets a FIN or a RST, and the server the end of the stream.
   */
  end(how: 'fin' | 'rst'): void
}

/**
 * The step at work on one connection. In an absent direction bytes pass untouched.
 * A transform honours backpressure, so that a long message does not pile up in it.
 */
export interface OpenStep {
  towardClient?: Transform
  towardServer?: Transform
}

export interface Step<O = unknown> {
  /** The word in `path:`, the name of the file, the anchor in docs/reference/steps.md. */
  readonly name: string
  /** What becomes of the bytes, for the reference page. */
  readonly doc: string
  readonly options: Shape<O>
  /** An item of `path:` as YAML would give it: the bare name or a mapping with the name as its one key. */
  readonly example: unknown
  open(options: O, connection: StepConnection): OpenStep
}

/** One item of `path:`, checked. */
export interface PathItem {
  step: string
  options: unknown
}

export type Ways = Toward | 'both'

/** The `toward` of steps that can work in both directions. */
export function ways(): Shape<Ways> {
  return oneOf(['client', 'server', 'both'])
}

/** The `toward` of steps that work in one direction. */
export function oneWay(): Shape<Toward> {
  return oneOf(['client', 'server'])
}

/** Opens one transform for each direction that `toward` names. */
export function eachWay(toward: Ways, open: (toward: Toward) => Transform): OpenStep {
  return {
    ...(toward !== 'server' && { towardClient: open('client') }),
    ...(toward !== 'client' && { towardServer: open('server') }),
  }
}
