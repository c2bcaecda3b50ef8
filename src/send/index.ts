// `smtp-simulator/send`: the products of the seeds as sending clients, for tests.
import type { SendEvent } from './events.ts'
import { type Entry, type Mail, SAMPLE_MAIL } from './mail.ts'
import type { Target } from './sender.ts'
import { SENDERS, senderNamed } from './senders/index.ts'
import { type Sent, Service, type ServiceOptions, valuesOf } from './service.ts'
import type { Given } from './settings.ts'

export type { ServerCertificate } from '../product-log/client-events.ts'
export type { Clock } from '../transcript/contracts.ts'
export type { SendEvent, SendEventName } from './events.ts'
export type { Identity } from './handshake.ts'
export type { Entry, Mail, Result } from './mail.ts'
export { SendError, type SendErrorCode } from './send-error.ts'
export type { Target } from './sender.ts'
export type { Sent, Service, ServiceOptions } from './service.ts'

/** The names of all senders. */
export const senders: readonly string[] = SENDERS.map(({ name }) => name)

/** What became of a mail. */
export interface SendReport {
  /** What a client command tells `check`: it thinks it delivered, it failed, it cannot do this. */
  says: 'delivered' | 'failed' | 'cannot'
  /** Whether all of it went through TLS; null unless it was delivered. */
  secured: boolean | null
  /** The product's last error; null when there was none. */
  error: string | null
  /** The product's own log, and its queue as it shows it. */
  log: readonly string[]
  queue: readonly string[]
  entries: readonly Readonly<Entry>[]
  events: readonly SendEvent[]
}

export interface SendOptions extends ServiceOptions {
  mail?: Partial<Mail>
}

/**
 * Sends one mail as a product does, with its settings, and gives up the queue after the first try. Never rejects for
 * what a server does; throws SendError for a sender, a setting or an address that does not exist.
 */
export async function sendAs(
  name: string,
  settings: Given,
  target: Target,
  { mail = {}, ...options }: SendOptions = {},
): Promise<SendReport> {
  const service = startSender(name, settings, target, options)
  try {
    const sent = await service.submit({ ...SAMPLE_MAIL, ...mail })
    const { log, entries, events } = service
    return { ...wordOf(sent), log, queue: service.queue(), entries, events }
  } finally {
    await service.stop()
  }
}

/** A product that stays at work: its queue retries, its settings can be changed, it can be restarted. */
export function startSender(name: string, settings: Given, target: Target, options: ServiceOptions = {}): Service {
  return new Service(senderNamed(name), settings, target, options)
}

/** The settings as the product prints them. Throws SendError. */
export function settingsAs(name: string, settings: Given = {}): string[] {
  const sender = senderNamed(name)
  return sender.show(valuesOf(sender, settings))
}

/** A line per sender, for people. */
export function listSenders(): string[] {
  const width = Math.max(...senders.map((name) => name.length))
  return SENDERS.map(({ name, product }) => `${name.padEnd(width)}  ${product}`)
}

/** The worst of all destinations. */
function wordOf(sent: readonly Sent[]): Pick<SendReport, 'says' | 'secured' | 'error'> {
  const results = sent.map(({ result }) => result)
  const error = results.flatMap((result) => ('error' in result ? result.error : (result.refused ?? [])))[0] ?? null
  if (results.some(({ status }) => status === 'cannot')) return { says: 'cannot', secured: null, error }
  const delivered = results.flatMap((result) => (result.status === 'delivered' ? [result] : []))
  if (delivered.length < results.length || delivered.some(({ refused }) => refused !== undefined)) {
    return { says: 'failed', secured: null, error }
  }
  return { says: 'delivered', secured: delivered.every(({ secured }) => secured), error }
}
