// client-cert-optional: without a certificate a client is welcome, with a bad one it is not.
import { isHungUpOn, sendsWithCertificate } from '../client-certificate-acts.ts'
import { type Play, TLS12, TLS13 } from '../play.ts'
import { sendsInClear, sendsInsideTls } from '../policy-acts.ts'

export const play: Play = [
  sendsInClear(true),
  sendsInsideTls(' without a certificate'),
  sendsWithCertificate(TLS12),
  sendsWithCertificate(TLS13),
  isHungUpOn('expired'),
  isHungUpOn('untrusted-root'),
]
