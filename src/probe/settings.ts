// What a probe is asked for.
import type { ConnectionLimits } from '../send/connection.ts'
import type { ProbeTarget } from './target.ts'

export interface ProbeSettings {
  target: ProbeTarget
  /** The name said in EHLO, and the sender in MAIL FROM; '' is the empty one. */
  ehlo: string
  from: string
  /** PEM of the authorities to trust; those of Node when absent. */
  ca?: string
  /** Asked for; null: found out. */
  mode: 'starttls' | 'implicit' | null
  limits: ConnectionLimits
  /** How long a server may be silent before it is asked whether it waits for TLS. */
  greetingMs: number
  /** Between one connection and the next. */
  paceMs: number
  /** The most connections that are made. */
  most: number
}
