// The client marked its hello as a fallback, and the server could do better.
import { fallbackRefused } from '../../../src/verdict/diagnoses/fallback-refused.ts'
import { OLD_HELLO, transcript } from '../transcript-builder.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(fallbackRefused, {
  triggers: {
    'a hello with TLS_FALLBACK_SCSV': transcript()
      .session()
      .starttls()
      .hello({ versions: ['TLSv1.2'], fallbackScsv: true })
      .alert('sent', 'inappropriate_fallback')
      .failed('no-common-version')
      .closed(),
  },
  leaves: {
    'a fallback that the server takes': transcript()
      .session()
      .tls({ versions: ['TLSv1.2'], fallbackScsv: true })
      .mail()
      .quit(),
    'another alert of the server': transcript()
      .session()
      .starttls()
      .hello(OLD_HELLO)
      .alert('sent', 'protocol_version')
      .failed('no-common-version')
      .closed(),
  },
})
