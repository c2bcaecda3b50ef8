// The monitoring probe emailgtw 2.90: TLS 1.2 can be enabled (Broadcom article 227333).
import {
  NEGOTIATED,
  PROBE_RETRY,
  PROBE_SETTINGS,
  probeLine,
  probeQueue,
  sendAlarm,
  showProbe,
  TLS10,
} from '../emailgtw.ts'
import { sender } from '../sender.ts'
import { flag } from '../settings.ts'

export const emailgtw290 = sender({
  name: 'emailgtw-2.90',
  product: 'DX UIM emailgtw 2.90 (beta), a monitoring probe on UW c-client',
  doc: 'Once TLS 1.2 is enabled in its dialog, one hello offers TLS 1.0 to 1.2 and the server chooses. Until then it is as 2.84.',
  notPlayed: ['the hello of the OpenSSL that the probe shipped with: its suites are those observed over OpenSSL 3'],
  settings: {
    ...PROBE_SETTINGS,
    EnableTls12: flag({
      standard: false,
      doc: '"Enable the probe to support the SMTP server using TLS 1.2", in IM GUI',
      source: '000:42',
    }),
  },
  retry: PROBE_RETRY,
  show: showProbe,
  attempt: (mail, around) => sendAlarm(mail, around, around.values.EnableTls12 ? NEGOTIATED : TLS10),
  line: probeLine,
  queue: probeQueue,
})
