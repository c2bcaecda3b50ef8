// cert-not-yet-valid: TLS that only a client which checks nothing accepts.
import { sendsUnchecked } from '../certificate-acts.ts'
import { refuseCertificateByNodemailer } from '../nodemailer-acts.ts'
import type { Play } from '../play.ts'

export const play: Play = [
  ...refuseCertificateByNodemailer(/certificate is not yet valid/),
  sendsUnchecked('CERT_NOT_YET_VALID'),
]
