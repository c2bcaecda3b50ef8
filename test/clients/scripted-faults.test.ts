// Faults inside a handshake, seen by stacks that share no code with the server: each stops as the RFCs have it, and says so.
import t, { type Test } from 'tap'
import { type EventName, type ScenarioServer, startScenario } from '../../src/index.ts'
import { type InteractiveClient, requireClient } from './client.ts'
import { gnutlsCli, openssl } from './mailers.ts'
import type { Delivery, PeerResult, PeerVersion } from './peers/peer.ts'
import { requirePeer, runPeer } from './peers/run-peer.ts'
import { nextSession, type Session } from './session.ts'

const PEERS = ['openssl', 'gnutls', 'jsse'] as const
type Peer = (typeof PEERS)[number]

const SUITES = {
  TLSv1: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'TLSv1.1': 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'TLSv1.2': 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
} as const
type Version = keyof typeof SUITES

t.setTimeout(240_000)

/** One fault that makes a client stop. */
interface Refused {
  handshake: string | Record<string, unknown>
  /** The alert that the RFC names. */
  alert: string
  /** Stacks that send another one, or read on for longer than they may. */
  instead?: Partial<Record<Peer, string>>
  /** The client finds out behind the server's own end of the handshake. */
  late?: boolean
  /** In each stack's own words. */
  words: Record<Peer, string | RegExp>
}

const UNWANTED_VERSION = {
  openssl: /ssl_choose_client_version:unsupported protocol/,
  gnutls: 'A packet with illegal or unsupported version was received.',
  jsse: /^SSLHandshakeException: \(protocol_version\) The server selected protocol version/,
}

const TOO_LONG = {
  openssl: 'packet length too long',
  gnutls: 'A TLS record packet with invalid length was received.',
}

const REFUSED: readonly Refused[] = [
  // RFC 5246 appendix E.1.
  { handshake: 'wrong-version', alert: 'protocol_version', words: UNWANTED_VERSION },
  { handshake: { 'wrong-version': 'SSLv3' }, alert: 'protocol_version', words: UNWANTED_VERSION },
  { handshake: { 'wrong-version': 'TLSv1.1' }, alert: 'protocol_version', words: UNWANTED_VERSION },
  {
    // RFC 8446 section 4.1.3; RFC 5246 names none.
    handshake: 'unoffered-suite',
    alert: 'illegal_parameter',
    instead: { gnutls: 'handshake_failure' },
    words: {
      openssl: 'unknown cipher returned',
      gnutls: 'Could not negotiate a supported cipher suite.',
      jsse: 'Server selected improper ciphersuite TLS_KRB5_WITH_IDEA_CBC_MD5',
    },
  },
  {
    // RFC 5246 section 6.2.3. JSSE takes records of up to twice the length (those of an old Microsoft server) and stumbles
    // over what is in this one.
    handshake: 'oversized-record',
    alert: 'record_overflow',
    instead: { jsse: 'unexpected_message' },
    words: { ...TOO_LONG, jsse: /exceeds the maximum allowed size/ },
  },
  {
    handshake: { 'oversized-record': '40000B' },
    alert: 'record_overflow',
    instead: { jsse: 'unexpected_message' },
    words: { ...TOO_LONG, jsse: 'Bad input record size, TLSCiphertext.length = 40000' },
  },
  {
    // RFC 8446 section 4.4.2.4; RFC 5246 names none.
    handshake: 'empty-certificate-list',
    alert: 'decode_error',
    instead: { jsse: 'bad_certificate' },
    words: {
      openssl: 'tls_process_server_certificate:length mismatch',
      gnutls: 'No certificate was found.',
      jsse: 'Empty server certificate chain',
    },
  },
  {
    // RFC 5246 section 7.2.2. JSSE goes on without a key until it needs one.
    handshake: 'missing-server-key-exchange',
    alert: 'unexpected_message',
    instead: { jsse: 'internal_error' },
    words: {
      openssl: 'unexpected message',
      gnutls: 'An unexpected TLS handshake packet was received.',
      jsse: 'No ECDHE credentials negotiated for client key exchange',
    },
  },
  {
    // RFC 5246 section 7.2.2: "unable to correctly verify a signature".
    handshake: 'bad-signature',
    alert: 'decrypt_error',
    instead: { jsse: 'handshake_failure' },
    words: {
      openssl: 'tls_process_key_exchange:bad signature',
      gnutls: 'Public key signature verification has failed.',
      jsse: 'Invalid ECDH ServerKeyExchange signature',
    },
  },
  {
    // RFC 5246 section 7.2.2: "or validate a Finished message".
    handshake: 'bad-finished',
    alert: 'decrypt_error',
    late: true,
    words: {
      openssl: 'tls_process_finished:digest check failed',
      gnutls: 'An error was encountered at the TLS Finished packet calculation.',
      jsse: 'The Finished message cannot be verified.',
    },
  },
]

