// Acts about mails that are refused or deferred, which several scenarios share.
import type { RawClient } from '../raw-client.ts'
import { type Act, act, hello, meet, secure, sendMail, TLS12 } from './play.ts'

/** One session inside TLS, up to EHLO. */
export function meetInside(
  server: Parameters<typeof meet>[0],
  play: (client: RawClient) => Promise<void>,
): Promise<void> {
  return meet(server, async (client) => {
    await hello(client)
    await secure(client, { ca: server.ca, ...TLS12 })
    await play(client)
  })
}

export async function quit(client: RawClient): Promise<void> {
  await client.asks('QUIT', '221 *')
  await client.hearsEnd('fin')
}

/** The mail is taken. */
export function sends(title: string): Act {
  return act(title, async (t, server) => {
    const before = server.messages.length
    await meetInside(server, sendMail)
    t.equal(server.messages.length, before + 1)
    t.match(server.messages.at(-1), { secured: true })
  })
}

/** MAIL is refused with this, and nothing is taken. */
export function refusedAtMail(title: string, reply: string): Act {
  return act(title, async (t, server) => {
    const before = server.messages.length
    await meetInside(server, async (client) => {
      await client.asks('MAIL FROM:<anna@example.com>', reply)
      await quit(client)
    })
    t.equal(server.messages.length, before)
  })
}

/** Every recipient is refused with this, and so is DATA behind them. */
export function refusedAtRcpt(title: string, ...reply: string[]): Act {
  return act(title, async (t, server) => {
    await meetInside(server, async (client) => {
      await client.asks('MAIL FROM:<anna@example.com>', '250 *')
      await client.asks('RCPT TO:<bob@example.org>', ...reply)
      await client.asks('RCPT TO:<carol@example.org>', ...reply)
      await client.asks('DATA', '503 *')
      await quit(client)
    })
    t.same(server.messages, [])
  })
}
