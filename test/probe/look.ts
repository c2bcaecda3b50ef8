// Probes a server on loopback without a pause, and reduces what was found to what can be compared.
import type { Findings } from '../../src/probe/findings.ts'
import { probe } from '../../src/probe/probe.ts'
import type { ProbeSettings } from '../../src/probe/settings.ts'
import { machineClock } from '../../src/send/clock.ts'

export const EHLO = 'probe.test'

export function look(port: number, more: Partial<ProbeSettings> = {}): Promise<Findings> {
  const settings: ProbeSettings = {
    target: { host: 'localhost', port },
    ehlo: EHLO,
    from: '',
    mode: 'starttls',
    limits: { connectMs: 10_000, replyMs: 10_000 },
    greetingMs: 500,
    paceMs: 0,
    most: 300,
    ...more,
  }
  return probe(settings, { clock: machineClock() })
}

/** All that a simulated server has to have in common with the one that it was made from. */
export function factsOf({ mode, greeting, ehlo, starttls, mail, tls, certificate }: Findings) {
  return {
    mode,
    greeting,
    ehlo,
    starttls,
    mail,
    asksCertificate: tls?.asksCertificate,
    versions: tls?.versions.map(({ version, suites, order, ended }) => ({
      version,
      order,
      suites: suites.map(({ name, dhBits, group }) => [name, dhBits, group]),
      // What a version is refused with differs between engines; of a server that takes none it is the finding.
      ended: tls.versions.some((each) => each.suites.length > 0) ? null : ended,
    })),
    certificate: certificate?.problems.map(({ problem }) => problem),
  }
}

export function versionsOf({ tls }: Findings): string[] {
  return tls?.versions.flatMap(({ version, suites }) => (suites.length > 0 ? [version] : [])) ?? []
}

export function suitesOf({ tls }: Findings, version: string): string[] {
  return tls?.versions.find((each) => each.version === version)?.suites.map(({ name }) => name) ?? []
}
