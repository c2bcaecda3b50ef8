// The server offers STARTTLS, to others: its policy goes by the source address.
import { starttlsForOtherAddresses } from '../../../src/verdict/diagnoses/starttls-for-other-addresses.ts'
import { transcript } from '../transcript-builder.ts'
import { raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const BY_SOURCE = { extends: 'starttls-by-source', server: { proxyProtocol: true } }
const from = (address: string) =>
  raw(async (client) => {
    await client.says(`PROXY TCP4 ${address} 127.0.0.1 40000 25`)
    await client.hears('220 *')
    await client.asks('EHLO client.test', '250 *')
    await client.asks('QUIT', '221 *')
  })

testDiagnosis(starttlsForOtherAddresses, {
  triggers: {
    'the policy of this address': {
      scenario: 'starttls-by-source',
      transcript: transcript()
        .session({ from: '127.0.0.2' })
        .event('policy.chosen', { policy: 1, from: '127.0.0.2' })
        .ehloWithoutStarttls()
        .quit(),
    },
    'others in the transcript see it': transcript()
      .session({ from: '127.0.0.2' })
      .ehloWithoutStarttls()
      .quit()
      .after(5000)
      .session({ from: '127.0.0.9' })
      .tls()
      .mail()
      .quit(),
    'a client of starttls-by-source': run({ scenario: BY_SOURCE }, from('127.0.0.2')),
  },
  leaves: {
    'the address that is offered it': run({ scenario: BY_SOURCE }, from('127.0.0.1')),
    'a server that offers it to nobody': transcript()
      .session()
      .ehloWithoutStarttls()
      .quit()
      .after(5000)
      .session({ from: '127.0.0.9' })
      .ehloWithoutStarttls()
      .quit(),
    'a policy that changes something else': {
      scenario: { server: { tls: { mode: 'off' }, policies: [{ from: '127.0.0.0/8', size: '1MiB' }] } },
      transcript: transcript()
        .session()
        .event('policy.chosen', { policy: 0, from: '127.0.0.1' })
        .ehloWithoutStarttls()
        .quit(),
    },
  },
})
