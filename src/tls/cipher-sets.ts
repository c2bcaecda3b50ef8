// Sets of cipher suites by one word, and the check that every name of a scenario is a known suite.
import { near, type Problem, type Shape } from '../scenario/shape.ts'
import { type CipherSuite, cipherNames, cipherSuites, suiteByName, type TlsVersion, versionRank } from './wire/names.ts'

const SETS: Readonly<Record<string, (suite: CipherSuite) => boolean>> = {
  /** What servers of today serve without a second thought: AEAD and CBC suites with AES, Camellia or ChaCha20. */
  modern: (suite) => suite.weak.length === 0 && isCommon(suite) && !/_MD5$/.test(suite.name),
  /** The same and 3DES, as servers that still please old devices have it. */
  legacy: (suite) =>
    isCommon(suite) && suite.weak.every((weakness) => weakness === '3des') && !/_MD5$/.test(suite.name),
  /** What no server should serve: no encryption, no authentication, EXPORT, RC4, RC2, DES, 3DES. */
  weak: (suite) => suite.weak.length > 0 && !suite.weak.includes('sslv2'),
}

export const CIPHER_SETS = Object.keys(SETS)

interface SuiteChoice {
  readonly ciphers?: readonly string[]
  readonly suiteOrder?: 'client' | 'server'
}

/**
 * Whose order decides which suite is taken. Where a scenario does not say: one that names suites has an order of its own,
 * one that names a set lets the client choose.
 */
export function suiteOrder({ ciphers = [], suiteOrder: said }: SuiteChoice): 'client' | 'server' {
  if (said) return said
  return ciphers.some((name) => CIPHER_SETS.includes(name)) ? 'client' : 'server'
}

/** The suites that a list of names and sets stands for, in its order, each once. */
export function expandCiphers(names: readonly string[]): CipherSuite[] {
  const found = names.flatMap((name) => {
    const set = SETS[name]
    if (set) return cipherSuites().filter(set)
    const suite = suiteByName(name)
    return suite ? [suite] : []
  })
  return [...new Set(found)]
}

/** `server.tls.ciphers`: one name or a list. */
export const ciphersShape: Shape<string[]> = {
  says: `cipher suites by IANA or OpenSSL name, or a set: ${CIPHER_SETS.join(', ')}`,
  parse(value, path, problems) {
    const listed = Array.isArray(value)
    const names: unknown[] = listed ? value : [value]
    if (names.length === 0) problems.push(notASuite('an empty list', path))
    return names.map((name, at) => {
      const place = listed ? [...path, at] : path
      if (typeof name !== 'string') problems.push(notASuite(JSON.stringify(name), place))
      else if (!SETS[name] && !suiteByName(name)) {
        problems.push({ ...notASuite(JSON.stringify(name), place), ...near(name, [...CIPHER_SETS, ...cipherNames()]) })
      } else return name
      return ''
    })
  },
  json: () => {
    const name = { type: 'string', description: 'IANA or OpenSSL name of a suite, or modern, legacy, weak' }
    return { anyOf: [name, { type: 'array', items: name, minItems: 1 }] }
  },
}

/** The versions in which a suite, or any suite of a set, can be negotiated. */
export function suiteVersions(name: string): { min: TlsVersion; max: TlsVersion } | undefined {
  const suites = expandCiphers([name])
  if (suites.length === 0) return undefined
  const rank = (version: TlsVersion) => versionRank(version) ?? 0
  return {
    min: suites.map((suite) => suite.minVersion).reduce((a, b) => (rank(a) <= rank(b) ? a : b)),
    max: suites.map((suite) => suite.maxVersion).reduce((a, b) => (rank(a) >= rank(b) ? a : b)),
  }
}

function isCommon(suite: CipherSuite): boolean {
  if (/^TLS_(AES_(128|256)_GCM|CHACHA20)/.test(suite.name)) return true
  return /^TLS_(ECDHE_(RSA|ECDSA)|DHE_RSA|RSA)_WITH_(AES|CAMELLIA|CHACHA20|3DES)/.test(suite.name)
}

function notASuite(found: string, path: Problem['path']): Problem {
  return {
    code: 'SCENARIO_UNKNOWN_CIPHER',
    path,
    found: `${found} is no cipher suite that is known`,
    expected: `an IANA or OpenSSL name, or one of ${CIPHER_SETS.join(', ')}`,
  }
}