for (const version of ['TLSv1.2', 'TLSv1'] as const) {
  for (const { handshake, alert, instead, late, words } of REFUSED) {
    faultTest(handshake, version, async (t, server, peer) => {
      const { result, session } = await delivery(server, peer, version)
      t.match(result, { delivered: false, version: null, alert: null, error: words[peer] })
      t.match(session.the('tls.fault-played'), { fault: nameOf(handshake) })
      t.match(session.the('tls.alert-received'), { level: 'fatal', name: instead?.[peer] ?? alert, inferred: false })
      if (late) return tells(t, session, 'tls.fault-played', 'tls.established', 'tls.alert-received')
      tells(t, session, 'tls.fault-played', 'tls.alert-received', 'tls.failed')
      t.match(session.the('tls.failed'), { reason: 'client-alert' })
    })
  }

  for (const size of ['1B', '100B']) {
    faultTest({ 'fragment-records': size }, version, async (t, server, peer) => {
      const { result, session } = await delivery(server, peer, version)
      t.same(result, {
        delivered: true,
        version,
        suite: SUITES[version],
        alert: null,
        end: 'close_notify',
        error: null,
      })
      tells(t, session, 'tls.fault-played', 'tls.established')
    })
  }

  faultTest('no-close-notify', version, async (t, server, peer) => {
    const { result, session } = await delivery(server, peer, version)
    t.match(result, { delivered: true, end: 'cut' })
    t.match(session.the('tls.fault-played'), { fault: 'no-close-notify' })
    t.match(session.the('session.closed'), { by: 'server', how: 'fin' })
  })

  faultTest('hello-request', version, async (t, server, peer) => {
    // All three would like to, and are refused what they were asked for (RFC 5246 section 7.2.2).
    const { result, session } = await delivery(server, peer, version)
    t.match(result, {
      delivered: false,
      version,
      error: { openssl: /:no renegotiation/, gnutls: 'Received rehandshake request', jsse: /: no_renegotiation$/ }[
        peer
      ],
    })
    const [refusal] = session.all('tls.alert-sent')
    t.match(refusal, { level: 'warning', number: 100, name: 'no_renegotiation' })
    // gnutls-cli asks again and again.
    if (peer !== 'gnutls')
      tells(t, session, 'tls.fault-played', 'tls.established', 'tls.alert-sent', 'tls.alert-received')
  })
}

/** Words for a connection that ends without a word of TLS. */
const CUT = {
  openssl: 'unexpected eof while reading',
  gnutls: 'The TLS connection was non-properly terminated.',
  jsse: /Remote host terminated the (handshake|connection)/,
}

/** What is no record ends in other words with each stack, and JSSE reads a length off the fourth and fifth byte. */
const NO_RECORD = {
  openssl: 'wrong version number',
  gnutls: 'An unexpected TLS packet was received.',
  jsse: /Bad input record size|Illegal packet size|Remote host terminated/,
}

// A socket tells a RST once: to whoever writes into it first, and then a read finds nothing but the end.
const RESET = {
  openssl: /errno=104|CONNECTION CLOSED BY SERVER|unexpected eof/,
  gnutls: /Error in the (pull|push) function\.|The TLS connection was non-properly terminated\./,
  jsse: /Connection reset|Broken pipe/,
}

const PATIENCE_MS = 700

