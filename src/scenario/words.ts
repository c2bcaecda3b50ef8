// Closed lists of words that several parts of the scenario format share.

/** TLS versions, oldest first, in the words of Node's `tls`. */
export const TLS_VERSIONS = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
export type TlsVersion = (typeof TLS_VERSIONS)[number]

/** What the client is configured to want. */
export const POLICIES = ['mandatory', 'unverified', 'opportunistic'] as const
export type Policy = (typeof POLICIES)[number]

/** How an accepted mail travelled. */
export const OUTCOMES = ['encrypted', 'in-clear', 'none'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** What a scenario may call an outcome. */
export const EXPECTED_VERDICTS = ['pass', 'warn', 'fail', 'inconclusive'] as const
export type ExpectedVerdict = (typeof EXPECTED_VERDICTS)[number]

/** How a relay sends on: the policies of a client, no TLS at all, or TLS from the first byte. */
export const RELAY_TLS = [
  'none',
  ...(['opportunistic', 'unverified', 'mandatory'] satisfies Policy[]),
  'implicit',
] as const
export type RelayTls = (typeof RELAY_TLS)[number]
export const RELAY_TLS_DEFAULT: RelayTls = 'opportunistic'

const RELAY_WORDS: Readonly<Record<RelayTls, string>> = {
  none: 'without TLS',
  opportunistic: 'with TLS where it is offered, else in clear',
  unverified: 'only with TLS, from any server',
  mandatory: 'only with TLS and a trusted certificate',
  implicit: 'with TLS from the first byte and a trusted certificate',
}

/** How a relay sends on, in plain words. */
export function relayWords(tls: RelayTls): string {
  return RELAY_WORDS[tls]
}

/** A version as people say it: `TLSv1` is TLS 1.0, `SSLv3` is SSL 3.0. */
export function versionWords(version: string): string {
  return version.replace(/^(TLS|SSL)v(\d)$/, '$1 $2.0').replace(/^TLSv/, 'TLS ')
}
