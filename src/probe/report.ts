// What was found, for a terminal. Whatever a server says is shown with its control characters made visible.
import { visible } from '../transcript/visible.ts'
import type { CertificateFinding, Findings, Grade, LogLine, VersionFinding } from './findings.ts'

/** One line of the log: who, what, and what it means. */
export function logText({ who, text, comment }: LogLine): string {
  const line = `  ${who} ${visible(text)}`
  return comment === null ? line : `${line.padEnd(40)}   # ${visible(comment)}`
}

/** All but the log, which is told while it happens. */
export function findingsText(findings: Findings): string {
  const { mode, tls, certificate, grades, trouble, connections } = findings
  const many = connections === 1 ? 'connection' : 'connections'
  return [
    ...(tls ? ['', 'TLS', ...tls.versions.flatMap(versionLines)] : []),
    ...(certificate ? ['', 'Certificate', ...certificateLines(certificate)] : []),
    ...(grades.length > 0 ? ['', 'Findings', ...grades.map(({ grade, says }) => `  ${MARKS[grade]} ${says}`)] : []),
    ...(trouble === null ? [] : ['', `Not all could be seen: ${trouble}`]),
    ...(mode === null ? ['  Check host and port, and what a firewall on the way lets through.'] : []),
    '',
    `${connections} ${many} ${mode === null ? 'tried' : 'made'}; no mail was sent.`,
    '',
  ]
    .map(visible)
    .join('\n')
}

const MARKS: Readonly<Record<Grade['grade'], string>> = { bad: 'BAD ', warn: 'WARN', note: 'note', good: 'ok  ' }

const VERSION_WORDS: Readonly<Record<VersionFinding['version'], string>> = {
  SSLv3: 'SSL 3.0',
  TLSv1: 'TLS 1.0',
  'TLSv1.1': 'TLS 1.1',
  'TLSv1.2': 'TLS 1.2',
  'TLSv1.3': 'TLS 1.3',
}

function versionLines({ version, suites, order, ended }: VersionFinding): string[] {
  const words = VERSION_WORDS[version]
  if (suites.length === 0) return [`  ${words}  not taken (${ended})`]
  const count = `${suites.length} ${suites.length === 1 ? 'suite' : 'suites'}`
  const whose =
    order === null ? '' : order === 'server' ? ', in the order of the server' : ', in the order of the client'
  return [
    `  ${words}  ${count}${whose}`,
    ...suites.map(({ name, bits, weak, dhBits, group }) => {
      const key = dhBits !== null ? `DH ${dhBits} bits` : (group ?? '')
      const bad = weak.length > 0 ? `weak: ${weak.join(', ')}` : ''
      return `    ${[name.padEnd(46), `${bits} bits`.padEnd(9), key.padEnd(12), bad].join(' ')}`.trimEnd()
    }),
  ]
}

function certificateLines(certificate: CertificateFinding): string[] {
  const rows: [string, string][] = [
    ['subject', certificate.subject],
    ['issuer', certificate.issuer],
    ['names', certificate.names.join(', ') || 'none'],
    ['valid', `${certificate.validFrom} to ${certificate.validTo}`],
    ['key', certificate.key],
    ['signature', certificate.signature],
    ['SHA-256', certificate.sha256],
    ['TLSA', `3 1 1 ${certificate.tlsa311}`],
    ['chain', certificate.chain.join(' <- ')],
    ...certificate.problems.map(({ says }): [string, string] => ['wrong', says]),
  ]
  return rows.map(([name, value]) => `  ${name.padEnd(9)}  ${value}`)
}
