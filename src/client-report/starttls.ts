// When a client wants TLS, as far as its sessions show it (RFC 3207, RFC 8314).
import { asksForTls } from '../verdict/certificate.ts'
import type { SessionView } from '../verdict/try-view.ts'

/**
 * `implicit`: TLS from the first byte. `asks`: it takes STARTTLS where it can be had; what it does without is not seen.
 * `ignores`: it was offered, and the mail went in clear. `falls-back`: it sent in clear when TLS could not be had.
 * `insists`: it sent nothing when TLS could not be had. `unseen`: it left before any of this showed.
 */
export type StarttlsPolicy = 'implicit' | 'asks' | 'ignores' | 'falls-back' | 'insists' | 'unseen'

export interface StarttlsFacts {
  policy: StarttlsPolicy
  offered: boolean
  asked: boolean
  /** It spoke TLS at once where SMTP comes first. */
  tlsAtOnce: boolean
  /** Bytes behind STARTTLS that came in clear (RFC 3207 section 4.2). */
  pipelinedBehind: boolean
}

export function starttlsFacts(sessions: readonly SessionView[]): StarttlsFacts {
  const offered = sessions.some(offersStarttls)
  const asked = sessions.some(asksForTls)
  const implicit = sessions.some((session) => session.first('tls.hello-received') && !asksForTls(session))
  const secured = sessions.some(hadTls)
  const inClear = sessions.some(sendsInClear)
  // TLS could not be had: not offered, refused, or the handshake broke.
  const without = sessions.filter((session) => !hadTls(session))
  const policy = ((): StarttlsPolicy => {
    if (implicit) return 'implicit'
    if (inClear)
      return without.some((session) => offersStarttls(session) && !asksForTls(session)) && !asked
        ? 'ignores'
        : 'falls-back'
    if (secured) return 'asks'
    return without.some((session) => asksForTls(session) || sawNoOffer(session)) ? 'insists' : 'unseen'
  })()
  return {
    policy,
    offered,
    asked,
    tlsAtOnce: sessions.some((session) => session.first('smtp.tls-record-received')),
    pipelinedBehind: sessions.some((session) => session.first('smtp.pipelined-behind-starttls')),
  }
}

function hadTls(session: SessionView): boolean {
  return session.first('tls.established') !== undefined
}

/** Where a client may say STARTTLS: the answer to EHLO in clear lists it. */
function offersStarttls(session: SessionView): boolean {
  return ehloReplies(session).some(({ lines }) => lines.some((line) => /^250[ -]STARTTLS\b/i.test(line)))
}

function sawNoOffer(session: SessionView): boolean {
  return ehloReplies(session).length > 0 && !offersStarttls(session)
}

function ehloReplies(session: SessionView) {
  return session
    .all('smtp.reply-sent')
    .filter(({ code, secured, lines }) => code === 250 && !secured && lines.length > 1)
}

/** Credentials in front of STARTTLS are no fallback: the login tells of them. */
function sendsInClear(session: SessionView): boolean {
  const verbs = hadTls(session) ? ['MAIL'] : ['MAIL', 'AUTH']
  return session.all('smtp.command-received').some(({ verb, secured }) => !secured && verbs.includes(verb))
}
