// The dialogue of a probe: greeting, EHLO, STARTTLS, EHLO, MAIL FROM, then RSET and QUIT. Nothing is ever sent.
import type { Connection } from '../send/connection.ts'
import { isOk } from '../send/reply.ts'
import { playable, type TlsOffer } from '../send/tls-offer.ts'
import type { TlsVersion } from '../tls/wire/names.ts'
import { type Approach, heardOf } from './approach.ts'
import { capability, type Findings, type Heard } from './findings.ts'
import { ASKED_VERSIONS } from './hello.ts'
import { suitesFor } from './suites.ts'

/** How a dialogue went, as far as it came. */
export type Talk = Pick<Findings, 'greeting' | 'ehlo' | 'starttls' | 'handshake' | 'mail'> & {
  /** Certificates in DER as OpenSSL has them, the server's own first; null without TLS. */
  chain: Buffer[] | null
  /** The server could not be reached. */
  missed: string | null
}

function silence(): Talk {
  return {
    greeting: null,
    ehlo: { clear: null, tls: null },
    starttls: null,
    handshake: null,
    mail: { clear: null, tls: null },
    chain: null,
    missed: null,
  }
}

/** In clear to the end. `opened` is a connection on which the greeting is due or has come. */
export async function talkInClear(approach: Approach, opened: Connection, greeting: Heard): Promise<Talk> {
  const talk = { ...silence(), greeting }
  if (!isGreeting(greeting)) {
    await end(opened, greeting)
    return talk
  }
  talk.ehlo.clear = await hello(opened, approach)
  talk.mail.clear = await mail(opened, approach)
  await opened.quit()
  return talk
}

/** With STARTTLS, whether it is offered or not; or inside TLS from the first byte. */
export async function talkInTls(approach: Approach, mode: 'starttls' | 'implicit'): Promise<Talk> {
  const talk = silence()
  const dialled = await approach.dial()
  if ('missed' in dialled) return { ...talk, missed: dialled.missed }
  const { connection } = dialled
  if (mode === 'starttls') {
    talk.greeting = heardOf(await connection.greeting())
    if (!isGreeting(talk.greeting)) {
      await end(connection, talk.greeting)
      return talk
    }
    talk.ehlo.clear = await hello(connection, approach)
    const reply = heardOf(await connection.command('STARTTLS'))
    talk.starttls = { offered: capability(talk.ehlo.clear, 'STARTTLS') !== undefined, reply }
    if (!/^220/.test(reply.lines.at(-1) ?? '')) {
      await end(connection, reply)
      return talk
    }
  }
  const { target, ca } = approach.settings
  const settings = { offer: everything(), servername: servernameOf(target.host), ...(ca !== undefined && { ca }) }
  const handshake = await connection.secure(settings)
  talk.handshake = handshake.ok
    ? { ok: true, version: handshake.version, suite: handshake.suite, bits: handshake.bits }
    : { ok: false, why: handshake.detail }
  if (!handshake.ok) {
    connection.leave()
    return talk
  }
  talk.chain = handshake.chain
  if (mode === 'implicit') {
    talk.greeting = heardOf(await connection.greeting())
    if (!isGreeting(talk.greeting)) {
      await end(connection, talk.greeting)
      return talk
    }
  }
  talk.ehlo.tls = await hello(connection, approach)
  talk.mail.tls = await mail(connection, approach)
  await connection.quit()
  return talk
}

function isGreeting({ lines }: Heard): boolean {
  return lines.at(-1)?.startsWith('220') ?? false
}

/** EHLO; where it is refused HELO follows, so that MAIL FROM has something to stand on. */
async function hello(connection: Connection, { settings: { ehlo } }: Approach): Promise<Heard> {
  const reply = await connection.command(`EHLO ${ehlo}`)
  if (!reply.lost && reply.code >= 500) await connection.command(`HELO ${ehlo}`)
  return heardOf(reply)
}

async function mail(connection: Connection, { settings: { from } }: Approach): Promise<Heard | null> {
  if (connection.over) return null
  const reply = await connection.command(`MAIL FROM:<${from}>`)
  if (isOk(reply)) await connection.command('RSET')
  return heardOf(reply)
}

/** A server that has not answered will not answer QUIT either. */
async function end(connection: Connection, heard: Heard): Promise<void> {
  if (heard.missed === null) await connection.quit()
  else connection.leave()
}

/** All that OpenSSL under Node can say, the good suites first. */
function everything(): TlsOffer {
  const versions: readonly TlsVersion[] = [...ASKED_VERSIONS].reverse()
  const suites = new Set(ASKED_VERSIONS.flatMap((version) => suitesFor(version).map(({ name }) => name)))
  const offer = { versions, suites: [...suites], tickets: false }
  return { ...offer, suites: playable(offer).suites }
}

/** An address is no name for SNI (RFC 6066 section 3). */
function servernameOf(host: string): string | null {
  return /^[\d.]+$/.test(host) || host.includes(':') ? null : host
}
