// The client repeats what was refused, too often and too fast.
import { hammering } from '../../../src/verdict/diagnoses/hammering.ts'
import { healthyTranscript, type TranscriptBuilder, transcript } from '../transcript-builder.ts'
import { raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const refused = () => transcript().session().tls().asks('MAIL FROM:<a@client.test>', '451 4.3.0 later')

testDiagnosis(hammering, {
  triggers: {
    'one command again and again': Array.from({ length: 5 })
      .reduce((talk: TranscriptBuilder) => talk.asks('MAIL FROM:<a@client.test>', '451 4.3.0 later'), refused())
      .quit(),
    'a client that does not take no for an answer': run(
      { scenario: { server: { rules: [{ on: 'MAIL', reply: '550 5.7.1 no' }] } } },
      raw(async (client) => {
        await client.hears('220 *')
        await client.asks('EHLO client.test', '250 *')
        for (let count = 0; count < 6; count++) await client.asks('MAIL FROM:<a@client.test>', '550 *')
        await client.asks('QUIT', '221 *')
      }),
    ),
  },
  leaves: {
    'once more': refused().asks('MAIL FROM:<a@client.test>', '451 4.3.0 later').quit(),
    'many accepted': healthyTranscript().session().tls().mail().mail().mail().mail().mail().mail().quit(),
  },
})
