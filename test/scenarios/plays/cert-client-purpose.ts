// cert-client-purpose: TLS that only a client which checks nothing accepts.
import { sendsUnchecked } from '../certificate-acts.ts'
import { refuseCertificateByNodemailer } from '../nodemailer-acts.ts'
import type { Play } from '../play.ts'

export const play: Play = [
  ...refuseCertificateByNodemailer(/(unsupported|unsuitable) certificate purpose/),
  sendsUnchecked('INVALID_PURPOSE'),
]
