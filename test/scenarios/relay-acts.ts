// One mail to a server that sends it on, until both hops are over.
import type { ScenarioServer } from '../../src/index.ts'
import { hello, meet, secure, sendMail, TLS13 } from './play.ts'

/** Sends the mail inside TLS; gives the headers on top of it at the second server, null where it did not arrive. */
export async function sendOverTwoHops(server: ScenarioServer): Promise<string[] | null> {
  await meet(server, async (client) => {
    await hello(client)
    await secure(client, { ca: server.ca, ...TLS13 })
    await sendMail(client)
  })
  await server.next?.nextSession()
  return receivedIn(server.next?.messages.at(-1)?.raw)
}

/** The Received headers, the newest first, each unfolded. */
export function receivedIn(raw: Buffer | undefined): string[] | null {
  const [header] = raw?.toString('latin1').split('\r\n\r\n') ?? []
  const fields = header?.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  return fields?.filter((field) => field.startsWith('Received:')) ?? null
}
