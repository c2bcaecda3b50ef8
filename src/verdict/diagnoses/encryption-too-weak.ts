// The server measures the strength of the encryption and refuses what is below its limit.
import { diagnosis } from '../diagnosis.ts'
import { refusalsIn, textOf } from '../signs/exchanges.ts'
import { sightingOf, TEXTS } from '../signs/replies.ts'

export const encryptionTooWeak = diagnosis({
  id: 'encryption-too-weak',
  rank: 78,
  cause: 'The server demands stronger encryption than the session has: "{reply}". The session has {bits}.',
  advice:
    'On the client: {remedy}. "0 less than 112" means that there is no encryption at all. ' +
    'On the server (sendmail: ENCR in the access map, for TLS_Clt and TLS_Srv): lower the limit only for a partner that cannot do better.',
  reference: 'sendmail, cf/README, "STARTTLS"; GlobalCerts, SMTP over TLS with the SecureMail Gateway',
  looksFor({ first }) {
    const refusals = refusalsIn(first).filter(({ reply }) => TEXTS.encryptionTooWeak.test(textOf(reply)))
    const seen = sightingOf(refusals)
    const [one] = refusals
    if (!seen || !one) return null
    const established = one.reply.secured ? one.session.first('tls.established') : undefined
    const bits = established ? `${established.bits} bits (${established.suite})` : 'no encryption'
    const remedy = established ? 'enable suites with at least 128 bits' : 'turn STARTTLS on'
    return { events: [...(established ? [established] : []), ...seen.events], words: { ...seen.words, bits, remedy } }
  },
})