for (const after of ['server-hello', 'server-flight', 'client-key-exchange', 'client-finished', 'handshake'] as const) {
  // Only behind the handshake has the client something to report.
  const agreed =
    after === 'handshake' ? { version: 'TLSv1.2', suite: SUITES['TLSv1.2'] } : { version: null, suite: null }
  const inside = (
    handshake: Record<string, unknown>,
    words: Record<Peer, string | RegExp>,
    more: (t: Test, seen: { result: PeerResult; session: Session; peer: Peer }) => void,
  ) =>
    faultTest({ ...handshake, after }, 'TLSv1.2', async (t, server, peer) => {
      const patience = 'hang' in handshake ? { patienceMs: PATIENCE_MS } : {}
      const { result, session } = await delivery(server, peer, 'TLSv1.2', patience)
      t.match(result, { delivered: false, ...agreed, end: null, error: words[peer] })
      t.match(session.the('tls.fault-played'), { fault: nameOf(handshake) })
      more(t, { result, session, peer })
    })

  inside(
    { alert: 'insufficient_security' },
    { openssl: 'SSL alert number 71', gnutls: '[71]: Insufficient security', jsse: 'alert: insufficient_security' },
    (t, { result, session }) => {
      t.equal(result.alert, 71)
      tells(t, session, 'tls.fault-played', 'tls.alert-sent')
      t.match(session.the('tls.alert-sent'), { level: 'fatal', number: 71, name: 'insufficient_security' })
    },
  )
  inside({ alert: 'user_canceled', level: 'warning' }, { ...CUT, gnutls: '[90]: User canceled' }, (t, { session }) => {
    tells(t, session, 'tls.fault-played', 'tls.alert-sent')
    t.match(session.the('tls.alert-sent'), { level: 'warning', number: 90, name: 'user_canceled' })
  })
  inside({ close: 'fin' }, CUT, (t, { result, session }) => {
    t.equal(result.alert, null)
    tells(t, session, 'tls.fault-played')
    t.match(session.the('session.closed'), { by: 'server', how: 'fin' })
  })
  inside({ close: 'rst' }, RESET, (t, { session }) => {
    tells(t, session, 'tls.fault-played')
    t.match(session.the('session.closed'), { by: 'server', how: 'rst' })
  })
  inside({ garbage: '64B' }, NO_RECORD, (t, { session }) => tells(t, session, 'tls.fault-played'))
  inside({ plaintext: '454 4.7.0 Not today' }, NO_RECORD, (t, { session }) => tells(t, session, 'tls.fault-played'))
  inside(
    { hang: true },
    { openssl: /^Not done within 700 ms/, gnutls: /^Not done within 700 ms/, jsse: /Read timed out/ },
    (t, { session }) => {
      tells(t, session, 'tls.fault-played')
      t.match(session.the('session.closed'), { by: 'client' })
    },
  )
  inside({ hang: '100ms' }, CUT, (t, { session }) => {
    tells(t, session, 'tls.fault-played')
    t.match(session.the('session.closed'), { by: 'server', how: 'fin' })
  })
}

t.test(
  'how far each place is, as openssl lists the messages',
  requireClient('openssl', async (t) => {
    for (const [after, last] of [
      ['server-hello', '<<< ServerHello'],
      ['server-flight', '<<< ServerHelloDone'],
      ['client-finished', '>>> Finished'],
      ['handshake', '<<< Finished'],
    ] as const) {
      await using server = await serve({ close: 'fin', after }, 'TLSv1.2')
      const { output } = await ended(openssl(server, ['-msg', '-tls1_2']))
      const messages = [...output.matchAll(/^([<>]{3}) TLS 1\.2, Handshake \[length \w+\], (\w+)$/gm)]
      // It has sent its own flight whole, however little of it the server has looked at.
      const seen = messages
        .map(([, way, name]) => `${way} ${name}`)
        .filter((each) => last !== '<<< ServerHelloDone' || !each.startsWith('>>>'))
      t.equal(seen.at(-1), last, after)
    }
  }),
)

