// tls10-only: a client of today is refused by name; an old one is served.
import { type Play, TLS10, TLS12_OR_13 } from '../play.ts'
import { hasNoVersion, sendsOver } from '../tls-acts.ts'

export const play: Play = [hasNoVersion('TLS 1.2 and 1.3', TLS12_OR_13), sendsOver('TLS 1.0', TLS10, 'TLSv1')]
