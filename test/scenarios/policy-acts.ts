// Acts about what a server demands of a session, which several scenarios share.
import type { ConnectOptions } from '../raw-client.ts'
import { type Act, act, hello, meet, secure, sendMail, TLS12 } from './play.ts'

const LINUX_ONLY = 'other systems have no address of 127.0.0.0/8 but 127.0.0.1 unless it is set up'

/** A client sends inside TLS; `options` are about where it comes from. */
export function sendsInsideTls(
  words = '',
  options: ConnectOptions = {},
  tls: Parameters<typeof secure>[1] = TLS12,
): Act {
  return from(options, `a client${words} sends inside TLS`, async (t, server) => {
    const before = server.messages.length
    await meet(
      server,
      async (client) => {
        t.ok(
          (await hello(client)).some((line) => /^250[ -]STARTTLS$/.test(line)),
          'STARTTLS is offered',
        )
        await secure(client, { ca: server.ca, ...tls })
        await sendMail(client)
      },
      options,
    )
    t.equal(server.messages.length, before + 1)
    t.match(server.messages.at(-1), { secured: true })
  })
}

/** A client sends in clear, whether or not STARTTLS is `offered`. */
export function sendsInClear(offered: boolean, words = '', options: ConnectOptions = {}): Act {
  return from(options, `a client${words} sends in clear`, async (t, server) => {
    const before = server.messages.length
    await meet(
      server,
      async (client) => {
        t.equal(
          (await hello(client)).some((line) => /^250[ -]STARTTLS$/.test(line)),
          offered,
          'STARTTLS',
        )
        await sendMail(client)
      },
      options,
    )
    t.equal(server.messages.length, before + 1)
    t.match(server.messages.at(-1), { secured: false })
  })
}

/** A client says these lines in clear, and the last one gets this reply. */
export function refusedInClear(lines: readonly string[], reply: readonly string[], options: ConnectOptions = {}): Act {
  const last = lines.at(-1) ?? ''
  return from(
    options,
    `in clear, ${last.replace(/[<>]/g, '').replace(/^(AUTH \S+) .*/, '$1')} is refused`,
    async (t, server) => {
      const before = server.messages.length
      await meet(
        server,
        async (client) => {
          await hello(client)
          for (const line of lines.slice(0, -1)) await client.asks(line, '2*')
          await client.asks(last, ...reply)
          await client.asks('QUIT', '221*')
          await client.hearsEnd('fin')
        },
        options,
      )
      t.equal(server.messages.length, before, 'nothing was accepted')
    },
  )
}

/** Which name stands in the certificate that a client from each of these addresses is shown. */
export function showsCertificates(names: Readonly<Record<string, string>>): Act {
  const play = act('each listener shows its own certificate', async (t, server) => {
    for (const [localAddress, name] of Object.entries(names)) {
      await meet(
        server,
        async (client) => {
          await hello(client)
          await secure(client, { ca: server.ca, ...TLS12 })
          t.equal(client.tls?.getPeerCertificate().subject.CN, name)
        },
        { localAddress },
      )
    }
  })
  return { ...play, linuxOnly: LINUX_ONLY }
}

/** An act of a client from another address than 127.0.0.1. */
function from({ localAddress }: ConnectOptions, title: string, play: Parameters<typeof act>[1]): Act {
  if (localAddress === undefined) return act(title, play)
  return { ...act(`${title}, from ${localAddress}`, play), linuxOnly: LINUX_ONLY }
}
