// The whole corpus, client by client.
import { pairsOf } from './pair.ts'
import { CURL_CORPUS } from './pairs/curl.ts'
import { CURL_CERTIFICATES } from './pairs/curl-certificates.ts'
import { CURL_HANDSHAKES } from './pairs/curl-handshakes.ts'
import { CURL_STORIES } from './pairs/curl-stories.ts'
import { GNUTLS_CORPUS } from './pairs/gnutls-cli.ts'
import { JSSE_CORPUS } from './pairs/jsse.ts'
import { MSMTP_CORPUS } from './pairs/msmtp.ts'
import { MSMTP_CERTIFICATES } from './pairs/msmtp-certificates.ts'
import { NODEMAILER_CORPUS } from './pairs/nodemailer.ts'
import { OPENSSL_CORPUS } from './pairs/openssl.ts'
import { OPENSSL_VERSIONS } from './pairs/openssl-versions.ts'
import { SMTPLIB_CORPUS } from './pairs/smtplib.ts'
import { SWAKS_CORPUS } from './pairs/swaks.ts'
import { SWAKS_POLICIES } from './pairs/swaks-policies.ts'
import { SWAKS_STORIES } from './pairs/swaks-stories.ts'

export const CORPUS = [
  CURL_CORPUS,
  CURL_CERTIFICATES,
  CURL_HANDSHAKES,
  CURL_STORIES,
  GNUTLS_CORPUS,
  JSSE_CORPUS,
  MSMTP_CORPUS,
  MSMTP_CERTIFICATES,
  NODEMAILER_CORPUS,
  OPENSSL_CORPUS,
  OPENSSL_VERSIONS,
  SMTPLIB_CORPUS,
  SWAKS_CORPUS,
  SWAKS_POLICIES,
  SWAKS_STORIES,
]

export const PAIRS = CORPUS.flatMap(pairsOf)
