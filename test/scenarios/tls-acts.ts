// Acts about versions and handshakes that several scenarios share.
import nodemailer from 'nodemailer'
import type SMTPTransport from 'nodemailer/lib/smtp-transport'
import { type Act, act, failsToSecure, hello, MESSAGE, meet, secure, sendMail, TLS12 } from './play.ts'

type TlsOptions = Parameters<typeof secure>[1]

/** A client with these settings sends inside TLS of the version that it may agree on. */
export function sendsOver(words: string, options: TlsOptions, version: string): Act {
  return act(`a client that offers ${words} sends over ${version}`, async (t, server) => {
    const before = server.messages.length
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...options })
      t.equal(client.tls?.getProtocol(), version)
      await sendMail(client)
    })
    t.equal(server.messages.length, before + 1)
    t.match(server.messages.at(-1), { secured: true })
  })
}

/** A client with these settings has no version in common with the server, and is told so. */
export function hasNoVersion(words: string, options: TlsOptions): Act {
  return act(`a client that can only ${words} is refused with protocol_version`, async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      t.match(await failsToSecure(client, { ca: server.ca, ...options }), /alert number 70/)
    })
    const alerts = server.transcript.filter(({ event }) => event === 'tls.alert-sent')
    t.match(alerts.at(-1), { number: 70, name: 'protocol_version' })
    t.match(server.transcript.filter(({ event }) => event === 'tls.failed').at(-1), { reason: 'no-common-version' })
  })
}

/** A client that insists on TLS hears this of the handshake, and sends nothing in clear. */
export function handshakeFails(told: RegExp): Act {
  return act('a client that insists on TLS learns that there is none, and leaves', async (t, server) => {
    const from = server.transcript.length
    await meet(server, async (client) => {
      await hello(client)
      t.match(await failsToSecure(client, { ca: server.ca, ...TLS12 }), told)
    })
    const played = server.transcript.slice(from).filter(({ event }) => event === 'tls.fault-played')
    t.equal(played.length, 1, 'the fault was played')
    t.same(server.messages, [])
  })
}

/** The same by nodemailer; `options` are its own, such as a time limit. */
export function nodemailerGivesUp(reason: RegExp, options: SMTPTransport.Options = {}): Act {
  return act('nodemailer insists on TLS, reports a failure and sends nothing', async (t, server) => {
    const from = server.transcript.length
    const { tls, ...dialled } = server.clientOptions
    const transport = nodemailer.createTransport({
      ...dialled,
      name: 'client.test',
      requireTLS: true,
      tls: { ...tls, ...TLS12 },
      ...options,
    } as SMTPTransport.Options)
    await t.rejects(transport.sendMail(MESSAGE), { message: reason })
    await server.nextSession()
    const verbs = server.transcript.slice(from).flatMap((event) => ('verb' in event ? [event.verb] : []))
    t.same(verbs, ['EHLO', 'STARTTLS'], 'no envelope, no password')
  })
}

/** A client that takes TLS where it works sends in clear on a second connection. */
export const inClearNextTime: Act = act('a client that may go without TLS comes back in clear', async (t, server) => {
  await meet(server, async (client) => {
    await hello(client)
    await sendMail(client)
  })
  t.match(server.messages, [{ secured: false }])
})
