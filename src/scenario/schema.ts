// The whole scenario format, version 1, written once: validator, types, JSON Schema and reference come from it.
import { hostAndPort, hostName } from './address.ts'
import { expectation } from './expect.ts'
import { HEALTHY } from './healthy.ts'
import { checkLine, reply } from './reply.ts'
import { rules } from './rule.ts'
import { policySource, scores } from './score.ts'
import {
  type Field,
  flag,
  list,
  mapping,
  number,
  oneOf,
  optional,
  required,
  type Shape,
  size,
  text,
  type ValueOf,
} from './shape.ts'
import { RELAY_TLS, RELAY_TLS_DEFAULT, TLS_VERSIONS, type TlsVersion } from './words.ts'

export type { Expect } from './expect.ts'
export type { ReplyForm } from './reply.ts'
export type { Rule, Times, When } from './rule.ts'
export type { ExpectedVerdict, Outcome, Policy, TlsVersion } from './words.ts'

/** What other rooms offer by name. `src/vocabulary.ts` collects it, since this room imports none of them. */
export interface Vocabulary {
  /** `server.tls.certificate`; what it parses is read by the room that makes certificates. */
  certificate: Shape<unknown>
  /** `server.tls.handshake`: a fault's name, or a mapping with the name as its only key. */
  handshake: Shape<unknown>
  /** `path`: the steps in order. */
  path: Shape<PathStep[]>
  /** Named expectations of `expect`, beside the policies. */
  expectations: Readonly<Record<string, Field<unknown, false>>>
  /** Names of the replies that a persona can word. */
  replies: readonly string[]
  /** `server.tls.ciphers`: IANA or OpenSSL names, or the sets modern, legacy, weak. */
  cipherNames: Shape<string[]>
  /** The versions in which a parsed name of `cipherNames` can be negotiated; undefined when that is not known. */
  suiteVersions(name: string): { min: TlsVersion; max: TlsVersion } | undefined
  groups: readonly string[]
  /** SASL mechanisms that the server can hold. */
  mechanisms: readonly string[]
}

export interface PathStep {
  step: string
  options: unknown
}

/** One scenario, checked and typed; keys that were not written are absent. */
export type Scenario = ValueOf<ReturnType<typeof scenario>>
/** The keys of `server` without `policies` and `scores`. */
export type ServerKeys = ValueOf<ReturnType<typeof serverKeys>>
export type Server = ValueOf<ReturnType<typeof server>>
/** Server keys for clients from some addresses, merged over `server`. */
export type ServerPolicy = NonNullable<Server['policies']>[number]
export type TlsKeys = NonNullable<ServerKeys['tls']>
export type AuthKeys = NonNullable<ServerKeys['auth']>
export type Lesson = NonNullable<Scenario['lesson']>

/** The shape of a scenario file. */
export function scenario(vocabulary: Vocabulary) {
  const word = text({ says: 'a word such as tls-version', pattern: /^[a-z0-9][a-z0-9.-]*$/ })
  return mapping(
    {
      scenario: required(formatVersion('scenario'), 'Version of the format: 1.'),
      title: optional(line(), 'What the server does, in one line. Default: the name of the file.'),
      summary: optional(text(), 'What happens, in a few sentences.'),
      sources: optional(list(line()), 'Where the behaviour was read or seen.'),
      tags: optional(list(word), 'Words to find the scenario by.'),
      extends: optional(line('a scenario by name or relative path'), EXTENDS_DOC),
      persona: optional(line('a persona by name or relative path'), 'The product whose words the server speaks.'),
      server: optional(server(vocabulary), 'What differs from the healthy server.'),
      path: optional(vocabulary.path, 'What stands between client and server, in order. Default: nothing.'),
      upstream: optional(hostAndPort(), 'A real server behind the path, as host:port, in place of `server`.'),
      relay: optional(
        relay(),
        'A second server that accepted mail is sent on to (RFC 5321 section 3.6.3). Default: none.',
      ),
      seed: optional(
        number({ min: 0, max: Number.MAX_SAFE_INTEGER, integer: true, says: 'a whole number from 0' }),
        'Seed of every chance in this scenario. Default: 0; `--seed` wins.',
      ),
      expect: optional(
        expectation(vocabulary.expectations),
        'What a right client does. Default: `encrypted` passes with every policy.',
      ),
      lesson: optional(lesson(), 'What a trainee sees and learns.'),
    },
    'a scenario',
  )
}