t.test('a downgrade sentinel', async (t) => {
  // RFC 8446 section 4.1.3: illegal_parameter, from a client that had offered more.
  const refuses = async (t: Test, server: ScenarioServer, client: InteractiveClient, words: string) => {
    t.match((await ended(client)).output, words)
    const session = await nextSession(server)
    t.ok(session.the('tls.hello-received').hello.versions.includes('TLSv1.3'))
    t.match(session.the('tls.alert-received'), { level: 'fatal', name: 'illegal_parameter' })
    tells(t, session, 'tls.fault-played', 'tls.alert-received', 'tls.failed')
  }
  t.test(
    'stops openssl, which would have spoken TLS 1.3',
    requireClient('openssl', async (t) => {
      await using server = await serve('downgrade-sentinel', 'TLSv1.2')
      await refuses(t, server, openssl(server, ['-min_protocol', 'TLSv1.2']), 'inappropriate fallback')
    }),
  )
  t.test(
    'stops gnutls-cli, which would have spoken TLS 1.3',
    requireClient('gnutls-cli', async (t) => {
      await using server = await serve('downgrade-sentinel', 'TLSv1.2')
      const flags = ['--insecure', '--priority=NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2']
      await refuses(t, server, gnutlsCli(server, flags), 'illegal parameter')
    }),
  )
  for (const peer of PEERS) {
    t.test(
      `is none to ${peer}, which had offered no more than TLS 1.2`,
      requirePeer(peer, async (t) => {
        await using server = await serve('downgrade-sentinel', 'TLSv1.2')
        const { result, session } = await delivery(server, peer, 'TLSv1.2')
        t.match(result, { delivered: true })
        tells(t, session, 'tls.fault-played', 'tls.established')
      }),
    )
  }
  // GnuTLS looks for it only when it has offered TLS 1.3.
  t.test(
    'stops gnutls-cli in TLS 1.1, which would have spoken TLS 1.3',
    requireClient('gnutls-cli', async (t) => {
      await using server = await serve({ 'downgrade-sentinel': 'TLSv1.1' }, 'TLSv1.1')
      const flags = ['--insecure', '--priority=NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:+VERS-TLS1.1']
      await refuses(t, server, gnutlsCli(server, flags), 'illegal parameter')
    }),
  )
  for (const [peer, words] of [
    ['openssl', 'inappropriate fallback'],
    ['jsse', 'A potential protocol version downgrade attack'],
  ] as const) {
    t.test(
      `stops ${peer} in TLS 1.1, which would have spoken TLS 1.2`,
      requirePeer(peer, async (t) => {
        await using server = await serve({ 'downgrade-sentinel': 'TLSv1.1' }, 'TLSv1.1')
        const { result, session } = await delivery(server, peer, 'TLSv1.1', { upTo: 'TLSv1.2' })
        t.match(result, { delivered: false, error: words })
        t.match(session.the('tls.alert-received'), { level: 'fatal', name: 'illegal_parameter' })
      }),
    )
  }
})

function faultTest(
  handshake: Refused['handshake'],
  version: Version,
  body: (t: Test, server: ScenarioServer, peer: Peer) => Promise<void>,
): void {
  t.test(`${version} ${JSON.stringify(handshake)}`, async (t) => {
    await using server = await serve(handshake, version)
    for (const peer of PEERS) {
      await t.test(
        peer,
        requirePeer(peer, (t) => body(t, server, peer)),
      )
    }
  })
}

function serve(handshake: Refused['handshake'], version: Version): Promise<ScenarioServer> {
  const tls = { engine: 'scripted', versions: [version], ciphers: [SUITES[version]], handshake }
  return startScenario({ server: { tls } })
}

async function delivery(server: ScenarioServer, peer: Peer, version: PeerVersion, more: Partial<Delivery> = {}) {
  server.reset()
  const { port, ca } = server
  const result = await runPeer(peer, { port, version, suite: SUITES[version as Version], ca, ...more })
  return { result, session: await nextSession(server) }
}

/** The events about TLS behind the hello, all of them. */
function tells(t: Test, session: Session, ...names: EventName[]): void {
  const told = session.events.map(({ event }) => event).filter((name) => name.startsWith('tls.'))
  t.same(told, ['tls.hello-received', ...names])
}

function nameOf(handshake: Refused['handshake']): string {
  return typeof handshake === 'string' ? handshake : (Object.keys(handshake)[0] as string)
}

/** What a client printed that the server has sent away. */
function ended(client: InteractiveClient) {
  client.finishes()
  return client.ended
}
