// The delivery that mail servers share: EHLO, STARTTLS as told, the mail. What it cannot decide, its product tells.
import type { Connection } from './connection.ts'
import type { Established, Identity } from './handshake.ts'
import { type Login, logIn } from './login.ts'
import type { Mail } from './mail.ts'
import { isOk, isPermanent, type Reply } from './reply.ts'
import type { Target } from './sender.ts'
import type { TlsOffer } from './tls-offer.ts'

/** How a product goes about one connection. */
export interface Way {
  /** `implicit`: TLS from the first byte, and no STARTTLS. */
  starttls: 'never' | 'offered' | 'required' | 'implicit'
  offer: TlsOffer
  servername: string | null
  /** `broken`: there is one that cannot be used, which is found out when TLS is due. */
  identity?: Identity | 'broken' | undefined
  /** Told when the server has agreed to TLS, before a byte of it. */
  starting?(): void
  /** What it says to the server's certificate and cipher; null: go on. */
  refuses?(established: Established): string | null
  /** Uses what came before TLS as if it had come inside. */
  keepsEarlyBytes?: boolean
  /** Logs in where the server offers it; outside TLS only when `inClear`. */
  login?: (Login & { inClear: boolean }) | null
}

/** Where a delivery ended without success. */
export type Phase =
  | 'connect'
  | 'ehlo'
  | 'no-starttls'
  | 'starttls'
  | 'own-certificate'
  | 'handshake'
  | 'refused'
  | 'login'
  | 'mail'
  | 'recipients'
  | 'message'

export type Delivery =
  | { ok: true; secured: boolean; refused: readonly string[] }
  | {
      ok: false
      phase: Phase
      /** In plain words; the product has its own. */
      detail: string
      reply: Reply | null
      /** For good: the same mail will not be taken later either. */
      permanent: boolean
      /** Secret bits of the connection when it ended. */
      bits: number
    }

/** Sends one mail over one new connection. Never rejects for what a server does. */
export async function deliver(
  connection: Connection,
  mail: Mail,
  { target, hostname: name }: { target: Target; hostname: string },
  way: Way,
): Promise<Delivery> {
  let bits = 0
  const failed = (phase: Phase, detail: string, reply: Reply | null = null): Delivery => ({
    ok: false,
    phase,
    detail,
    reply,
    permanent: reply !== null && isPermanent(reply) && !reply.lost,
    bits,
  })
  /** Ends the connection politely where it still stands. */
  const endWith = async (delivery: Delivery): Promise<Delivery> => {
    await connection.quit()
    return delivery
  }

  const implicit = way.starttls === 'implicit'
  const unreached = await connection.dial(target.host, target.port)
  if (unreached) return endWith(failed('connect', unreached.text, unreached))
  if (implicit) {
    const secured = await shakeHandsOn(connection, target, way)
    if ('phase' in secured) {
      connection.leave()
      return failed(secured.phase, secured.detail)
    }
    bits = secured.bits
    const refused = way.refuses?.(secured) ?? null
    if (refused !== null) {
      connection.leave()
      return failed('refused', refused)
    }
  }
  const greeting = await connection.greeting()
  if (!isOk(greeting)) return endWith(failed('connect', greeting.text, greeting))
  let capabilities = await hello(connection, name)
  if ('reply' in capabilities) return endWith(failed('ehlo', capabilities.reply.text, capabilities.reply))

  if (way.starttls !== 'never' && !implicit) {
    if (capabilities.names.includes('STARTTLS')) {
      const secured = await startTls(connection, target, way)
      if ('phase' in secured) {
        // Refused before a byte of TLS: to whom TLS is a wish, this connection is as good in clear as before.
        const goesOn = secured.phase === 'starttls' && way.starttls === 'offered' && !connection.over
        if (secured.phase !== 'starttls') connection.leave()
        if (!goesOn) return endWith(failed(secured.phase, secured.detail, secured.reply))
      } else {
        bits = secured.bits
        const refused = way.refuses?.(secured) ?? null
        if (refused !== null) {
          connection.leave()
          return failed('refused', refused)
        }
        capabilities = await hello(connection, name)
        if ('reply' in capabilities) return endWith(failed('ehlo', capabilities.reply.text, capabilities.reply))
      }
    } else if (way.starttls === 'required') {
      return endWith(failed('no-starttls', 'STARTTLS is not offered'))
    }
  }

  if (way.login && (connection.secured || way.login.inClear) && capabilities.mechanisms.length > 0) {
    const answer = await logIn(connection, capabilities.mechanisms, way.login)
    if (answer.code !== 235) return endWith(failed('login', answer.text, answer))
  }
  const from = await connection.command(`MAIL FROM:<${mail.from}>`)
  if (!isOk(from)) return endWith(failed('mail', from.text, from))
  const refused: string[] = []
  let last: Reply = from
  for (const recipient of mail.to) {
    last = await connection.command(`RCPT TO:<${recipient}>`)
    if (!isOk(last)) refused.push(recipient)
    if (last.lost) break
  }
  if (refused.length === mail.to.length) return endWith(failed('recipients', last.text, last))
  const data = await connection.command('DATA')
  if (data.code !== 354) return endWith(failed('message', data.text, data))
  const secured = connection.secured
  const taken = await connection.content(mail)
  if (!isOk(taken)) return endWith(failed('message', taken.text, taken))
  await connection.quit()
  return { ok: true, secured, refused }
}

interface Capabilities {
  names: string[]
  /** Of AUTH. */
  mechanisms: string[]
}

/** EHLO, and HELO where the server does not know it (RFC 5321 section 3.2). */
async function hello(connection: Connection, name: string): Promise<Capabilities | { reply: Reply }> {
  const reply = await connection.command(`EHLO ${name}`)
  if (isOk(reply)) return capabilitiesOf(reply)
  if (!isPermanent(reply)) return { reply }
  const older = await connection.command(`HELO ${name}`)
  return isOk(older) ? { names: [], mechanisms: [] } : { reply: older }
}

/** What stands behind the first line, in upper case. */
export function capabilitiesOf({ lines }: Reply): Capabilities {
  const words = lines.slice(1).map((line) => line.slice(4).trim().toUpperCase().split(/[ =]+/))
  return {
    names: words.map(([name = '']) => name),
    mechanisms: words.flatMap(([name, ...rest]) => (name === 'AUTH' ? rest : [])),
  }
}

type NotSecured = { phase: Phase; detail: string; reply: Reply | null }

async function startTls(connection: Connection, target: Target, way: Way): Promise<Established | NotSecured> {
  const reply = await connection.command('STARTTLS')
  if (reply.code !== 220) return { phase: 'starttls', detail: reply.text, reply }
  way.starting?.()
  return shakeHandsOn(connection, target, way)
}

async function shakeHandsOn(connection: Connection, target: Target, way: Way): Promise<Established | NotSecured> {
  if (way.identity === 'broken') return { phase: 'own-certificate', detail: 'its own key cannot be used', reply: null }
  const handshake = await connection.secure(
    {
      offer: way.offer,
      servername: way.servername,
      ...(target.ca !== undefined && { ca: target.ca }),
      ...(way.identity && { identity: way.identity }),
    },
    way.keepsEarlyBytes,
  )
  return handshake.ok ? handshake : { phase: 'handshake', detail: handshake.detail, reply: null }
}