function relay() {
  return mapping(
    {
      scenario: required(
        line('a scenario by name or relative path'),
        'The second server: a scenario that is played, and that sends nothing on itself.',
      ),
      tls: optional(oneOf(RELAY_TLS), RELAY_TLS_DOC),
    },
    'a mapping with scenario, tls',
  )
}

const RELAY_TLS_DOC = `How it is sent on: without TLS; with TLS where it is offered, else in clear; only with TLS, from any server; only with TLS, a trusted certificate and the right name; the same with TLS from the first byte. Default: ${RELAY_TLS_DEFAULT}.`

/** `server`: what differs from the healthy server. */
export function server(vocabulary: Vocabulary) {
  const keys = serverFields(vocabulary)
  const from = required(policySource(), 'Source addresses, or scores of source addresses, that this entry is for.')
  const policies = list(mapping({ from, ...keys }, 'a policy'), { says: 'a list of policies' })
  return mapping(
    {
      ...keys,
      scores: optional(
        scores(),
        'What a reputation service thinks of source addresses, for `policies`; first match wins.',
      ),
      policies: optional(policies, 'Other keys by source address or score, merged over `server`; first match wins.'),
    },
    'a server',
  )
}

/** `server` without `policies` and `scores`. */
export function serverKeys(vocabulary: Vocabulary) {
  return mapping(serverFields(vocabulary), 'a server')
}

/** `scenario: 1` or `persona: 1`. */
export function formatVersion(key: string): Shape<1> {
  return {
    says: '1',
    parse(value, path, problems) {
      if (value !== 1) {
        problems.push({
          code: 'SCENARIO_WRONG_VERSION',
          path,
          found: `${JSON.stringify(value) ?? 'nothing'} is no version of the format that this program knows`,
          expected: `${key}: 1`,
        })
      }
      return 1
    },
    json: () => ({ const: 1 }),
  }
}

/** One line of text. */
export function line(says = 'one line of text'): Shape<string> {
  return text({ says, pattern: /^[^\r\n]+$/ })
}

/** Lines of an EHLO answer without `250-`; `placeholders` are what `{...}` may name. */
export function ehloLines(placeholders: readonly string[]): Shape<string[]> {
  const each: Shape<string> = {
    says: 'an EHLO line without its code, such as "SIZE 100"',
    parse(value, path, problems) {
      if (typeof value !== 'string') return text({ says: this.says }).parse(value, path, problems)
      if (/^250[ -]/.test(value)) {
        problems.push({
          code: 'SCENARIO_BAD_REPLY',
          path,
          found: `${JSON.stringify(value)} starts with the code`,
          expected: this.says,
          hint: 'Leave "250-" and "250 " out: the server adds them.',
        })
      } else if (checkLine(value, placeholders, path, problems)) return value
      return ''
    },
    json: () => ({ type: 'string' }),
  }
  return list(each, { says: 'a list of EHLO lines', min: 1 })
}

const EXTENDS_DOC =
  'Another scenario that this one starts from: its persona, server, path, upstream, relay and expect. A list replaces a list, null restores the default.'

function serverFields(vocabulary: Vocabulary) {
  return {
    hostname: optional(
      hostName(),
      `Name in the greeting and in EHLO. Default: that of the persona, else ${HEALTHY.hostname}.`,
    ),
    size: optional(size(), 'Largest message, promised by SIZE. Default: that of the persona, else 35MiB.'),
    proxyProtocol: optional(flag(), 'Expect a PROXY protocol header (version 1 or 2) first. Default: false.'),
    ehlo: optional(
      mapping(
        {
          plain: optional(ehloLines(['host', 'client', 'from']), 'The answer to EHLO in clear.'),
          tls: optional(ehloLines(['host', 'client', 'from']), 'The answer to EHLO inside TLS.'),
        },
        'a mapping with plain, tls',
      ),
      'EHLO lines said as written, without "250-"; the first is the greeting line: ["{host} Hello", "SIZE 100"]. Default: made from the persona and the other keys.',
    ),
    tls: optional(tls(vocabulary), 'TLS: when, how, with which certificate.'),
    auth: optional(auth(vocabulary), 'Authentication.'),
    rules: optional(rules(), 'Answers that differ, in order; the first rule that matches wins.'),
  }
}

