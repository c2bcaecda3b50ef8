// What a product offers in its hello, and how far OpenSSL under Node can say it.
import { constants } from 'node:crypto'
import { type ConnectionOptions, createSecureContext, type SecureVersion } from 'node:tls'
import { suiteByName, type TlsVersion } from '../tls/wire/names.ts'

/** A hello as data. Versions, suites and groups by the names of the registries, in the product's order. */
export interface TlsOffer {
  versions: readonly TlsVersion[]
  suites: readonly string[]
  /** OpenSSL's own when absent. */
  groups?: readonly string[]
  /** As OpenSSL writes them: `RSA+SHA256`. Its own when absent. */
  signatureAlgorithms?: readonly string[]
  /** Whether it offers to resume by ticket (RFC 5077). */
  tickets: boolean
}

/** An offer as far as it can be played, and what cannot. */
export interface PlayableOffer {
  versions: TlsVersion[]
  suites: string[]
  notPlayed: string[]
}

const PLAYED_VERSIONS: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

/** Asks this machine's OpenSSL what it has of an offer. Nothing left of versions or suites: the offer cannot be made. */
export function playable(offer: TlsOffer): PlayableOffer {
  const versions = PLAYED_VERSIONS.filter((version) => offer.versions.includes(version))
  const fits = (name: string) => versions.some((version) => isFor(name, version))
  const suites = offer.suites.filter((name) => fits(name) && isPlayed(name))
  // A version without a suite would be offered with OpenSSL's own.
  const used = versions.filter((version) => suites.some((name) => isFor(name, version)))
  // OpenSSL as a client offers no version above one that is left out (SSL_CTX_set_options(3), "holes").
  const run = used.filter(
    (version, at) => PLAYED_VERSIONS.indexOf(version) === PLAYED_VERSIONS.indexOf(used[0] ?? 'TLSv1') + at,
  )
  return {
    versions: run,
    suites: suites.filter((name) => run.some((version) => isFor(name, version))),
    notPlayed: [
      ...offer.versions.filter((version) => !run.includes(version)),
      ...offer.suites.filter((name) => !suites.includes(name) && (!suiteByName(name) || !isPlayed(name))),
    ],
  }
}

/** Options for `tls.connect`; null when nothing of the offer can be played. */
export function connectionOptions(offer: TlsOffer): ConnectionOptions | null {
  const { versions, suites } = playable(offer)
  const [oldest] = versions
  const newest = versions.at(-1)
  if (oldest === undefined || newest === undefined) return null
  return {
    minVersion: oldest as SecureVersion,
    maxVersion: newest as SecureVersion,
    ciphers: cipherString(suites),
    ...(offer.groups && { ecdhCurve: offer.groups.join(':') }),
    ...(offer.signatureAlgorithms && { sigalgs: offer.signatureAlgorithms.join(':') }),
    secureOptions: offer.tickets ? 0 : constants.SSL_OP_NO_TICKET,
  }
}

/** Level 0 lets everything pass that is listed: TLS 1.0 needs it (OpenSSL 3), and so do NULL and anonymous suites. */
function cipherString(suites: readonly string[]): string {
  const names = suites.flatMap((name) => suiteByName(name)?.openssl ?? [])
  // The level belongs to the list of TLS 1.2 and older, which must hold a suite; versions keep it out of the hello.
  const filler = names.some((name) => !name.startsWith('TLS_')) ? [] : ['DEFAULT']
  return [...names, ...filler, '@SECLEVEL=0'].join(':')
}

function isFor(name: string, version: TlsVersion): boolean {
  const suite = suiteByName(name)
  if (!suite) return false
  const rank = (each: TlsVersion) => PLAYED_VERSIONS.indexOf(each)
  return rank(suite.minVersion) <= rank(version) && rank(version) <= rank(suite.maxVersion)
}

const played = new Map<string, boolean>()

/** Asks once per suite. */
function isPlayed(name: string): boolean {
  let answer = played.get(name)
  if (answer === undefined) {
    answer = suiteByName(name)?.openssl !== undefined && canMake(name)
    played.set(name, answer)
  }
  return answer
}

function canMake(name: string): boolean {
  try {
    createSecureContext({ ciphers: cipherString([name]) })
    return suiteByName(name)?.openssl !== null
  } catch {
    return false
  }
}
