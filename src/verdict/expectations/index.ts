// All named expectations. A new one is a file beside this and a line here.
import { refusesCertificate } from './refuses-certificate.ts'
import { refusesNullAndAnonymous } from './refuses-null-and-anonymous.ts'
import { reportsFailure } from './reports-failure.ts'
import { retries } from './retries.ts'
import { sendsClientCertificate } from './sends-client-certificate.ts'
import { usesTls } from './uses-tls.ts'

export const EXPECTATIONS = [
  retries,
  refusesCertificate,
  refusesNullAndAnonymous,
  usesTls,
  sendsClientCertificate,
  reportsFailure,
]
