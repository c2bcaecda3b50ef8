// What is offered is what goes over the wire, in its order; what OpenSSL lacks is named and not pretended.
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { machineClock } from '../../src/send/clock.ts'
import { Connection } from '../../src/send/connection.ts'
import { Journal } from '../../src/send/events.ts'
import { playable, type TlsOffer } from '../../src/send/tls-offer.ts'

const OLD: TlsOffer = {
  versions: ['TLSv1'],
  suites: ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA'],
  groups: ['secp521r1', 'secp256r1'],
  tickets: false,
}

async function helloOf(offer: TlsOffer, scenario: object) {
  await using server = await startScenario(scenario)
  const clock = machineClock()
  const journal = new Journal(clock)
  const connection = new Connection(journal.forConnection(), clock)
  await connection.open(server.host, server.port)
  await connection.command('EHLO x')
  await connection.command('STARTTLS')
  const handshake = await connection.secure({ offer, servername: 'mail.example', ca: server.ca })
  connection.leave()
  await server.nextSession()
  const told = journal.events.find((event) => event.event === 'tls.hello-sent')
  const heard = server.transcript.find((event) => event.event === 'tls.hello-received')
  return { handshake, told: told?.hello, heard: heard?.hello }
}

const server = (versions: string[]) => ({ scenario: 1, title: 'x', expect: {}, server: { tls: { versions } } })

t.test(
  'suites, groups and versions stand in the order of the offer, and the event is what the server saw',
  async (t) => {
    const { handshake, told, heard } = await helloOf(OLD, server(['TLSv1']))
    t.same(told, heard)
    t.match(told, { recordVersion: 'TLSv1', helloVersion: 'TLSv1', versions: ['TLSv1'], servername: 'mail.example' })
    t.same(told?.suites, [...OLD.suites, 'TLS_EMPTY_RENEGOTIATION_INFO_SCSV'])
    t.same(told?.groups, OLD.groups)
    t.notOk(told?.extensions.includes('session_ticket'))
    t.match(handshake, { ok: true, version: 'TLSv1', certificate: { problem: null } })
  },
)

t.test('neighbours are offered, newest first, and no version above one that is left out', async (t) => {
  const offer: TlsOffer = {
    versions: ['TLSv1.3', 'TLSv1.2'],
    suites: ['TLS_AES_128_GCM_SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'],
    signatureAlgorithms: ['ECDSA+SHA256', 'RSA+SHA256'],
    tickets: true,
  }
  const { told, heard } = await helloOf(offer, server(['TLSv1.3']))
  t.same(told, heard)
  t.same(told?.versions, ['TLSv1.3', 'TLSv1.2'])
  t.same(told?.signatureAlgorithms, ['ecdsa_secp256r1_sha256', 'rsa_pkcs1_sha256'])
  t.ok(told?.extensions.includes('session_ticket'))
  const gap = playable({ ...offer, versions: ['TLSv1', 'TLSv1.2', 'TLSv1.3'] })
  t.same([gap.versions, gap.notPlayed], [['TLSv1'], ['TLSv1.2', 'TLSv1.3']])
})

t.test('what cannot be played is named', async (t) => {
  t.same(
    playable({
      versions: ['SSLv2', 'SSLv3', 'TLSv1'],
      suites: ['TLS_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_128_GCM_SHA256'],
      tickets: false,
    }),
    {
      versions: ['TLSv1'],
      // GCM is of TLS 1.2: it is played, though not in these versions.
      suites: ['TLS_RSA_WITH_AES_128_CBC_SHA'],
      notPlayed: ['SSLv2', 'SSLv3', 'TLS_RSA_WITH_RC4_128_SHA'],
    },
  )
  const rc4: TlsOffer = { versions: ['TLSv1.2'], suites: ['TLS_RSA_WITH_RC4_128_SHA'], tickets: false }
  const { handshake, told } = await helloOf(rc4, server(['TLSv1.2']))
  t.match(handshake, { ok: false, reason: 'not-offered' })
  t.equal(told, undefined, 'no hello at all, rather than another one')
})
