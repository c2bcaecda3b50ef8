// Which versions and cipher suites a server takes: one connection for each that it takes, and one for the refusal of the rest.
import { type CipherSuite, cipherSuites, suiteByNumber, suiteName, versionRank } from '../tls/wire/names.ts'
import type { Approach } from './approach.ts'
import { askOn } from './ask.ts'
import type { SuiteFinding, TlsFindings, VersionFinding } from './findings.ts'
import type { Answer, Taken } from './flight.ts'
import { ASKED_VERSIONS, type AskedVersion, clientHello } from './hello.ts'

/** The chain that the server sent in clear, beside what is told of the suites. */
export type Scan = TlsFindings & { chain: Buffer[] | null }

/** Servers that let two hellos wait in vain let all of them wait. */
const SILENT_HELLOS = 2

/** Suites that need a secret in common, a password or a ticket: nobody takes them of a stranger. */
const NEEDS_A_SECRET = /_(PSK|SRP|KRB5|FORTEZZA)_|^TLS_NULL_WITH_NULL_NULL$/

/** The suites that can be offered in a version, the good ones first. */
export function suitesFor(version: AskedVersion): CipherSuite[] {
  const rank = versionRank(version) ?? 0
  const fits = ({ minVersion, maxVersion }: CipherSuite) =>
    (versionRank(minVersion) ?? 0) <= rank && rank <= (versionRank(maxVersion) ?? 0)
  const offered = cipherSuites().filter((each) => !each.signal && fits(each) && !NEEDS_A_SECRET.test(each.name))
  return offered.sort((a, b) => worth(b) - worth(a))
}

/** A careful client's order: no weakness before strength, forward secrecy and AEAD before those without. */
function worth({ name, weak, strength }: CipherSuite): number {
  const forward = /_ECDHE_|_DHE_|^TLS_(AES|CHACHA20)/.test(name) ? 1000 : 0
  return (weak.length > 0 ? -10_000 : 0) + forward + (/GCM|CHACHA20|CCM/.test(name) ? 500 : 0) + strength
}

/**
 * Offers what is left until the server takes nothing more: what it takes first it likes best, unless it follows the client's
 * order, which one more hello in reverse shows. No handshake is carried to its end.
 */
export async function scanTls(approach: Approach, mode: 'starttls' | 'implicit'): Promise<Scan> {
  const scan: Scan = { versions: [], incomplete: null, asksCertificate: false, chain: null }
  let silent = 0
  for (const version of ASKED_VERSIONS) {
    const finding = await scanVersion(version, approach, mode, scan)
    if (finding) scan.versions.push(finding)
    if (scan.incomplete) break
    if (finding?.ended === 'silent' && ++silent >= SILENT_HELLOS) {
      scan.incomplete = 'the server let two hellos wait in vain; the rest was not asked'
      break
    }
  }
  return scan
}

async function scanVersion(
  version: AskedVersion,
  approach: Approach,
  mode: 'starttls' | 'implicit',
  scan: Scan,
): Promise<VersionFinding | null> {
  const ask = async (suites: readonly number[]): Promise<Answer | null> => {
    if (approach.spent) {
      scan.incomplete = `the limit of ${approach.settings.most} connections is reached; --limit raises it`
      return null
    }
    const way = await approach.toTls(mode)
    if ('missed' in way) {
      scan.incomplete = `the server turned the probe away after ${approach.connections} connections: ${way.missed}`
      return null
    }
    const hello = clientHello({ version, suites, servername: approach.settings.target.host })
    return askOn(way.socket, hello, { clock: approach.clock, limitMs: approach.settings.limits.replyMs })
  }
  const taken: Taken[] = []
  let left = suitesFor(version).map(({ number }) => number)
  let ended = 'nothing left to offer'
  while (left.length > 0) {
    const answer = await ask(left)
    if (!answer) {
      if (taken.length === 0) return null
      ended = 'not asked'
      break
    }
    if (!isOf(version, answer, left)) {
      ended = endOf(answer)
      break
    }
    taken.push(answer)
    scan.chain ??= answer.chain
    scan.asksCertificate ||= answer.asksCertificate
    left = left.filter((number) => number !== answer.suite)
  }
  const order = scan.incomplete || taken.length < 2 ? null : await orderOf(taken, version, ask)
  return { version, suites: taken.map(findingOf), order, ended }
}

async function orderOf(
  taken: readonly Taken[],
  version: AskedVersion,
  ask: (suites: readonly number[]) => Promise<Answer | null>,
): Promise<VersionFinding['order']> {
  const numbers = taken.map(({ suite }) => suite).reverse()
  const answer = await ask(numbers)
  if (!answer || !isOf(version, answer, numbers)) return null
  return answer.suite === numbers.at(-1) ? 'server' : 'client'
}

/** A server that has no such version takes a lower one, or one of its own accord. */
function isOf(version: AskedVersion, answer: Answer, offered: readonly number[]): answer is Taken {
  return answer.kind === 'taken' && answer.version === version && offered.includes(answer.suite)
}

/** An answer that is no agreement, in words. */
function endOf(answer: Answer): string {
  switch (answer.kind) {
    case 'taken':
      return `answered with ${answer.version} and ${suiteName(answer.suite)}`
    case 'alert':
      return `alert ${answer.alert}`
    case 'unreadable':
      return answer.detail
    default:
      return answer.kind
  }
}

function findingOf({ suite, dhBits, group }: Taken): SuiteFinding {
  const known = suiteByNumber(suite)
  return {
    name: suiteName(suite),
    openssl: known?.openssl ?? null,
    bits: known?.strength ?? 0,
    weak: [...(known?.weak ?? [])],
    dhBits,
    group,
  }
}
