// Sessions made by hand, told by a log.
import { logReporter, type ProductLog } from '../../../src/report/logs/product-log.ts'
import type { ServerReport } from '../../../src/report/reporter.ts'
import type { EventFields, TranscriptEvent } from '../../../src/transcript/events.ts'
import { CLOSED, eventsOf, HELLO, type Made, OPENED } from '../results.ts'

/** What the log says of a server to which this happened, line by line. */
export function told(log: ProductLog, made: readonly Made[], changed: Partial<ServerReport> = {}): string[] {
  const events = eventsOf(...made)
  const server: ServerReport = {
    number: 1,
    hopOf: null,
    scenario: { name: 'healthy', title: 'A healthy server' },
    ...{ hosts: ['192.0.2.1'], port: 25, hostname: 'mail.company.com', skipped: null, policy: 'mandatory' },
    startedAt: new Date('2019-11-25T09:15:07.000Z'),
    ...{ events, certificates: [], messages: [], groups: [] },
    ...changed,
  }
  let text = ''
  const reporter = logReporter(log)({ write: (more) => (text += more), aside: () => {}, colour: false, servers: 1 })
  reporter.ready(server)
  for (const event of events) reporter.event(server, event as TranscriptEvent)
  return text.split('\n').slice(0, -1)
}

export const opened: Made = ['session.opened', { ...OPENED, to: '192.0.2.1', toPort: 25 }]
export const closed = (changed: Partial<EventFields['session.closed']> = {}): Made => [
  'session.closed',
  { ...CLOSED, ...changed },
]

export function says(line: string, secured = false): Made {
  const verb = line === '[redacted]' ? '' : (line.split(' ', 1)[0] ?? '').toUpperCase()
  return ['smtp.command-received', { line, verb, secured }]
}

export function hears(...lines: string[]): Made {
  return ['smtp.reply-sent', { lines, code: Number(lines[0]?.slice(0, 3)), secured: false }]
}

export const greeted: readonly Made[] = [opened, hears('220 mail.company.com ESMTP')]

/** With the hello before it; its groups decide on the key. */
export function secured(
  changed: Partial<EventFields['tls.established']> = {},
  groups: readonly string[] = ['secp256r1'],
): Made[] {
  return [
    ['tls.hello-received', { ...HELLO, hello: { ...HELLO.hello, groups: [...groups] } }],
    [
      'tls.established',
      {
        version: 'TLSv1.2',
        suite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
        cipher: 'ECDHE-RSA-AES256-GCM-SHA384',
        ...{ bits: 256, servername: null, alpn: null, clientCertificate: null, clientCertificateAsked: false },
        ...changed,
      },
    ],
  ]
}

export const starttls: readonly Made[] = [says('STARTTLS'), hears('220 2.0.0 Ready to start TLS')]
