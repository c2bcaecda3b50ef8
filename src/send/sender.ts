// The contract of a sender: one product, its settings as data, and what is truly its own.
import type { Connection } from './connection.ts'
import type { SendEvent } from './events.ts'
import type { Identity } from './handshake.ts'
import type { Entry, Mail, Result, Schedule } from './mail.ts'
import type { Settings, ValuesOf } from './settings.ts'

/** Where a sender delivers to, and what its administrator gave it from outside. */
export interface Target {
  host: string
  port: number
  /** PEM of the authorities that it trusts; those of Node when absent. */
  ca?: string
  /** The certificate in its store, as PEM. */
  identity?: Identity
}

/** What a try has at hand. */
export interface Surroundings<V> {
  values: V
  target: Target
  /** The name that the sender gives itself in EHLO. */
  hostname: string
  connect(): Connection
  /** Says a line in the product's own log. */
  log(line: string): void
  now(): Date
}

export interface Sender<S extends Settings = Settings> {
  name: string
  /** The product in its maker's words. */
  product: string
  doc: string
  /** What OpenSSL under Node cannot say, and other limits of the play. */
  notPlayed: readonly string[]
  settings: S
  /** A setting that stands for several: its values by name. */
  presets?: { setting: keyof S & string; values: Readonly<Record<string, Partial<ValuesOf<S>>>> }
  /** When a changed setting counts: at once, after so many ms, or after a restart for those named. */
  effect?: { afterMs: number } | { restart: readonly (keyof S & string)[] }
  /** When it tries again, and where that is written. */
  retry: { schedule: Schedule; doc: string; source: string }
  /** The settings as the product prints them. */
  show(values: ValuesOf<S>): string[]
  /** One try at one destination. */
  attempt(mail: Mail, around: Surroundings<ValuesOf<S>>): Promise<Result>
  /** The product's own line for what happened; null for none. */
  line(event: SendEvent, at: Date): string | null
  /** The queue as the product shows it. */
  queue(entries: readonly Entry[]): string[]
}

/** Infers the types of the settings. */
export function sender<S extends Settings>(definition: Sender<S>): Sender<S> {
  return definition
}
