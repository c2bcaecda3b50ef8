// What a play is made of: acts in which a scripted client meets a running scenario, one session after another.
import type { Test } from 'tap'
import type { ScenarioServer } from '../../src/index.ts'
import { type ConnectOptions, connect, type RawClient } from '../raw-client.ts'

/** One act. What is returned stands in the golden in place of the transcript, for acts of very many sessions. */
export interface Act {
  title: string
  /** Why it can be played on Linux only; left out elsewhere, and out of the golden it is compared with. */
  linuxOnly?: string
  play(t: Test, server: ScenarioServer): Promise<string[] | undefined>
}

/** The acts of one scenario, in order, all at one server. */
export type Play = readonly Act[]

export function act(title: string, play: (t: Test, server: ScenarioServer) => Promise<void>): Act {
  return {
    title,
    async play(t, server) {
      await play(t, server)
      return undefined
    },
  }
}

/** Connects, plays, hangs up, and waits until the server has recorded the end. */
export async function meet(
  server: ScenarioServer,
  play: (client: RawClient) => Promise<void>,
  options: ConnectOptions = {},
): Promise<void> {
  {
    await using client = await connect(server, options)
    await play(client)
  }
  await server.nextSession()
}

/** From the greeting to the answer to EHLO; returns the lines of that. */
export async function hello(client: RawClient): Promise<string[]> {
  await client.hears('220 *')
  return client.asks('EHLO client.test', '250 *')
}

/** STARTTLS, the handshake, and EHLO again; returns the lines of the answer to that. */
export async function secure(client: RawClient, options: Parameters<RawClient['starttls']>[0]): Promise<string[]> {
  await client.asks('STARTTLS', '220 *')
  await client.starttls(options)
  return client.asks('EHLO client.test', '250 *')
}

/** STARTTLS and a handshake that has to fail; returns what the client is told. */
export async function failsToSecure(client: RawClient, options: Parameters<RawClient['starttls']>[0]): Promise<string> {
  await client.asks('STARTTLS', '220 *')
  return client.starttls(options).then(
    () => 'nothing: the handshake was completed',
    (error: Error) => error.message,
  )
}

/** One mail, accepted, and QUIT. */
export async function sendMail(client: RawClient): Promise<void> {
  await client.asks('MAIL FROM:<anna@example.com>', '250 *')
  await client.asks('RCPT TO:<bob@example.org>', '250 *')
  await client.asks('DATA', '354 *')
  await client.sends(`${MAIL}.\r\n`)
  await client.hears('250 *')
  await client.asks('QUIT', '221 *')
  await client.hearsEnd('fin')
}

export const MAIL =
  'From: anna@example.com\r\nTo: bob@example.org\r\nSubject: status\r\n\r\nThe disk of node 7 is full.\r\n'

/** The same mail for nodemailer, with nothing in it that differs from run to run. */
export const MESSAGE = { envelope: { from: 'anna@example.com', to: 'bob@example.org' }, raw: MAIL }

/** Client settings that make the same hello with every Node: versions and suites are named. */
export const TLS13 = { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_GCM_SHA256' } as const
export const TLS12 = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' } as const
export const TLS12_OR_13 = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  ciphers: 'TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256',
} as const
/** As UW c-client in emailgtw: TLS 1.0 only. Level 0, or OpenSSL 3 refuses to try. */
export const TLS10 = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ECDHE-RSA-AES128-SHA:@SECLEVEL=0' } as const
