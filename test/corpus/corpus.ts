// The whole corpus, client by client; a client has more than one file where a family of scenarios is large.
import { pairsOf } from './pair.ts'
import { CURL_CORPUS } from './pairs/curl.ts'
import { CURL_AUTH } from './pairs/curl-auth.ts'
import { CURL_CERTIFICATES } from './pairs/curl-certificates.ts'
import { CURL_HANDSHAKES } from './pairs/curl-handshakes.ts'
import { CURL_QUEUE } from './pairs/curl-queue.ts'
import { CURL_STARTTLS } from './pairs/curl-starttls.ts'
import { CURL_STORIES } from './pairs/curl-stories.ts'
import { GNUTLS_CORPUS } from './pairs/gnutls-cli.ts'
import { JSSE_CORPUS } from './pairs/jsse.ts'
import { MSMTP_CORPUS } from './pairs/msmtp.ts'
import { MSMTP_AUTH } from './pairs/msmtp-auth.ts'
import { MSMTP_CERTIFICATES } from './pairs/msmtp-certificates.ts'
import { NODEMAILER_CORPUS } from './pairs/nodemailer.ts'
import { NODEMAILER_AUTH } from './pairs/nodemailer-auth.ts'
import { NODEMAILER_STARTTLS } from './pairs/nodemailer-starttls.ts'
import { OPENSSL_CORPUS } from './pairs/openssl.ts'
import { OPENSSL_VERSIONS } from './pairs/openssl-versions.ts'
import { SMTPLIB_CORPUS } from './pairs/smtplib.ts'
import { SMTPLIB_STARTTLS } from './pairs/smtplib-starttls.ts'
import { SWAKS_CORPUS } from './pairs/swaks.ts'
import { SWAKS_AUTH } from './pairs/swaks-auth.ts'
import { SWAKS_POLICIES } from './pairs/swaks-policies.ts'
import { SWAKS_QUEUE } from './pairs/swaks-queue.ts'
import { SWAKS_STARTTLS } from './pairs/swaks-starttls.ts'
import { SWAKS_STORIES } from './pairs/swaks-stories.ts'

export const CORPUS = [
  CURL_CORPUS,
  CURL_AUTH,
  CURL_CERTIFICATES,
  CURL_HANDSHAKES,
  CURL_QUEUE,
  CURL_STARTTLS,
  CURL_STORIES,
  GNUTLS_CORPUS,
  JSSE_CORPUS,
  MSMTP_CORPUS,
  MSMTP_AUTH,
  MSMTP_CERTIFICATES,
  NODEMAILER_CORPUS,
  NODEMAILER_AUTH,
  NODEMAILER_STARTTLS,
  OPENSSL_CORPUS,
  OPENSSL_VERSIONS,
  SMTPLIB_CORPUS,
  SMTPLIB_STARTTLS,
  SWAKS_CORPUS,
  SWAKS_AUTH,
  SWAKS_POLICIES,
  SWAKS_QUEUE,
  SWAKS_STARTTLS,
  SWAKS_STORIES,
]

export const PAIRS = CORPUS.flatMap(pairsOf)
