// cert-sha1: too weak for OpenSSL from level 1 on.
import { sendsUnchecked } from '../certificate-acts.ts'
import { refuseCertificateByNodemailer } from '../nodemailer-acts.ts'
import type { Play } from '../play.ts'

export const play: Play = [
  ...refuseCertificateByNodemailer(/CA signature digest algorithm too weak/),
  sendsUnchecked('UNSPECIFIED'),
]
