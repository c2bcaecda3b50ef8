// What the two sides agree on: version, suite, certificate, groups (RFC 5246 appendix E.1, RFC 8422 section 5.1).
import type { TlsPlan } from '../../scenario/server-plan.ts'
import { expandCiphers, suiteOrder } from '../cipher-sets.ts'
import type { ClientHello } from '../wire/client-hello.ts'
import { groupName, VERSION_NUMBERS, versionName, versionRank } from '../wire/names.ts'
import type { Agreement } from './agreement.ts'
import { DH_GROUP_NAMES } from './dh-groups.ts'
import { EC_GROUPS } from './ec-groups.ts'
import { TlsFailure } from './failure.ts'
import type { ServerIdentity } from './identity.ts'
import { SSL3 } from './key-derivation.ts'
import { recipeOf, type SuiteRecipe } from './suites.ts'

/** TLS 1.3 is another protocol, which OpenSSL serves. */
export const SPOKEN_VERSIONS = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2'] as const

const RENEGOTIATION_INFO_SCSV = 0x00ff
const FALLBACK_SCSV = 0x5600
const STATUS_REQUEST = 5
const EXTENDED_MASTER_SECRET = 23
const RENEGOTIATION_INFO = 0xff01

/** The suites of a plan that are spoken here, in the server's order. */
export function spokenSuites(plan: TlsPlan): SuiteRecipe[] {
  return expandCiphers(plan.ciphers).flatMap((suite) => recipeOf(suite) ?? [])
}

/** The versions of a plan in which one of its suites can be negotiated, oldest first. */
export function spokenVersions(plan: TlsPlan): string[] {
  const suites = spokenSuites(plan)
  return SPOKEN_VERSIONS.filter(
    (version) => plan.versions.includes(version) && suites.some((each) => fits(each, version)),
  )
}

/** Throws TlsFailure when the two have nothing in common. */
export function agree(plan: TlsPlan, identities: readonly ServerIdentity[], hello: ClientHello): Agreement {
  const version = chooseVersion(spokenVersions(plan), hello)
  const versionNumber = VERSION_NUMBERS[version as keyof typeof VERSION_NUMBERS]
  const offers = (type: number) => hello.extensions.some((extension) => extension.type === type)
  const curves = curvesInCommon(plan, hello)
  const usable = spokenSuites(plan).flatMap((recipe) => {
    if (!fits(recipe, version) || !hello.suites.includes(recipe.suite.number)) return []
    if (recipe.exchange === 'ecdh' && curves.length === 0) return []
    const identity = recipe.authentication ? identityFor(recipe, identities, hello) : null
    return identity === undefined ? [] : [{ recipe, identity }]
  })
  const chosen = suiteOrder(plan) === 'client' ? firstOf(hello.suites, usable) : usable[0]
  if (!chosen) {
    const detail = `no suite in common in ${version}`
    throw new TlsFailure('no-common-suite', 'handshake_failure', detail)
  }
  return {
    version: versionNumber,
    ...chosen,
    groups: chosen.recipe.exchange === 'ecdh' ? curves : plan.groups.filter((name) => DH_GROUP_NAMES.includes(name)),
    // RFC 7627 section 5: not in SSL 3.0.
    extendedMasterSecret: versionNumber > SSL3 && offers(EXTENDED_MASTER_SECRET),
    staples: offers(STATUS_REQUEST) && chosen.identity?.ocsp != null,
    secureRenegotiation: offers(RENEGOTIATION_INFO) || hello.suites.includes(RENEGOTIATION_INFO_SCSV),
  }
}

function chooseVersion(served: readonly string[], hello: ClientHello): string {
  const rank = (version: string) => versionRank(version) ?? 0
  const offered = hello.supportedVersions?.map(versionName) ?? []
  const newest = versionName(hello.version)
  const below = served.filter((version) => rank(version) <= rank(newest) || VERSION_NUMBERS.SSLv2 === hello.version)
  // Some clients list versions and name an old one in the hello itself, or list none that we have: then the hello counts.
  const listed = below.filter((version) => offered.includes(version))
  const version = (offered.length > 0 ? listed : below).at(-1)
  // RFC 7507 section 3.
  if (hello.suites.includes(FALLBACK_SCSV) && rank(served.at(-1) ?? '') > rank(newest)) {
    throw new TlsFailure(
      'no-common-version',
      'inappropriate_fallback',
      `fallback to ${newest} with a newer version left`,
    )
  }
  if (version) return version
  const said = offered.length > 0 ? offered.join(', ') : `at most ${newest}`
  throw new TlsFailure(
    'no-common-version',
    'protocol_version',
    `the client offers ${said}; served: ${served.join(', ')}`,
  )
}

/** Undefined when no certificate goes with the suite. */
function identityFor(
  { authentication }: SuiteRecipe,
  identities: readonly ServerIdentity[],
  hello: ClientHello,
): ServerIdentity | undefined {
  const groups = hello.groups.map(groupName)
  return identities.find(
    ({ kind, curve }) => kind === authentication && (kind === 'rsa' || groups.length === 0 || groups.includes(curve)),
  )
}

/** RFC 8422 section 4: a client without the extension takes any curve; P-256 is the one that all have. */
function curvesInCommon(plan: TlsPlan, hello: ClientHello): string[] {
  const wanted = plan.groups.filter((name) => Object.hasOwn(EC_GROUPS, name))
  const ours = wanted.length > 0 ? wanted : Object.keys(EC_GROUPS)
  const theirs = hello.extensions.length > 0 && hello.groups.length > 0 ? hello.groups.map(groupName) : ['secp256r1']
  return ours.filter((name) => theirs.includes(name))
}

function firstOf<Usable extends { recipe: SuiteRecipe }>(
  order: readonly number[],
  usable: readonly Usable[],
): Usable | undefined {
  const place = ({ recipe }: Usable) => order.indexOf(recipe.suite.number)
  return [...usable].sort((a, b) => place(a) - place(b))[0]
}

function fits({ suite }: SuiteRecipe, version: string): boolean {
  const rank = versionRank(version) ?? 0
  return (versionRank(suite.minVersion) ?? 0) <= rank && rank <= (versionRank(suite.maxVersion) ?? 0)
}
