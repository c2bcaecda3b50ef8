// A scenario that behaves as the server that was looked at, as far as that was seen.
import { stringify } from '../scenario/yaml-library.ts'
import { servablePart } from '../tls/engines.ts'
import { visible } from '../transcript/visible.ts'
import { type CertificateProblem, codeOf, type Findings, type Heard, mechanismsOf, ownPrime } from './findings.ts'
import { expectationFor } from './scenario-expect.ts'

export interface Written {
  yaml: string
  /** What the simulator cannot play, or what was not seen; in words. */
  leftOut: string[]
}

type Keys = Record<string, unknown>

/** Null where the server was not reached: there is nothing to write. `on` is the day that stands in the file. */
export function scenarioOf(findings: Findings, { ehlo, on }: { ehlo: string; on: Date }): Written | null {
  const { target, mode, greeting, tls } = findings
  if (mode === null || greeting === null) return null
  const leftOut: string[] = []
  const offer = tlsKeysOf(findings, leftOut)
  const rules = rulesOf(findings)
  const where = visible(`${target.host}:${target.port}`)
  const server: Keys = {
    ...hostnameOf(greeting),
    ...ehloKeysOf(findings, ehlo, offer.mode === 'off'),
    ...(Object.keys(offer).length > 0 && { tls: offer }),
    ...authKeysOf(findings),
    ...(rules.length > 0 && { rules }),
  }
  const document = {
    scenario: 1,
    title: `Like ${where}`,
    summary: `What ${where} said and did when it was looked at on ${on.toISOString().slice(0, 10)}.`,
    sources: [`simulate probe ${where}`],
    tags: ['probed'],
    server,
    expect: expectationFor(findings),
  }
  if (tls?.incomplete) leftOut.push(`Not all was asked: ${tls.incomplete}`)
  const remarks = leftOut.map((each) => `# ${visible(each)}\n`).join('')
  const body = stringify(document, { lineWidth: 118, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' })
  return { yaml: `# Written by "simulate probe".\n${remarks}${body}`, leftOut }
}

/** What a server says as it may stand in a scenario: what looks like a placeholder would be filled in. */
function literal(line: string): string {
  // The reader of replies takes bytes for characters; most servers that go beyond ASCII mean UTF-8.
  const text = Buffer.from(line, 'latin1').toString('utf8')
  return visible(text.includes('\ufffd') ? line : text).replace(/\{([A-Za-z]+)\}/g, '($1)')
}

function hostnameOf(greeting: Heard): Keys {
  const name = /^220[ -]([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?=\s|$)/i.exec(greeting.lines[0] ?? '')?.[1]
  return name !== undefined && name.length < 254 ? { hostname: name } : {}
}

function ehloKeysOf({ mode, ehlo }: Findings, ownName: string, off: boolean): Keys {
  const plain = linesFor(ehlo.clear, ownName)
  // Where nothing could be heard inside TLS, it is taken to say there what it says in clear.
  const inside = linesFor(ehlo.tls, ownName) ?? plain?.filter((line) => !/^STARTTLS$/i.test(line)) ?? null
  const keys = {
    ...(mode === 'starttls' && plain && { plain }),
    ...(!off && inside && { tls: inside }),
  }
  return Object.keys(keys).length > 0 ? { ehlo: keys } : {}
}

function linesFor(heard: Heard | null, ownName: string): string[] | null {
  if (codeOf(heard) !== 250 || !heard) return null
  const [first = '', ...more] = heard.lines.map((line) => literal(line.slice(4)))
  // Many servers greet the client by the name that it gave, or by its address.
  const parts = first.split(ownName)
  // A name that is an address and stands there once may be either; said twice it is the name, and then the address.
  const isAddress = ownName.startsWith('[')
  const own = (at: number) => (isAddress && (at > 1 || parts.length === 2) ? '[{from}]' : '{client}')
  return [parts.reduce((line, part, at) => `${line}${own(at)}${part}`), ...more].map((line) => line || ' ')
}

function tlsKeysOf(findings: Findings, leftOut: string[]): Keys {
  const { mode, starttls, handshake, ehlo } = findings
  const keys: Keys = mode === 'implicit' ? { mode } : {}
  if (starttls && codeOf(starttls.reply) !== 220) {
    // A refusal of what is offered has its key; what is neither offered nor works is no TLS at all.
    if (!starttls.offered) return { mode: 'off' }
    return starttls.reply.missed === null ? { starttls: { reply: refusal(starttls.reply) } } : {}
  }
  if (starttls) keys.starttls = { reply: said(starttls.reply) }
  if (!findings.tls) return keys
  const taken = findings.tls.versions.filter(({ suites }) => suites.length > 0)
  if (taken.length === 0) return { ...keys, ...brokenHandshake(findings) }
  Object.assign(keys, suiteKeysOf(taken, leftOut), intoleranceOf(findings.tls.versions))
  const [worst, ...others] = faultsOf(findings)
  if (worst) keys.certificate = worst
  if (worst === 'incomplete-chain' || worst === 'untrusted-root') {
    leftOut.push(
      'The certificate is played as one that nobody trusts, since its authority is unknown here: --ca names it',
    )
  }
  if (others.length > 0) leftOut.push(`The certificate is also wrong in another way: ${others.join(', ')}`)
  if (handshake && !handshake.ok)
    leftOut.push(`A whole handshake did not end well, which is not played: ${handshake.why}`)
  if (findings.tls.asksCertificate) {
    keys.clientCertificate = { ask: handshake?.ok && ehlo.tls?.missed === null ? 'request' : 'require' }
  }
  return keys
}

function suiteKeysOf(taken: NonNullable<Findings['tls']>['versions'], leftOut: string[]): Keys {
  const versions = taken.map(({ version }) => version).reverse()
  const named = oneOrder(taken.map(({ suites }) => suites.map(({ name }) => name)))
  const can = servablePart(versions, named)
  const missing = [...versions, ...named].filter((each) => !can.versions.includes(each) && !can.suites.includes(each))
  const groups = groupsOf(taken)
  const withGroups = servablePart(can.versions, can.suites, groups)
  const fits = withGroups.versions.length === can.versions.length && withGroups.suites.length === can.suites.length
  if (!fits) missing.push(...groups)
  if (missing.length > 0) leftOut.push(`No TLS engine plays all of it; left out: ${missing.join(', ')}`)
  return {
    versions: can.versions,
    ciphers: can.suites,
    suiteOrder: taken.find(({ order }) => order !== null)?.order ?? 'server',
    ...(fits && groups.length > 0 && { groups }),
  }
}

/** Lengths for which `server.tls.groups` has a name; a longer group is what every engine has. */
const SHORT_GROUPS = [480, 512, 768, 1024, 1536]

/** A server that has a prime for each strength of cipher, as OpenSSL does by itself, has no group of its own. */
function groupsOf(taken: NonNullable<Findings['tls']>['versions']): string[] {
  const primes = new Set(taken.flatMap(({ suites }) => suites.flatMap(ownPrime)))
  return primes.size === 1 ? SHORT_GROUPS.filter((bits) => primes.has(bits)).map((bits) => `dh${bits}`) : []
}

/** One list in which the order of each is kept: a scenario has one for all versions. */
function oneOrder(lists: readonly (readonly string[])[]): string[] {
  const all: string[] = []
  for (const list of lists) {
    let at = 0
    for (const name of list) {
      const known = all.indexOf(name)
      if (known < 0) all.splice(at, 0, name)
      at = (known < 0 ? at : known) + 1
    }
  }
  return all
}

/** A server that hangs up on newer hellos, where it should answer with an older version (RFC 7507 section 1). */
function intoleranceOf(versions: NonNullable<Findings['tls']>['versions']): Keys {
  const newest = versions.findIndex(({ suites }) => suites.length > 0)
  const broken = versions.slice(0, newest).findLastIndex(({ ended }) => ended === 'closed' || ended === 'reset')
  if (broken < 0) return {}
  const by = versions[broken]?.ended === 'reset' ? 'reset' : 'close'
  return { intolerant: { above: versions[broken + 1]?.version, by } }
}

/** A server that takes no hello at all, by what it did instead. */
function brokenHandshake({ tls, mode, starttls }: Findings): Keys {
  const ended = tls?.versions[0]?.ended ?? 'silent'
  const alert = /^alert ([a-z_]+)$/.exec(ended)?.[1]
  if (alert) return { handshake: { alert, after: 'client-hello' } }
  if (ended === 'silent') return { handshake: 'hang' }
  if (ended === 'closed' || ended === 'reset') return { handshake: 'close' }
  const inClear = ended.startsWith('text in place of TLS')
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  if (inClear && mode === 'starttls' && starttls) return { starttls: { reply: said(starttls.reply), then: 'nothing' } }
  return { handshake: inClear ? 'plaintext' : 'garbage' }
}

/** Faults of src/ca/faults, the nearest to the root of the matter first. */
const FAULTS = [
  ...['expired', 'not-yet-valid', 'self-signed', 'wrong-host', 'untrusted-root', 'incomplete-chain', 'reversed-chain'],
  ...['rsa512', 'rsa1024', 'md5', 'sha1', 'client-purpose'],
]

/** The fault that comes nearest to what is wrong with the certificate, and those that cannot stand beside it. */
function faultsOf(findings: Findings): string[] {
  const found = findings.certificate?.problems.map(({ problem }) => faultFor(problem, findings)) ?? []
  const faults = FAULTS.filter((each) => found.includes(each))
  // Both at once is what an appliance comes with.
  return faults.join() === 'self-signed,wrong-host' ? ['demo'] : faults
}

function faultFor(problem: CertificateProblem, { certificate }: Findings): string {
  switch (problem) {
    case 'unknown-issuer':
      return 'incomplete-chain'
    case 'wrong-order':
      return 'reversed-chain'
    case 'wrong-purpose':
      return 'client-purpose'
    case 'weak-key':
      return Number(/\d+/.exec(certificate?.key ?? '')?.[0]) <= 512 ? 'rsa512' : 'rsa1024'
    case 'weak-signature':
      return certificate?.problems.some(({ says }) => /with md5/i.test(says)) ? 'md5' : 'sha1'
    default:
      return problem
  }
}

function authKeysOf({ mode, ehlo, mail }: Findings): Keys {
  const inClear = mechanismsOf(ehlo.clear)
  const inside = mechanismsOf(ehlo.tls)
  const auth = {
    ...(wantsAuth(mail.tls ?? mail.clear) && inClear.length + inside.length > 0 && { required: true }),
    ...(mode === 'starttls' && inside.length > 0 && inClear.length === 0 && { inClear: 'refused' }),
  }
  return Object.keys(auth).length > 0 ? { auth } : {}
}

/** RFC 4954 section 6, and the words of products that answer otherwise. */
function wantsAuth(heard: Heard | null): boolean {
  const text = heard?.lines.join(' ') ?? ''
  return codeOf(heard) >= 400 && !/STARTTLS/i.test(text) && (codeOf(heard) === 530 || /authent/i.test(text))
}

function rulesOf({ mode, greeting, ehlo, starttls, mail }: Findings): Keys[] {
  const rules: Keys[] = []
  const add = (on: string, when: Keys, heard: Heard | null) => {
    const condition = Object.keys(when).length > 0 ? { when } : {}
    if (heard) rules.push({ on, ...condition, ...answer(heard) })
  }
  add('connect', {}, greeting)
  if (ehlo.clear && codeOf(ehlo.clear) !== 250) add('EHLO', { tls: 'none' }, ehlo.clear)
  if (ehlo.tls && codeOf(ehlo.tls) !== 250) add('EHLO', { tls: 'any' }, ehlo.tls)
  const refused = starttls && codeOf(starttls.reply) !== 220
  // A refusal of what is offered stands in `tls.starttls`.
  if (refused && (!starttls.offered || starttls.reply.missed !== null)) {
    const { reply } = starttls
    rules.push({
      on: 'STARTTLS',
      when: { tls: 'none' },
      ...(reply.missed === null ? { reply: refusal(reply) } : answer(reply)),
    })
  }
  for (const [tls, heard] of [
    ...(mode === 'starttls' ? [['none', mail.clear] as const] : []),
    ['any', mail.tls] as const,
  ]) {
    if (heard) add('MAIL', { tls, ...(wantsAuth(heard) && { authenticated: false }) }, heard)
  }
  return rules
}

/** A reply as it was said, and the end that a 421 is (RFC 5321 section 3.8); or the silence. */
function answer(heard: Heard): Keys {
  if (heard.missed !== null) return ending({ raw: '' }, /^no reply within/.test(heard.missed) ? 'silence' : 'close')
  return codeOf(heard) === 421 ? ending(said(heard), 'close') : { reply: said(heard) }
}

function ending(reply: unknown, how: 'silence' | 'close'): Keys {
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  return { reply, then: how }
}

/** Whatever is said in place of 220, no TLS follows. */
function refusal(heard: Heard): unknown {
  return codeOf(heard) >= 400 ? said(heard) : { lines: said(heard), performs: false }
}

function said({ lines }: Heard): string | string[] {
  const all = lines.map(literal)
  return all.length === 1 ? (all[0] ?? '') : all
}
