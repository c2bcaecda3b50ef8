// What `--pcap` keeps of suites that no tool of today would agree to: tshark opens them with the keys inside the file.
import t from 'tap'
import { folder } from '../cli/command.ts'
import { capturedOf, fields } from './captured.ts'
import { requireClient } from './client.ts'
import { runPeer } from './peers/run-peer.ts'

for (const { scenario, peer, version, suite, number } of [
  { scenario: 'rc4-only', peer: 'gnutls', version: 'TLSv1', suite: 'TLS_RSA_WITH_RC4_128_MD5', number: '0x0004' },
  {
    scenario: 'rc4-only',
    peer: 'gnutls',
    version: 'TLSv1.2',
    suite: 'TLS_ECDHE_RSA_WITH_RC4_128_SHA',
    number: '0xc011',
  },
  {
    scenario: '3des-only',
    peer: 'gnutls',
    version: 'TLSv1.1',
    suite: 'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
    number: '0x000a',
  },
  { scenario: 'null-cipher', peer: 'gnutls', version: 'TLSv1.2', suite: 'TLS_RSA_WITH_NULL_SHA256', number: '0x003b' },
  { scenario: 'ssl3-only', peer: 'jsse', version: 'SSLv3', suite: 'TLS_RSA_WITH_RC4_128_SHA', number: '0x0005' },
  { scenario: 'ssl3-only', peer: 'jsse', version: 'SSLv3', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA', number: '0x002f' },
] as const) {
  t.test(
    `${scenario}: a mail under ${version} with ${suite}`,
    requireClient(['tshark', peer === 'jsse' ? 'jsse' : 'gnutls-cli'], async (t) => {
      await using dir = await folder()
      const { pcap, port } = await capturedOf(dir.path, scenario, async (port) => {
        t.match(await runPeer(peer, { port, version, suite }), { delivered: true, version, suite })
      })
      const filter = 'tls.handshake.type == 2 || (tls && smtp) || tcp.analysis.flags || _ws.malformed'
      const wanted = [
        'tls.handshake.ciphersuite',
        'smtp.response.code',
        '_ws.col.Info',
        'tcp.analysis.flags',
        '_ws.malformed',
      ]
      // JSSE puts the first byte of a line into a record of its own (against BEAST): its lines are fragments to tshark.
      const rows = (await fields(pcap, port, filter, wanted)).map((row) => row.split('\t'))
      const column = (at: number) => rows.flatMap((row) => row[at] || [])
      t.same(column(0), [number])
      t.same(column(1), ['250', '250', '250', '354', '250', '221'], 'answered inside TLS')
      t.ok(
        column(2).some((info) => info.startsWith('C: DATA')),
        'and asked',
        { info: column(2) },
      )
      t.same([...column(3), ...column(4)], [], 'no packet out of order')
    }),
  )
}
