// Real clients against real servers, for the transcripts of diagnoses.
import type * as tls from 'node:tls'
import nodemailer from 'nodemailer'
import { type ScenarioServer, startScenario } from '../../../src/index.ts'
import type { ClientReport } from '../../../src/verdict/judgement.ts'
import { type OldClientOptions, shakeHandsAsOldClient } from '../../old-client.ts'
import { connect, type RawClient } from '../../raw-client.ts'
import type { Seen } from './suite.ts'

interface Run extends Omit<Seen, 'transcript' | 'client'> {
  scenario: string | object
  /** How many sessions there will be. Default: 1. */
  sessions?: number
}

type Play = (server: ScenarioServer) => Promise<ClientReport | undefined>

/** Starts the scenario, lets the client play, and gives what was seen once its sessions are over. */
export function run({ sessions = 1, ...rest }: Run, play: Play): () => Promise<Seen> {
  return async () => {
    await using server = await startScenario(rest.scenario)
    const client = (await play(server)) ?? null
    for (let count = 0; count < sessions; count++) await server.nextSession()
    return { ...rest, client, transcript: [...server.transcript] }
  }
}

const MAIL = { from: 'a@client.test', to: 'b@mail.test', subject: 'x', text: 'x' }

type NodemailerOptions = Record<string, unknown> & { tls?: tls.ConnectionOptions; mail?: object }

/** Sends one mail with nodemailer, STARTTLS demanded unless said otherwise; tells what nodemailer thinks of it. */
export function nodemail({ mail = {}, tls: tlsOptions = {}, ...options }: NodemailerOptions = {}): Play {
  return async ({ clientOptions }) => {
    const transport = nodemailer.createTransport({
      ...clientOptions,
      requireTLS: !clientOptions.secure,
      ...options,
      tls: { ...clientOptions.tls, ...tlsOptions },
    })
    try {
      await transport.sendMail({ ...MAIL, ...mail })
      return { says: 'delivered' }
    } catch (error) {
      return { says: 'failed', text: String(error) }
    } finally {
      transport.close()
    }
  }
}

/** A dialogue by hand. */
export function raw(talk: (client: RawClient, server: ScenarioServer) => Promise<unknown>): Play {
  return async (server) => {
    await using client = await connect(server)
    await talk(client, server)
    return undefined
  }
}

/** Greeting, EHLO, STARTTLS and its 220. */
export async function askForTls(client: RawClient): Promise<void> {
  await client.hears('220 *')
  await client.asks('EHLO client.test', '250 *')
  await client.asks('STARTTLS', '220 *')
}

/** A TLS client that ends at TLS 1.0, as c-client does at STARTTLS. */
export const TLS10: tls.ConnectionOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }

/** AUTH LOGIN up to the server's word on the password. */
export async function logIn(client: RawClient, verdict = '*'): Promise<void> {
  await client.asks('AUTH LOGIN', '334 *')
  await client.asks(Buffer.from('user').toString('base64'), '334 *')
  await client.asks(Buffer.from('secret').toString('base64'), verdict)
}

/** A mail of an old client, which speaks what Node has no more. */
export function oldClient(options: OldClientOptions): Play {
  return raw(async (client) => {
    await askForTls(client)
    await client.secures((socket) => shakeHandsAsOldClient(socket, options))
    await client.asks('EHLO client.test', '250 *')
    if ((await client.asks('MAIL FROM:<a@client.test>', '*'))[0]?.startsWith('5')) return
    await client.asks('RCPT TO:<b@mail.test>', '250 *')
    await client.asks('DATA', '354 *')
    await client.asks('x\r\n.', '250 *')
    await client.asks('QUIT', '221 *')
  })
}
