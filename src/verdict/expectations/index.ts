// All named expectations. A new one is a file beside this and a line here.
import { refusesCertificate } from './refuses-certificate.ts'
import { reportsFailure } from './reports-failure.ts'
import { retries } from './retries.ts'
import { sendsClientCertificate } from './sends-client-certificate.ts'
import { usesTls } from './uses-tls.ts'

export const EXPECTATIONS = [retries, refusesCertificate, usesTls, sendsClientCertificate, reportsFailure]
