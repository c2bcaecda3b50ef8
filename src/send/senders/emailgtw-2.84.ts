// The monitoring probe emailgtw 2.84 (Broadcom article 227333), as its library was observed and as its vendor tells it.
import type { CClientResult } from '../c-client.ts'
import { PROBE_RETRY, PROBE_SETTINGS, probeLine, probeQueue, sendAlarm, showProbe, TLS10, TLS12 } from '../emailgtw.ts'
import { sender } from '../sender.ts'
import { word } from '../settings.ts'

export const emailgtw284 = sender({
  name: 'emailgtw-2.84',
  product: 'DX UIM emailgtw 2.84, a monitoring probe on UW c-client',
  doc:
    'Its STARTTLS speaks TLS 1.0 and nothing else, as its library was observed; its vendor describes another way, which ' +
    'the setting Shape plays. It logs in with PLAIN where that is offered, else with LOGIN, and asks again after any refusal.',
  notPlayed: ['the hello of the OpenSSL that the probe shipped with: its suites are those observed over OpenSSL 3'],
  settings: {
    ...PROBE_SETTINGS,
    Shape: word(['observed', 'described'], {
      standard: 'observed',
      doc:
        '`observed`: STARTTLS with TLS 1.0 only (the log of 000:54, reference of clients). `described`: TLS 1.2 first, and ' +
        'TLS 1.0 in a new connection if that fails at the server',
      source: '000:39',
    }),
  },
  retry: PROBE_RETRY,
  show: showProbe,
  async attempt(mail, around) {
    const { Shape, TLS } = around.values
    const offers = Shape === 'described' && TLS !== 'off' ? [TLS12, TLS10] : [TLS10]
    let result: CClientResult = { status: 'retry', error: '' }
    for (const offer of offers) {
      result = await sendAlarm(mail, around, offer)
      if (result.handshake !== 'failed') break
    }
    return result
  },
  line: probeLine,
  queue: probeQueue,
})