function tls(vocabulary: Vocabulary) {
  return mapping(
    {
      mode: optional(oneOf(['starttls', 'implicit', 'off']), `When TLS starts. Default: ${HEALTHY.tls.mode}.`),
      versions: optional(
        list(oneOf(TLS_VERSIONS), { min: 1, says: `a list of TLS versions (${TLS_VERSIONS.join(', ')})` }),
        `Versions accepted. Default: ${HEALTHY.tls.versions.join(', ')}; where \`ciphers\` allow neither, those that they allow.`,
      ),
      ciphers: optional(
        vocabulary.cipherNames,
        'Cipher suites by IANA or OpenSSL name, or the set modern, legacy or weak. Default: modern.',
      ),
      suiteOrder: optional(
        oneOf(['server', 'client']),
        'Whose order decides which suite is taken. Default: server where `ciphers` names suites; client where it has a set.',
      ),
      groups: optional(list(oneOf(vocabulary.groups), { min: 1 }), 'Groups for the key exchange. Default: all usual.'),
      certificate: optional(vocabulary.certificate, `The certificate shown. Default: ${HEALTHY.tls.certificate}.`),
      clientCertificate: optional(clientCertificate(), 'Whether the client has to show a certificate.'),
      handshake: optional(vocabulary.handshake, 'A fault played in the handshake. Default: none.'),
      intolerant: optional(
        intolerant(),
        'Breaks the handshake of a client that offers a newer version. Default: none.',
      ),
      starttls: optional(starttls(), 'How STARTTLS is offered and answered.'),
      engine: optional(oneOf(['auto', 'openssl', 'scripted']), 'What speaks TLS. Default: auto, the first that can.'),
    },
    'the TLS keys',
  )
}

/** Version intolerance, as RFC 7507 section 1 calls it. */
function intolerant() {
  return mapping(
    {
      above: required(
        oneOf(['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2']),
        'The newest version in a hello that the server can stand.',
      ),
      by: optional(
        oneOf(['close', 'reset', 'alert']),
        'How: FIN, RST, or the alert handshake_failure. Default: close.',
      ),
    },
    'a mapping with above, by',
  )
}

function clientCertificate() {
  return mapping(
    {
      ask: optional(oneOf(['never', 'request', 'require']), 'Whether one is asked for, or needed. Default: never.'),
      verify: optional(
        oneOf(['none', 'chain', 'name']),
        'What is checked: nothing, that it comes from the simulator, or that and its name. Default: none.',
      ),
      refuse: optional(
        oneOf(['close', 'reply', 'handshake']),
        'How a client is refused: by closing, by 421 to its next command, by an alert in the handshake. Default: handshake; with verify chain or name: close.',
      ),
      names: optional(list(line(), { min: 1 }), 'Names accepted with `verify: name`.'),
      authorities: optional(
        number({ min: 1, max: 500, integer: true, says: 'a whole number from 1 to 500' }),
        'How many other authorities are named to the client as acceptable, beside that of the simulator. Default: none.',
      ),
    },
    'a mapping with ask, verify, refuse',
  )
}

function starttls() {
  return mapping(
    {
      offer: optional(flag(), 'Whether EHLO lists STARTTLS. Default: true.'),
      reply: optional(reply(), 'Answer to STARTTLS. Default: 220 in the words of the persona.'),
      // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
      then: optional(
        oneOf(['handshake', 'nothing', 'close', 'silence']),
        'What follows a 220: TLS, SMTP in clear, the end, or no byte at all. Default: handshake.',
      ),
    },
    'a mapping with offer, reply, then',
  )
}

function auth(vocabulary: Vocabulary) {
  const account = mapping(
    { user: required(text(), 'User name.'), pass: required(text(), 'Password, or token of XOAUTH2.') },
    'an account {user, pass}',
  )
  return mapping(
    {
      mechanisms: optional(
        list(oneOf(vocabulary.mechanisms)),
        `Mechanisms, in the order listed. Default: those of the persona, else ${HEALTHY.auth.mechanisms.join(', ')}.`,
      ),
      required: optional(flag(), 'Whether mail needs AUTH first. Default: false.'),
      inClear: optional(
        oneOf(['offered', 'refused']),
        `Whether AUTH works outside TLS. Default: ${HEALTHY.auth.inClear}, so that a client that gives its password away is caught.`,
      ),
      accounts: optional(list(account), 'Who may log in. Default: any user with any password.'),
    },
    'the AUTH keys',
  )
}

function lesson() {
  return mapping(
    {
      symptom: required(text(), 'What the person who calls for help sees.'),
      questions: optional(list(text()), 'What to ask and where to look, in order.'),
      explanation: optional(text(), 'Why it happens.'),
      fix: optional(text(), 'What to change, and on which side.'),
    },
    'a lesson',
  )
}
