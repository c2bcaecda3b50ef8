// Acts about certificates that several scenarios share.
import nodemailer from 'nodemailer'
import type SMTPTransport from 'nodemailer/lib/smtp-transport'
import { type Act, act, hello, MESSAGE, meet, secure, sendMail, TLS12, TLS13 } from './play.ts'

type TlsOptions = Parameters<typeof secure>[1]

/** A client that checks nothing sends; `problem` is what Node knows to be wrong all the same, `null` for nothing. */
export function sendsUnchecked(problem: string | null, options: TlsOptions = TLS12): Act {
  return act('a client that checks no certificate sends', async (t, server) => {
    const before = server.messages.length
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...options, rejectUnauthorized: false })
      const found = client.tls?.authorizationError
      // Node 20 has no code for what OpenSSL thinks of weak keys and digests.
      if (problem !== 'UNSPECIFIED') t.equal(found ? String(found) : null, problem, 'the one thing that is wrong')
      await sendMail(client)
    })
    t.equal(server.messages.length, before + 1)
    t.match(server.messages.at(-1), { secured: true })
  })
}

/** nodemailer checks chain and name, is content, and sends. */
export function acceptedByNodemailer(words = ''): Act[] {
  return [TLS12, TLS13].map((version) =>
    act(`nodemailer at ${version.maxVersion}${words} checks the certificate and sends`, async (t, server) => {
      const before = server.messages.length
      await sendByNodemailer(server, version)
      await server.nextSession()
      t.equal(server.messages.length, before + 1)
      t.match(server.messages.at(-1), { secured: true })
    }),
  )
}

/** One mail by nodemailer, which insists on TLS; rejects as it does. */
export async function sendByNodemailer(server: Parameters<Act['play']>[1], options: TlsOptions): Promise<void> {
  const { tls, ...dialled } = server.clientOptions
  const transport = nodemailer.createTransport({
    ...dialled,
    name: 'client.test',
    requireTLS: true,
    tls: { ...tls, ...options },
  } as SMTPTransport.Options)
  await transport.sendMail(MESSAGE)
}
