// cisco-esa-listener: two listeners; on the public one a list of senders needs TLS, and a certificate has to be good or absent.
import { isHungUpOn, sendsWithCertificate } from '../client-certificate-acts.ts'
import { act, hello, meet, type Play, secure, TLS12 } from '../play.ts'
import { refusedInClear, sendsInClear, sendsInsideTls, showsCertificates } from '../policy-acts.ts'

const MUST = ['530 Must issue a STARTTLS command first']
const INSIDE = { localAddress: '127.0.0.2' }

export const play: Play = [
  act('the public listener offers what the article shows', async (t, server) => {
    await meet(server, async (client) => {
      const lines = (await hello(client)).map((line) => line.slice(4))
      t.same(lines, ['mail.company.example', '8BITMIME', 'SIZE 51380224', 'STARTTLS'])
      const inside = (await secure(client, { ca: server.ca, ...TLS12 })).map((line) => line.slice(4))
      t.same(inside, ['mail.company.example', '8BITMIME', 'SIZE 51380224'])
      await client.asks('QUIT', '221 mail.company.example')
      await client.hearsEnd('fin')
    })
  }),
  sendsInClear(true, ' of nobody on the list'),
  refusedInClear(['MAIL FROM:<eve@it.partner.example>'], MUST),
  refusedInClear(['MAIL FROM:<ceo@vip.example>'], MUST),
  sendsInsideTls(' without a certificate'),
  sendsWithCertificate(),
  isHungUpOn('expired'),
  isHungUpOn('untrusted-root', 'of an unknown authority'),
  refusedInClear(['MAIL FROM:<anna@example.com>'], MUST, INSIDE),
  sendsInsideTls('', INSIDE),
  showsCertificates({ '127.0.0.1': 'mail.company.example', '127.0.0.2': 'relay.inside.company.example' }),
]
