// A run made by hand, with mail and certificates that tell whether bytes survive.

import type { ServerToSave } from '../../src/saved/write.ts'
import type { TlsaRecord } from '../../src/transcript/tlsa.ts'
import { CLOSED, eventsOf, judgementOf, OPENED, resultOf } from '../report/results.ts'

export const MAIL = Buffer.from('Subject: \xff\xfe\r\n\r\n\x00.\r\n', 'latin1')

export const PEM = '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n'

/** One server with a session in it, and a message. */
export function savedServer(number = 1, name = 'healthy'): ServerToSave {
  const events = eventsOf(
    ['session.opened', OPENED],
    ['smtp.command-received', { line: 'EHLO \x1b[2J\u2028x', verb: 'EHLO', secured: false }],
    ['session.closed', CLOSED],
  )
  const judgement = judgementOf({
    verdict: 'fail',
    failed: [{ id: 'outcome', expected: 'encrypted', found: 'in-clear', events: [2], verdict: 'fail' }],
  })
  const report = {
    number,
    hopOf: null,
    scenario: { name, title: `About ${name}` },
    ...{ hosts: ['127.0.0.1', '::1'], port: 2525, hostname: 'mail.example', policy: 'mandatory', skipped: null },
    startedAt: new Date('2026-11-02T08:00:00.250Z'),
    events,
    certificates: [
      { session: 1, by: 'server', pem: PEM },
      { session: 2, by: 'server', pem: PEM },
      { session: 2, by: 'client', pem: PEM.replace('MAA=', 'MAE=') },
    ] as const,
    messages: [{ id: 'AB12', raw: MAIL }],
    groups: ['x25519'],
  }
  const startedAt = report.startedAt.toISOString()
  const result = resultOf(name, judgement, { events, startedAt, client: null, durationMs: 2 })
  return { report, result, tlsa: [TLSA] }
}

const TLSA: TlsaRecord = {
  ...{ usage: 3, selector: 1, matching: 1, data: 'ab'.repeat(32), key: 'rsa', sent: true },
  owner: '_2525._tcp.mail.example.',
}

/** One that could not be served. */
export function skippedServer(number: number): ServerToSave {
  const { report } = savedServer(number, 'tls13-only')
  const skipped = 'tls13-only cannot be served here: no.'
  const judgement = judgementOf({
    ...{ verdict: 'skipped', reason: 'not-served-here', outcome: 'none', basis: 'silence', confirmed: false },
  })
  return {
    report: { ...report, hosts: [], port: 0, skipped, events: [], certificates: [], messages: [], groups: [] },
    result: resultOf('tls13-only', judgement, {
      ...{ skipped, client: null, sessions: 0, durationMs: 0, startedAt: report.startedAt.toISOString() },
    }),
    tlsa: [],
  }
}
