// A rule: at this point of the dialogue, under this condition, this many times, answer this instead.
import { cidr, mailAddressOrDomain } from './address.ts'
import { reply } from './reply.ts'
import {
  checked,
  duration,
  flag,
  list,
  mapping,
  near,
  number,
  oneOf,
  oneOrMore,
  optional,
  required,
  type Shape,
  text,
  type ValueOf,
} from './shape.ts'
import { TLS_VERSIONS } from './words.ts'

/** Points of the dialogue that are no plain verb. */
export const POINTS = ['connect', 'AUTH-command', 'AUTH-prompt', 'AUTH', 'message', 'any'] as const

/** Verbs a server commonly hears; any other upper-case word is allowed too. */
export const VERBS = [
  ...['EHLO', 'HELO', 'STARTTLS', 'MAIL', 'RCPT', 'DATA', 'BDAT', 'RSET', 'NOOP', 'QUIT', 'VRFY', 'EXPN', 'HELP'],
  ...['LHLO', 'ETRN', 'TURN', 'XCLIENT', 'XFORWARD'],
] as const

/** What can be wrong with the certificate that a client showed. */
export const CERTIFICATE_PROBLEMS = ['wrong-issuer', 'wrong-name', 'wrong-time', 'wrong-purpose'] as const

export type CertificateProblem = (typeof CERTIFICATE_PROBLEMS)[number]

export type Rule = ValueOf<ReturnType<typeof rule>>
export type When = NonNullable<Rule['when']>
export type Times = NonNullable<Rule['times']>

export function rule() {
  return mapping(
    {
      on: required(oneOrMore(point()), `Where in the dialogue: ${POINTS.join(', ')}, or a verb; one or a list.`),
      when: optional(condition(), 'Under which condition; all its keys must hold. Default: always.'),
      times: optional(times(), 'How often. Default: every time.'),
      reply: optional(reply(), 'What to say. Default: the normal reply.'),
      delay: optional(duration(), 'Wait so long before the reply. Default: no wait.'),
      // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
      then: optional(oneOf(['continue', 'close', 'reset', 'silence']), 'What follows the reply. Default: continue.'),
    },
    'a rule',
  )
}

function condition() {
  return mapping(
    {
      tls: optional(oneOf(['none', 'any']), '`none`: in clear. `any`: inside TLS.'),
      tlsBelow: optional(oneOf(TLS_VERSIONS), 'Inside TLS of a lower version; false in clear.'),
      strengthBelow: optional(
        number({ min: 1, max: 1024, integer: true, says: 'a number of bits such as 112' }),
        'The cipher has fewer bits; in clear counts as 0.',
      ),
      from: optional(oneOrMore(cidr()), 'The source address lies in one of these ranges.'),
      sender: optional(oneOrMore(mailAddressOrDomain()), 'The sender; a domain includes its sub-domains.'),
      recipient: optional(
        oneOrMore(mailAddressOrDomain()),
        'The recipient; at DATA and `message` any recipient of the mail suffices.',
      ),
      mechanism: optional(oneOrMore(mechanismName()), 'The mechanism of the AUTH command.'),
      authenticated: optional(flag(), 'Whether AUTH has succeeded.'),
      clientCertificate: optional(
        oneOf(['none', 'any', 'trusted', 'untrusted', ...CERTIFICATE_PROBLEMS]),
        'The certificate that the client showed. `untrusted`: whatever is wrong with it; the other words: its authority, name, dates, or that it is for servers only. What is looked at, `server.tls.clientCertificate.verify` says.',
      ),
      credentials: optional(
        oneOf(['right', 'wrong']),
        'Whether the credentials belong to one of `auth.accounts`; without accounts all are right.',
      ),
      sentAhead: optional(flag(), 'Whether the client has sent more behind the command, before the reply to it.'),
      connectionsAbove: optional(
        number({ min: 0, integer: true, says: 'a whole number from 0' }),
        'More connections than so many were open from this source address when this one was opened, this one among them.',
      ),
    },
    'a condition',
  )
}

function times() {
  const count = number({ min: 1, integer: true, says: 'a whole number from 1' })
  const share = number({ min: 0, max: 1, says: 'a share from 0 to 1' })
  const shape = mapping(
    {
      first: optional(count, 'Only in the first n sessions in which the rule matches.'),
      every: optional(count, 'In every n-th session in which the rule matches.'),
      chance: optional(share, 'In this share of the sessions, drawn from seed, rule and session.'),
      ramp: optional(
        mapping(
          {
            from: required(share, 'Chance at the first session.'),
            to: required(share, 'Chance after `over` sessions.'),
            over: required(count, 'Number of sessions from the first chance to the last.'),
          },
          'a growing chance {from, to, over}',
        ),
        'A chance that grows with the sessions.',
      ),
      per: optional(
        oneOf(['server', 'source', 'session', 'envelope']),
        'What is counted apart: source addresses, sessions, or sender with recipient. Default: server.',
      ),
      window: optional(duration(), 'The count starts anew after so long. Default: never.'),
    },
    'a mapping with one of first, every, chance, ramp',
  )
  return checked(shape, (value) => {
    const given = (['first', 'every', 'chance', 'ramp'] as const).filter((key) => value[key] !== undefined)
    if (given.length === 1) return { value }
    return {
      found: given.length === 0 ? 'it does not say how often' : `${given.join(' and ')} stand together`,
      expected: 'exactly one of first, every, chance, ramp',
    }
  })
}

function point(): Shape<string> {
  const known = [...POINTS, ...VERBS]
  return {
    says: `${POINTS.join(', ')}, or a verb in upper case such as MAIL`,
    parse(value, path, problems) {
      if (typeof value !== 'string') return text({ says: this.says }).parse(value, path, problems)
      if ((known as readonly string[]).includes(value)) return value
      const sameLetters = known.find((word) => word.toLowerCase() === value.toLowerCase())
      if (/^[A-Z][A-Z0-9-]{0,63}$/.test(value) && !sameLetters) return value
      problems.push({
        code: 'SCENARIO_UNKNOWN_POINT',
        path,
        found: `${JSON.stringify(value)} is not known`,
        expected: this.says,
        ...(sameLetters ? { didYouMean: sameLetters } : near(value, known)),
      })
      return value
    },
    json: () => ({ anyOf: [{ enum: known }, { type: 'string', pattern: '^[A-Z][A-Z0-9-]{0,63}$' }] }),
  }
}

function mechanismName(): Shape<string> {
  // RFC 4422 section 3.1; also names that the server does not offer, since clients try them.
  return text({ says: 'a SASL mechanism such as LOGIN', pattern: /^[A-Z0-9_-]{1,20}$/ })
}

/** Rules in order; the first that matches wins. */
export function rules() {
  return list(rule(), { says: 'a list of rules' })
}
