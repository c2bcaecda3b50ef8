// The client went on inside TLS with what EHLO had said before it.
import { diagnosis } from '../diagnosis.ts'
import { broke } from '../signs/broken.ts'

export const ehloNotRepeated = diagnosis({
  id: 'ehlo-not-repeated',
  rank: 40,
  cause: 'After STARTTLS the client went on with {found} and did not say EHLO again.',
  advice:
    'On the client: forget the list from before TLS and say EHLO again: it may have been changed on the way, and servers list other things inside TLS.',
  reference: 'RFC 3207 section 4.2',
  looksFor: broke('ehlo-again-after-starttls'),
})
