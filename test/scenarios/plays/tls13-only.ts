// tls13-only: every version before TLS 1.3 fails in the handshake, by name.
import { type Play, TLS10, TLS12, TLS12_OR_13, TLS13 } from '../play.ts'
import { hasNoVersion, sendsOver } from '../tls-acts.ts'

export const play: Play = [
  hasNoVersion('TLS 1.0', TLS10),
  hasNoVersion('TLS 1.2', TLS12),
  sendsOver('TLS 1.3 only', TLS13, 'TLSv1.3'),
  sendsOver('TLS 1.2 and 1.3', TLS12_OR_13, 'TLSv1.3'),
]
