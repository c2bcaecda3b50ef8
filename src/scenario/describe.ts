// A planned server in plain words, for people who choose a scenario.
import type { PlannedRule, PlannedWhen, ServerPlan } from './server-plan.ts'
import { versionWords } from './words.ts'

/** One sentence a line; `persona` is the product whose words it speaks. */
export function describeServer({ tls, smtp, proxyProtocol }: ServerPlan, persona?: string): string[] {
  const lines = [`${smtp.hostname}${persona ? `, in the words of ${persona}` : ''}`]
  if (proxyProtocol) lines.push('expects a PROXY protocol header first')
  if (tls.mode === 'off') lines.push('has no TLS')
  else {
    const offered = smtp.ehlo.plain.some((line) => /^STARTTLS$/i.test(line))
    const when =
      tls.mode === 'implicit' ? 'TLS from the first byte' : `STARTTLS${offered ? '' : ', not offered in EHLO'}`
    lines.push(`${when}: ${tls.versions.map(versionWords).join(', ')} with ${cipherWords(tls.ciphers)}`)
    const certificate = certificateWords(tls.certificate)
    if (certificate) lines.push(`certificate: ${certificate}`)
    if (tls.intolerant)
      lines.push(`breaks the handshake of a client that offers more than ${versionWords(tls.intolerant.above)}`)
    if (tls.handshake) lines.push(`the handshake goes wrong: ${tls.handshake.fault}`)
    const { ask, verify, refuse, authorities } = tls.clientCertificate
    if (ask !== 'never') {
      lines.push(
        `client certificate: ${ask === 'require' ? 'required' : 'asked for'}, checked: ${verify}, refused by ${refuse}`,
      )
      if (authorities > 0) lines.push(`names ${authorities + 1} authorities as acceptable for it`)
    }
  }
  const auth = smtp.ehlo.tls.find((line) => /^AUTH\b/i.test(line))
  if (auth) lines.push(`${auth}${smtp.ehlo.plain.includes(auth) ? '' : ', not in clear'}`)
  return [...lines, ...smtp.rules.map(ruleWords)]
}

function ruleWords(rule: PlannedRule): string {
  const { on, when, times, reply, delayMs } = rule
  const said = reply ? JSON.stringify(shortened(reply.raw ?? reply.lines.join(' / '))) : 'the normal reply'
  const condition = conditionWords(when)
  return [
    `at ${on.join(', ')}`,
    condition && ` (${condition})`,
    times && ` ${timesWords(times)}`,
    `: ${said}`,
    delayMs > 0 && ` after ${delayMs} ms`,
    rule.then !== 'continue' && `, then ${rule.then}`,
  ]
    .filter(Boolean)
    .join('')
}

/** A reply as it fits into a line of a story; the file has the rest. */
function shortened(text: string): string {
  return text.length > 180 ? `${text.slice(0, 177)}...` : text
}

function conditionWords(when: PlannedWhen): string {
  return [
    when.tls && (when.tls === 'none' ? 'in clear' : 'inside TLS'),
    when.tlsBelow && `below ${versionWords(when.tlsBelow)}`,
    when.strengthBelow && `below ${when.strengthBelow} bits`,
    when.from && 'from some addresses',
    when.sender && `from ${when.sender.join(', ')}`,
    when.recipient && `to ${when.recipient.join(', ')}`,
    when.mechanism && `by ${when.mechanism.join(', ')}`,
    when.authenticated !== undefined && (when.authenticated ? 'authenticated' : 'not authenticated'),
    when.clientCertificate && `client certificate: ${when.clientCertificate}`,
    when.credentials && `${when.credentials} credentials`,
  ]
    .filter(Boolean)
    .join(', ')
}

function timesWords({ first, every, chance, ramp, per }: NonNullable<PlannedRule['times']>): string {
  const counted = per === 'server' ? 'sessions' : per === 'session' ? 'times in a session' : `sessions of a ${per}`
  if (first !== undefined) return `the first ${first} ${counted}`
  if (every !== undefined) return `every ${every}. of the ${counted}`
  if (ramp) return `in ${ramp.from * 100}% growing to ${ramp.to * 100}% of the ${counted}`
  return `in ${(chance ?? 0) * 100}% of the ${counted}`
}

/** A long list by its beginning: its order says what the server prefers. */
const NAMED_SUITES = 4

function cipherWords(ciphers: readonly string[]): string {
  const more = ciphers.length - NAMED_SUITES
  const named = more > 1 ? [...ciphers.slice(0, NAMED_SUITES), `and ${more} more`] : ciphers
  return `${named.join(', ')} cipher suites`
}

function certificateWords(certificate: unknown): string {
  if (Array.isArray(certificate))
    return certificate.map((each) => certificateWords(each) || 'a good one').join(', then ')
  const { fault, pem, pfx, names, chain, days } = (certificate ?? {}) as Partial<Record<string, string>> & {
    names?: string[]
  }
  return [
    fault ?? pem ?? pfx,
    names && `for ${names.join(', ')}`,
    chain && `chain: ${chain}`,
    days && `good for ${days} ${Number(days) === 1 ? 'day' : 'days'}`,
  ]
    .filter(Boolean)
    .join(', ')
}
