// What this machine's OpenSSL can serve of a plan, and the options of the secure context that serves it.
import { constants, randomBytes } from 'node:crypto'
import { createSecureContext, type SecureContextOptions, type SecureVersion } from 'node:tls'
import type { TlsPlan } from '../../scenario/server-plan.ts'
import { CIPHER_SETS, expandCiphers, suiteOrder } from '../cipher-sets.ts'
import type { ServerCredential } from '../layer.ts'
import type { CipherSuite } from '../wire/names.ts'

const SERVED_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

// OpenSSL's SSL_OP_NO_TLSv1_x, for a version that is left out between two that are served.
const NO_VERSION: Readonly<Record<string, number>> = { 'TLSv1.1': 0x10000000, 'TLSv1.2': 0x08000000 }

/** Suites that want a shared key, a password, Kerberos, or a certificate of a kind that is not made here. */
const NO_CREDENTIALS = /_(PSK|SRP|KRB5|DSS|GOSTR\d+)_/

/** Why OpenSSL cannot serve the versions, suites and groups of a plan; null when it can. */
export function unservable(plan: TlsPlan): string | null {
  const versions = plan.versions.filter((version) => !SERVED_VERSIONS.includes(version))
  if (versions.length > 0) return `OpenSSL under Node cannot serve ${versions.join(', ')}`
  // A set means those of its suites that can be served; a suite by name is meant.
  const named = plan.ciphers.filter((name) => !CIPHER_SETS.includes(name))
  const missing = expandCiphers(named).filter((suite) => !isServed(suite))
  if (missing.length > 0) return `OpenSSL under Node cannot serve ${missing.map((suite) => suite.name).join(', ')}`
  // Every OpenSSL has suites of the modern set in every version, and asking for each costs 10 ms at the start.
  if (!plan.ciphers.includes('modern') && servedVersions(plan).length === 0)
    return 'OpenSSL under Node can serve none of the suites in these versions'
  const groups = plan.groups.filter((group) => !canMake({ ecdhCurve: group }))
  return groups.length > 0 ? `OpenSSL under Node cannot serve the groups ${groups.join(', ')}` : null
}

/** Options for all of a plan but client certificates. */
export function contextOptions(plan: TlsPlan, credentials: readonly ServerCredential[]): SecureContextOptions {
  return {
    ...versionOptions(servedVersions(plan)),
    ciphers: cipherString(servedSuites(plan)),
    honorCipherOrder: suiteOrder(plan) === 'server',
    // Without it OpenSSL serves no DHE and no anonymous DH suite.
    dhparam: 'auto',
    ...(plan.groups.length > 0 && { ecdhCurve: plan.groups.join(':') }),
    ...credentialOptions(credentials),
  }
}

const served = new Map<string, boolean>()

/** Asks this machine's OpenSSL, once per suite. */
function isServed(suite: CipherSuite): boolean {
  const { openssl } = suite
  if (!openssl) return false
  let answer = served.get(openssl)
  if (answer === undefined) {
    answer = !NO_CREDENTIALS.test(suite.name) && canMake({ ciphers: cipherString([suite]) })
    served.set(openssl, answer)
  }
  return answer
}

function canMake(options: SecureContextOptions): boolean {
  try {
    createSecureContext(options)
    return true
  } catch {
    // Node leaves the error of a group in OpenSSL's queue, where the next call that asks for one takes it for its own:
    // importing a key would fail. This one empties the queue.
    randomBytes(1)
    return false
  }
}

function servedSuites(plan: TlsPlan): CipherSuite[] {
  return expandCiphers(plan.ciphers).filter(isServed)
}

/**
 * The versions of the plan in which one of its suites can be negotiated. Without this Node would serve TLS 1.3 with
 * OpenSSL's own suites where the plan names none for it.
 */
function servedVersions(plan: TlsPlan): string[] {
  const suites = servedSuites(plan)
  const fits = (version: string) => suites.some((suite) => isForTls13(suite) === (version === 'TLSv1.3'))
  return SERVED_VERSIONS.filter((version) => plan.versions.includes(version) && fits(version))
}

function isForTls13(suite: CipherSuite): boolean {
  return suite.minVersion === 'TLSv1.3'
}

/**
 * Level 0 allows what the scenario lists and nothing more; OpenSSL's default would refuse TLS 1.0 and weak keys. The
 * level is part of the list for TLS 1.2 and older, which must hold a suite: the versions keep that one out of use.
 */
function cipherString(suites: readonly CipherSuite[]): string {
  const filler = suites.some((suite) => !isForTls13(suite)) ? [] : ['DEFAULT']
  return [...suites.flatMap((suite) => suite.openssl ?? []), ...filler, '@SECLEVEL=0'].join(':')
}

function versionOptions(wanted: readonly string[]): SecureContextOptions {
  const first = SERVED_VERSIONS.indexOf(wanted[0] ?? '')
  const last = SERVED_VERSIONS.indexOf(wanted.at(-1) ?? '')
  const without = SERVED_VERSIONS.slice(first, last).filter((version) => !wanted.includes(version))
  return {
    minVersion: wanted[0] as SecureVersion,
    maxVersion: wanted.at(-1) as SecureVersion,
    // A client that resumed a session would not be asked to accept the certificate: no tickets.
    secureOptions: without.reduce((all, version) => all | (NO_VERSION[version] ?? 0), constants.SSL_OP_NO_TICKET),
  }
}

function credentialOptions(credentials: readonly ServerCredential[]): SecureContextOptions {
  const pem = credentials.filter((credential) => 'cert' in credential)
  const pfx = credentials.filter((credential) => 'pfx' in credential)
  return {
    ...(pem.length > 0 && { cert: pem.map(({ cert }) => cert), key: pem.map(({ key }) => key) }),
    ...(pfx.length > 0 && {
      pfx: pfx.map(({ pfx: buf, passphrase }) => ({ buf, ...(passphrase !== undefined && { passphrase }) })),
    }),
  }
}
