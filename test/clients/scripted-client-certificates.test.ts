// Client certificates: both TLS engines say the same of each, and where one alone can refuse it, with the alert of the RFC.
import t from 'tap'
import { processAuthority } from '../../src/ca/authority.ts'
import { issueRecipe } from '../../src/ca/certificate.ts'
import { healthyClientRecipe, type Recipe } from '../../src/ca/recipe.ts'
import type { ScenarioServer, TranscriptEvent } from '../../src/index.ts'
import { meet, serveTls } from '../tls/clients.ts'
import { requireClient } from './client.ts'
import { requirePeer, runPeer } from './peers/run-peer.ts'
import { nextSession, type Session } from './session.ts'

t.setTimeout(240_000)

const NAME = 'probe.example'

interface Shown {
  /** Null: the client shows none. */
  differs: Partial<Recipe> | null
  /** OpenSSL's verification code (openssl-verification-options(1)); null: nothing is wrong. */
  problem: string | null
  /** RFC 5246 section 7.2.2; for a missing one section 7.4.6. */
  alert: string | null
}

const UNTRUSTED = { issuer: 'untrusted', sends: ['leaf', 'untrusted'] } as const
const EXPIRED = { validFromDays: -90, validUntilDays: -1 }
const FOR_SERVERS = { purposes: ['serverAuth'] } as const

const SHOWN: Readonly<Record<string, Shown>> = {
  none: { differs: null, problem: 'MISSING', alert: 'handshake_failure' },
  good: { differs: {}, problem: null, alert: null },
  'good with an EC key': { differs: { keys: ['p256'] }, problem: null, alert: null },
  expired: { differs: EXPIRED, problem: 'CERT_HAS_EXPIRED', alert: 'certificate_expired' },
  'not yet valid': { differs: { validFromDays: 1 }, problem: 'CERT_NOT_YET_VALID', alert: 'bad_certificate' },
  'self-signed': {
    differs: { issuer: 'self' },
    problem: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    alert: 'unknown_ca',
  },
  'untrusted root': { differs: UNTRUSTED, problem: 'SELF_SIGNED_CERT_IN_CHAIN', alert: 'unknown_ca' },
  'incomplete chain': {
    differs: { issuer: 'intermediate', sends: ['leaf'] },
    problem: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    alert: 'unknown_ca',
  },
  'whole chain': { differs: { issuer: 'intermediate', sends: ['leaf', 'intermediate'] }, problem: null, alert: null },
  'for servers only': { differs: FOR_SERVERS, problem: 'INVALID_PURPOSE', alert: 'unsupported_certificate' },
  'wrong name': {
    differs: { commonName: 'other.example', names: ['other.example'] },
    problem: 'NAME_MISMATCH',
    alert: 'bad_certificate',
  },
}

/** More than one thing is wrong: which of them is told is OpenSSL's choice. */
const MIXED: Readonly<Record<string, Partial<Recipe>>> = {
  'expired, for servers only': { ...EXPIRED, ...FOR_SERVERS },
  'expired, self-signed': { ...EXPIRED, issuer: 'self' },
  'expired, of an untrusted root': { ...EXPIRED, ...UNTRUSTED },
  'expired, with an incomplete chain': { ...EXPIRED, issuer: 'intermediate', sends: ['leaf'] },
  'not yet valid, self-signed': { validFromDays: 1, issuer: 'self' },
  'for servers only, self-signed': { ...FOR_SERVERS, issuer: 'self' },
  'for servers only, of an untrusted root': { ...FOR_SERVERS, ...UNTRUSTED },
  'for servers only, with an incomplete chain': { ...FOR_SERVERS, issuer: 'intermediate', sends: ['leaf'] },
}

const VERSIONS = { 'TLSv1.2': 'TLS_RSA_WITH_AES_128_GCM_SHA256', TLSv1: 'TLS_RSA_WITH_AES_128_CBC_SHA' } as const
type Version = keyof typeof VERSIONS

