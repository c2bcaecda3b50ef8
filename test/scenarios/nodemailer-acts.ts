// Acts that several scenarios share, played by nodemailer.
import nodemailer from 'nodemailer'
import type SMTPTransport from 'nodemailer/lib/smtp-transport'
import { type Act, act, MESSAGE, TLS12, TLS13 } from './play.ts'

/** nodemailer with `requireTLS`, which has to give up with this code before it names a sender. */
export function requireTlsByNodemailer(code: string): Act {
  return act('nodemailer insists on TLS and sends nothing', async (t, server) => {
    const from = server.transcript.length
    const { tls, ...options } = server.clientOptions
    const transport = nodemailer.createTransport({
      ...options,
      name: 'client.test',
      requireTLS: true,
      tls: { ...tls, ...TLS12 },
    } as SMTPTransport.Options)
    await t.rejects(transport.sendMail(MESSAGE), { code })
    await server.nextSession()
    const verbs = server.transcript.slice(from).map((event) => ('verb' in event ? event.verb : ''))
    t.notOk(
      verbs.some((verb) => ['AUTH', 'MAIL', 'RCPT', 'DATA'].includes(verb)),
      'no envelope, no password',
    )
  })
}

/** nodemailer checks the certificate, at TLS 1.2 and at 1.3, and has to turn away with this reason of Node's. */
export function refuseCertificateByNodemailer(reason: RegExp): Act[] {
  return [TLS12, TLS13].map((version) =>
    act(`nodemailer at ${version.maxVersion} does not accept the certificate`, async (t, server) => {
      const from = server.transcript.length
      const { tls, ...options } = server.clientOptions
      const transport = nodemailer.createTransport({
        ...options,
        name: 'client.test',
        requireTLS: true,
        tls: { ...tls, ...version },
      } as SMTPTransport.Options)
      await t.rejects(transport.sendMail(MESSAGE), { message: reason })
      await server.nextSession()
      const inside = server.transcript.slice(from).filter((event) => 'secured' in event && event.secured)
      t.same(inside, [], 'not one command goes into that TLS')
    }),
  )
}
