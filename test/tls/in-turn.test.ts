// Certificates that change from one handshake to the next.
import t from 'tap'
import { events, meet, serveTls } from './clients.ts'

t.test('the first handshake gets the first certificate, the second the next, and the last one stays', async (t) => {
  await using server = await serveTls({
    certificate: ['expired', { names: ['localhost'] }, { names: ['localhost', 'b.example'] }],
  })
  const shown = async () => {
    const { commonName, error } = await meet(server)
    return error || commonName
  }
  t.same(
    [await shown(), await shown(), await shown(), await shown()],
    ['CERT_HAS_EXPIRED', 'localhost', 'localhost', 'localhost'],
  )
})

t.test('each has keys of its own, of both kinds', async (t) => {
  await using server = await serveTls({ certificate: [{}, {}] })
  const keys = new Set<string>()
  for (const ciphers of ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-GCM-SHA256']) {
    server.reset()
    for (let round = 0; round < 3; round++) keys.add(await publicKeyOf(server, ciphers))
  }
  t.equal(keys.size, 4, 'two of RSA, two of ECDSA')
})

t.test('reset begins anew', async (t) => {
  await using server = await serveTls({ certificate: ['expired', {}] })
  t.equal((await meet(server)).error, 'CERT_HAS_EXPIRED')
  t.equal((await meet(server)).error, '')
  server.reset()
  t.equal((await meet(server)).error, 'CERT_HAS_EXPIRED')
})

t.test('a session without a handshake takes no turn', async (t) => {
  await using server = await serveTls({ mode: 'implicit', certificate: ['expired', {}] })
  const { connect } = await import('../raw-client.ts')
  {
    await using probe = await connect(server)
    probe.ends()
    await probe.hearsEnd()
  }
  t.equal((await meet(server)).error, 'CERT_HAS_EXPIRED')
  t.equal(events(server, 'tls.established').length, 0)
})

async function publicKeyOf(server: Parameters<typeof meet>[0], ciphers: string): Promise<string> {
  let key = ''
  await meet(server, {
    ciphers,
    maxVersion: 'TLSv1.2',
    checkServerIdentity: (_host, certificate) => {
      key = certificate.pubkey?.toString('hex') ?? ''
      return undefined
    },
  })
  return key
}
