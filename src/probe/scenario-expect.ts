// What a right client does with a server like the one that was looked at, by the table of kinds of scenarios.
import { codeOf, type Findings } from './findings.ts'

type Grades = Record<string, 'pass' | 'warn'>
type Expectation = Record<'mandatory' | 'unverified' | 'opportunistic', string[] | Grades>

const NOBODY: Expectation = { mandatory: ['none'], unverified: ['none'], opportunistic: ['none'] }
const NO_TLS: Expectation = { ...NOBODY, opportunistic: ['in-clear', 'none'] }

export function expectationFor(findings: Findings): Expectation {
  const { greeting, mode, tls, certificate, mail } = findings
  if (codeOf(greeting) !== 220 || refuses(findings)) return NOBODY
  const suites = tls?.versions.flatMap((version) => version.suites) ?? []
  const clearToo = mode === 'starttls' && codeOf(mail.clear) < 400
  const inClear = clearToo ? ['in-clear'] : []
  if (suites.length === 0) return mode === 'implicit' || !clearToo ? NOBODY : NO_TLS
  if (suites.every(({ weak }) => weak.length > 0)) {
    const open = suites.every(({ weak }) => weak.includes('null') || weak.includes('anonymous'))
    const grades: Grades = { none: 'pass', ...(!open && { encrypted: 'warn' }) }
    const opportunistic: Grades = { ...(clearToo && { 'in-clear': 'pass' }), ...grades }
    return { mandatory: grades, unverified: grades, opportunistic }
  }
  if (certificate?.problems.some(({ problem }) => problem !== 'wrong-order')) {
    return { mandatory: ['none'], unverified: ['encrypted', 'none'], opportunistic: ['encrypted', ...inClear, 'none'] }
  }
  return { mandatory: ['encrypted'], unverified: ['encrypted'], opportunistic: ['encrypted'] }
}

/** Mail is refused where it would have to be taken, and not for want of TLS or AUTH. */
function refuses({ mail, mode, tls }: Findings): boolean {
  const heard = mode === 'implicit' || tls?.versions.some(({ suites }) => suites.length > 0) ? mail.tls : mail.clear
  if (!heard || codeOf(heard) < 400) return heard !== null && heard.missed !== null
  return codeOf(heard) !== 530 && !/authent|STARTTLS/i.test(heard.lines.join(' '))
}
