// NDJSON: one object a line, for programs. Every line has `server`, `scenario` and `event`.
import type { OpenReporter, ServerReport } from './reporter.ts'
import { visibleJson } from './terminal.ts'

export const ndjsonReporter: OpenReporter = ({ write, aside }) => {
  const line = ({ number, scenario }: ServerReport, fields: object) =>
    write(`${visibleJson({ server: number, scenario: scenario.name, ...fields })}\n`)
  return {
    ready(server) {
      const { hosts, port, skipped, hopOf } = server
      const hop = hopOf === null ? {} : { hopOf }
      if (skipped === null) line(server, { event: 'listening', host: hosts[0], port, ...hop })
      else {
        line(server, { event: 'skipped', reason: skipped })
        aside(`${skipped}\n`)
      }
    },
    authority: (server, ca) => line(server, { event: 'ca.ready', ca }),
    tlsa: (server, records) => line(server, { event: 'tlsa.ready', records }),
    event: (server, event) => line(server, event),
    done(server, { judgement }) {
      if (server.skipped === null) line(server, { event: 'verdict', ...judgement })
    },
  }
}
