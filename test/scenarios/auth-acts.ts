// Acts about logins that several scenarios share.
import type { SecureVersion } from 'node:tls'
import type { RawClient } from '../raw-client.ts'
import { type Act, act, hello, meet, secure, sendMail, TLS12 } from './play.ts'

/** AUTH LOGIN as anna, up to the word of the server on the password. */
export async function logIn(client: RawClient, verdict: string): Promise<void> {
  await client.asks('AUTH LOGIN', '334 VXNlcm5hbWU6')
  await client.asks('YW5uYQ==', '334 UGFzc3dvcmQ6')
  await client.asks('czNjcmV0', verdict)
}

/** AUTH XOAUTH2 with a token. */
export async function showToken(client: RawClient, verdict: string): Promise<void> {
  const response = Buffer.from('user=anna\x01auth=Bearer t0ken\x01\x01').toString('base64')
  await client.asks(`AUTH XOAUTH2 ${response}`, verdict)
}

/** The password is refused inside TLS with this text, and so is MAIL after that with the other one. */
export function refusesPassword(verdict: string, mail: string): Act {
  return act('a client logs in with a password and is refused', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      await logIn(client, verdict)
      await client.asks('MAIL FROM:<anna@example.com>', mail)
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.same(server.messages, [])
    t.notMatch(JSON.stringify(server.transcript), 'czNjcmV0', 'the password is in no event')
  })
}

export function refusesToken(verdict: string): Act {
  return act('a client shows a token and is refused', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      await showToken(client, verdict)
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.same(server.messages, [])
  })
}

export const takesToken: Act = act('a client shows a token and sends', async (t, server) => {
  await meet(server, async (client) => {
    await hello(client)
    await secure(client, { ca: server.ca, ...TLS12 })
    await showToken(client, '235 *')
    await sendMail(client)
  })
  t.match(server.messages.at(-1), { secured: true })
})

/** A client at this version logs in with its password and sends. */
export function takesPassword(options: { minVersion: SecureVersion; maxVersion: SecureVersion; ciphers: string }): Act {
  return act(`a client at ${options.maxVersion} logs in with a password and sends`, async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...options })
      await logIn(client, '235 *')
      await sendMail(client)
    })
    t.match(server.messages.at(-1), { secured: true })
  })
}