for (const version of ['TLSv1.2', 'TLSv1'] as const) {
  for (const ask of ['request', 'require'] as const) {
    for (const verify of ['none', 'chain', 'name'] as const) {
      for (const refuse of ['close', 'reply'] as const) {
        t.test(`${version}: ${ask}, verify ${verify}, refuse by ${refuse}`, async (t) => {
          const policy = { ask, verify, refuse, ...(verify === 'name' && { names: [NAME] }) }
          await using ours = await serve('scripted', version, policy)
          await using theirs = await serve('openssl', version, policy)
          for (const [name, { differs, problem }] of Object.entries(SHOWN)) {
            const session = await visit(ours, version, differs)
            t.same(told(session), told(await visit(theirs, version, differs)), name)
            // A name is wrong only where it is looked at.
            const wrong = problem === 'NAME_MISMATCH' && verify !== 'name' ? null : problem
            const refused = problem === 'MISSING' ? ask === 'require' : wrong !== null && verify !== 'none'
            const refusals = session.all('tls.client-certificate-refused')
            t.same(
              refusals.map((each) => each.problem),
              refused ? [problem] : [],
              name,
            )
            if (differs)
              t.match(session.the('tls.established').clientCertificate, { problem: wrong, trusted: wrong === null })
          }
        })
      }
    }
  }
}

t.test('of several things that are wrong, both engines name the same', async (t) => {
  const policy = { ask: 'require', verify: 'chain', refuse: 'close' }
  await using ours = await serve('scripted', 'TLSv1.2', policy)
  await using theirs = await serve('openssl', 'TLSv1.2', policy)
  for (const [name, differs] of Object.entries(MIXED)) {
    const session = await visit(theirs, 'TLSv1.2', differs)
    t.match(session.the('tls.established').clientCertificate, { trusted: false }, name)
    t.same(told(await visit(ours, 'TLSv1.2', differs)), told(session), name)
  }
})

for (const version of ['TLSv1.2', 'TLSv1'] as const) {
  for (const ask of ['request', 'require'] as const) {
    for (const verify of ['none', 'chain', 'name'] as const) {
      t.test(
        `${version}: ${ask}, verify ${verify}, refuse in the handshake, as openssl hears it`,
        requirePeer('openssl', async (t) => {
          const policy = { ask, verify, refuse: 'handshake', ...(verify === 'name' && { names: [NAME] }) }
          await using server = await serve('scripted', version, policy)
          for (const [name, { differs, problem, alert }] of Object.entries(SHOWN)) {
            const wrong = problem === 'NAME_MISMATCH' && verify !== 'name' ? null : problem
            const refused = problem === 'MISSING' ? ask === 'require' : wrong !== null && verify !== 'none'
            server.reset()
            const clientCertificate = differs ? await certificate(differs) : undefined
            const result = await runPeer('openssl', {
              ...{ port: server.port, ca: server.ca, version, suite: VERSIONS[version] },
              ...(clientCertificate && { clientCertificate }),
            })
            const session = await nextSession(server)
            if (!refused) {
              t.match(result, { delivered: true, alert: null, end: 'close_notify' }, name)
              t.same(session.all('tls.client-certificate-refused'), [], name)
              continue
            }
            const sent = session.the('tls.alert-sent')
            t.match(sent, { level: 'fatal', name: alert, inferred: false }, name)
            t.match(result, { delivered: false, version: null, alert: sent.number }, name)
            t.match(session.the('tls.client-certificate-refused'), { problem, by: 'handshake' }, name)
            const reason = problem === 'MISSING' ? 'client-certificate-missing' : 'client-certificate-refused'
            t.match(session.the('tls.failed'), { reason }, name)
            t.same(session.all('tls.established'), [], name)
          }
        }),
      )
    }
  }
}

