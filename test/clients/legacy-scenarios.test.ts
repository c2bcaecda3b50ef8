// The scenarios of the scripted engine, each with stacks that agree and deliver, and stacks that refuse.
import t from 'tap'
import { type ScenarioServer, startScenario } from '../../src/index.ts'
import { exits, requireClient } from './client.ts'
import { curl } from './mailers.ts'
import type { Delivery, PeerName, PeerResult } from './peers/peer.ts'
import { requirePeer, runPeer } from './peers/run-peer.ts'
import { nextSession, type Session } from './session.ts'

type Offer = Omit<Delivery, 'port' | 'ca'>

interface Case {
  /** Who delivers, with what, and what the server says that it is worth. */
  delivers: [peer: PeerName, offer: Offer, bits: number][]
  /** Who does not, and the alert that goes over the wire: sent by the server, or by the client. */
  refuses: [peer: PeerName, offer: Offer, by: 'server' | 'client', alert: RegExp][]
}

const TODAY: Offer = { version: 'TLSv1.2', suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' }
const DHE: Offer = { version: 'TLSv1.2', suite: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256' }
const NO_SUITE = /^handshake_failure$/
const NO_VERSION = /^protocol_version$/

const CASES: Record<string, Case> = {
  'rc4-only': {
    delivers: [
      ['jsse', { version: 'TLSv1', suite: 'TLS_RSA_WITH_RC4_128_MD5' }, 128],
      ['gnutls', { version: 'TLSv1.2', suite: 'TLS_ECDHE_RSA_WITH_RC4_128_SHA' }, 128],
      ['go', { version: 'TLSv1.2', suite: 'TLS_RSA_WITH_RC4_128_SHA' }, 128],
    ],
    refuses: [
      ['openssl', TODAY, 'server', NO_SUITE],
      ['gnutls', TODAY, 'server', NO_SUITE],
    ],
  },
  '3des-only': {
    delivers: [
      ['jsse', { version: 'TLSv1', suite: 'TLS_RSA_WITH_3DES_EDE_CBC_SHA' }, 112],
      ['gnutls', { version: 'TLSv1.1', suite: 'TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA' }, 112],
      ['go', { version: 'TLSv1.2', suite: 'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA' }, 112],
    ],
    refuses: [['openssl', TODAY, 'server', NO_SUITE]],
  },
  'des-only': {
    delivers: [
      ['jsse', { version: 'TLSv1.1', suite: 'TLS_DHE_RSA_WITH_DES_CBC_SHA' }, 56],
      ['jsse', { version: 'TLSv1', suite: 'TLS_RSA_WITH_DES_CBC_SHA' }, 56],
    ],
    refuses: [['gnutls', { version: 'TLSv1.1', suite: 'TLS_RSA_WITH_3DES_EDE_CBC_SHA' }, 'server', NO_SUITE]],
  },
  'export-only': {
    delivers: [
      ['jsse', { version: 'TLSv1', suite: 'TLS_RSA_EXPORT_WITH_RC4_40_MD5' }, 40],
      ['jsse', { version: 'SSLv3', suite: 'TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA' }, 40],
    ],
    refuses: [
      ['openssl', { version: 'TLSv1', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA' }, 'server', NO_SUITE],
      ['go', TODAY, 'server', NO_VERSION],
    ],
  },
  'ssl3-only': {
    delivers: [
      ['jsse', { version: 'SSLv3', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA' }, 128],
      ['jsse', { version: 'SSLv3', suite: 'TLS_RSA_WITH_RC4_128_SHA', sslv2Hello: true }, 128],
      // It writes a length in front of the encrypted secret then, which SSL 3.0 has not.
      ['jsse', { version: 'SSLv3', upTo: 'TLSv1.2', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA' }, 128],
    ],
    refuses: [
      ['go', { version: 'TLSv1', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA' }, 'server', NO_VERSION],
      // No list of versions in its hello: SSL 3.0 is below what it names, and it breaks off when that is chosen.
      ['mbedtls', { version: 'TLSv1.2', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA' }, 'client', NO_VERSION],
    ],
  },
  'tls11-only': {
    delivers: [
      ['openssl', { version: 'TLSv1.1', suite: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA' }, 128],
      ['go', { version: 'TLSv1', upTo: 'TLSv1.2', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA' }, 128],
    ],
    refuses: [
      ['go', TODAY, 'server', NO_VERSION],
      // No list of versions in its hello, and no suite that TLS 1.1 has.
      ['gnutls', TODAY, 'server', NO_SUITE],
    ],
  },
  dh512: {
    delivers: [
      ['gnutls', DHE, 128],
      ['jsse', { version: 'TLSv1', suite: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA' }, 128],
      ['mbedtls', DHE, 128],
    ],
    refuses: [
      // At level 0, too: it takes no group under 80 bits of security.
      ['openssl', DHE, 'client', /^handshake_failure$/],
    ],
  },
  dh480: {
    delivers: [['gnutls', DHE, 128]],
    refuses: [['openssl', DHE, 'client', /^illegal_parameter$/]],
  },
  dh1024: {
    delivers: [
      ['openssl', DHE, 128],
      ['jsse', DHE, 128],
      ['mbedtls', DHE, 128],
    ],
    refuses: [['go', TODAY, 'server', NO_SUITE]],
  },
  // Nobody tests for a prime, or counts the elements.
  'dh-composite': {
    delivers: [
      ['openssl', DHE, 128],
      ['gnutls', DHE, 128],
    ],
    refuses: [],
  },
  'dh-small-subgroup': {
    delivers: [
      ['openssl', DHE, 128],
      ['mbedtls', DHE, 128],
    ],
    refuses: [],
  },
  'static-rsa-only': {
    delivers: [
      ['go', { version: 'TLSv1.2', suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256' }, 128],
      ['jsse', { version: 'TLSv1', suite: 'TLS_RSA_WITH_AES_256_CBC_SHA' }, 256],
    ],
    refuses: [['mbedtls', TODAY, 'server', NO_SUITE]],
  },
  'old-ciphers-only': {
    delivers: [
      ['openssl', DHE, 128],
      ['gnutls', { version: 'TLSv1.2', suite: 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384' }, 256],
    ],
    // Go has no DHE at all: it is the client of the story by nature.
    refuses: [['go', TODAY, 'server', NO_SUITE]],
  },
  'weak-ciphers': {
    delivers: [
      ['jsse', { version: 'TLSv1', suite: ['TLS_RSA_WITH_RC4_128_SHA', 'TLS_RSA_EXPORT_WITH_RC4_40_MD5'] }, 40],
      ['go', { version: 'TLSv1.2', suite: ['TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_RSA_WITH_RC4_128_SHA'] }, 128],
    ],
    refuses: [['mbedtls', TODAY, 'server', NO_SUITE]],
  },
  'encryption-too-weak': {
    delivers: [
      ['go', TODAY, 128],
      ['jsse', { version: 'TLSv1', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA' }, 128],
    ],
    refuses: [],
  },
  'downgrade-sentinel': {
    // All of these peers end at TLS 1.2: there is nothing for them to see.
    delivers: [['gnutls', TODAY, 128]],
    refuses: [],
  },
  'wrong-version-in-hello': {
    delivers: [],
    refuses: [
      ['openssl', TODAY, 'client', NO_VERSION],
      ['gnutls', TODAY, 'client', NO_VERSION],
      ['go', TODAY, 'client', NO_VERSION],
      ['jsse', TODAY, 'client', NO_VERSION],
    ],
  },
  'bad-finished': {
    delivers: [],
    refuses: [
      ['openssl', TODAY, 'client', /^decrypt_error$/],
      ['gnutls', TODAY, 'client', /./],
      ['jsse', TODAY, 'client', /./],
      ['go', TODAY, 'client', /./],
      ['mbedtls', TODAY, 'client', /./],
    ],
  },
}

t.setTimeout(120_000)

for (const [scenario, { delivers, refuses }] of Object.entries(CASES)) {
  t.test(scenario, async (t) => {
    await using server = await startScenario(scenario)
    for (const [peer, offer, bits] of delivers) {
      await t.test(
        `${peer} delivers with ${offer.suite} at ${offer.upTo ?? offer.version}`,
        requirePeer(peer, async (t) => {
          const [result, session] = await meet(server, peer, offer)
          t.match(result, { delivered: true, alert: null, error: null })
          const established = session.the('tls.established')
          t.match(established, { suite: result.suite, version: result.version, bits })
          t.match(session.the('smtp.message-accepted'), { secured: true })
        }),
      )
    }
    for (const [peer, offer, by, alert] of refuses) {
      await t.test(
        `${peer} with ${offer.suite} at ${offer.version} does not: the ${by} sends an alert`,
        requirePeer(peer, async (t) => {
          const [result, session] = await meet(server, peer, offer)
          t.match(result, { delivered: false })
          t.match(session.the(by === 'server' ? 'tls.alert-sent' : 'tls.alert-received').name, alert)
          t.equal(session.verbs, 'EHLO STARTTLS')
          t.same(server.messages, [])
        }),
      )
    }
  })
}

t.test('encryption-too-weak', async (t) => {
  const weak: [PeerName, Offer, number][] = [
    // AES stands first in its hello: the server takes the weakest all the same.
    ['jsse', { version: 'TLSv1.1', suite: ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_DES_CBC_SHA'] }, 56],
    ['openssl', { version: 'TLSv1.2', suite: ['TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_NULL_SHA256'] }, 0],
  ]
  for (const [peer, offer, bits] of weak) {
    t.test(
      `${peer} that still offers ${bits} bits is refused at MAIL`,
      requirePeer(peer, async (t) => {
        await using server = await startScenario('encryption-too-weak')
        const [result, session] = await meet(server, peer, offer)
        const reply = `503 5.7.0 encryption too weak ${bits} less than 112`
        t.match(result, { delivered: false, alert: null })
        t.match(result.error, reply)
        t.match(session.the('tls.established'), { bits })
        t.ok(session.dialogue.server.includes(reply))
        t.same(server.messages, [])
      }),
    )
  }
})

// Level 2 of OpenSSL is Debian's default, and wants 2048 bits.
for (const scenario of ['dh480', 'dh512', 'dh1024', 'dh-composite', 'dh-small-subgroup']) {
  t.test(
    `${scenario}: curl as Debian has it does not take the group`,
    requireClient('curl', async (t) => {
      await using server = await startScenario(scenario)
      const ciphers = ['--tls-max', '1.2', '--ciphers', 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=2']
      const run = await curl(server, ['--ssl-reqd', '--insecure', ...ciphers])
      exits(t, run, 35)
      t.match(run.stderr, /dh key too small|modulus too small/)
      t.match((await nextSession(server)).the('tls.failed'), { reason: 'client-alert' })
    }),
  )
}

t.test(
  'downgrade-sentinel: curl offers TLS 1.3, sees what the random says, and stops',
  requireClient('curl', async (t) => {
    await using server = await startScenario('downgrade-sentinel')
    const run = await curl(server, ['--ssl-reqd', '--insecure'])
    exits(t, run, 35)
    t.match(run.stderr, 'inappropriate fallback')
    const session = await nextSession(server)
    t.match(session.the('tls.alert-received'), { name: 'illegal_parameter' })
    t.equal(session.verbs, 'EHLO STARTTLS')
  }),
)

async function meet(server: ScenarioServer, peer: PeerName, offer: Offer): Promise<[PeerResult, Session]> {
  server.reset()
  const result = await runPeer(peer, { ...offer, port: server.port, ca: server.ca })
  return [result, await nextSession(server)]
}