t.test(
  'SSL 3.0, as JSSE speaks it',
  requireClient('jsse', async (t) => {
    const suite = 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'
    const tls = { mode: 'starttls', engine: 'scripted', versions: ['SSLv3'], ciphers: [suite] }
    const deliver = async (server: ScenarioServer, differs: Partial<Recipe> | null) => {
      server.reset()
      const clientCertificate = differs ? await certificate(differs) : undefined
      const { port, ca } = server
      const usual = { port, ca, version: 'SSLv3', suite } as const
      const result = await runPeer('jsse', { ...usual, ...(clientCertificate && { clientCertificate }) })
      return { result, session: await nextSession(server) }
    }
    await t.test('a good one is verified by its signature', async (t) => {
      await using server = await serveTls({ ...tls, clientCertificate: { ask: 'require', verify: 'chain' } })
      const { result, session } = await deliver(server, {})
      t.match(result, { delivered: true, version: 'SSLv3' })
      t.match(session.the('tls.established').clientCertificate, { trusted: true, problem: null })
    })
    await t.test('none, which it says with a warning, is served where it is not required', async (t) => {
      await using server = await serveTls({ ...tls, clientCertificate: { ask: 'request', verify: 'chain' } })
      const { result, session } = await deliver(server, null)
      t.match(result, { delivered: true, version: 'SSLv3' })
      t.match(session.the('tls.alert-received'), { level: 'warning', name: 'no_certificate' })
      t.match(session.the('tls.established'), { clientCertificate: null, clientCertificateAsked: true })
    })
    await t.test('none is refused where it is required', async (t) => {
      await using server = await serveTls({ ...tls, clientCertificate: { ask: 'require', verify: 'chain' } })
      const { result, session } = await deliver(server, null)
      t.match(result, { delivered: false, version: null })
      t.match(session.the('tls.client-certificate-refused'), { problem: 'MISSING', by: 'handshake' })
      t.match(session.the('tls.alert-sent'), { level: 'fatal', name: 'handshake_failure' })
    })
    await t.test('one that nobody trusts gets an alert that SSL 3.0 has', async (t) => {
      const clientCertificate = { ask: 'require', verify: 'chain', refuse: 'handshake' }
      await using server = await serveTls({ ...tls, clientCertificate })
      const { result, session } = await deliver(server, UNTRUSTED)
      t.match(result, { delivered: false, version: null })
      t.match(session.the('tls.client-certificate-refused'), { problem: 'SELF_SIGNED_CERT_IN_CHAIN' })
      // RFC 6101 section 5.4.2 has no unknown_ca.
      t.match(session.the('tls.alert-sent'), { level: 'fatal', name: 'handshake_failure' })
    })
  }),
)

function serve(engine: string, version: Version, clientCertificate: object): Promise<ScenarioServer> {
  return serveTls({ engine, versions: [version], ciphers: [VERSIONS[version]], clientCertificate })
}

async function certificate(differs: Partial<Recipe>) {
  const [credential] = await issueRecipe(processAuthority(), { ...healthyClientRecipe(NAME), ...differs })
  if (!credential) throw new RangeError('A client recipe has a key')
  return { cert: credential.certificatePem, key: credential.keyPem }
}

/** A visit of a client of node:tls that offers this version and nothing else. */
async function visit(server: ScenarioServer, version: Version, differs: Partial<Recipe> | null): Promise<Session> {
  server.reset()
  const options = { minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' } as const
  await meet(server, { ...options, ...(differs && (await certificate(differs))) })
  return nextSession(server)
}

/** The session without what belongs to the engine: how it knows of an alert, and its own words for a failure. */
function told({ events }: Session): object[] {
  return events.filter(({ event }) => !OWN.includes(event)).map(withoutOwn)
}

const OWN: readonly string[] = ['session.opened', 'tls.hello-received', 'smtp.command-received']

function withoutOwn(event: TranscriptEvent): object {
  const { seq: _seq, session: _session, atMs: _atMs, ...facts } = event as TranscriptEvent & Record<string, unknown>
  if (event.event === 'tls.failed') return { event: event.event, reason: event.reason }
  if (event.event === 'tls.alert-sent') return { ...facts, inferred: null }
  // OpenSSL sends the authority along, and knows encrypt_then_mac.
  if (event.event === 'session.closed') return { ...facts, bytesSent: null, bytesReceived: null }
  return facts
}
