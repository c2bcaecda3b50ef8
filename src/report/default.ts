// The report for people: where the servers listen, the transcript as it grows, the counts at the end.
import { Tally } from '../transcript/summary.ts'
import { type TlsaRecord, zoneLine } from '../transcript/tlsa.ts'
import { explain } from '../verdict/explain.ts'
import type { OpenReporter, ServerReport } from './reporter.ts'
import { summaryLines, TerminalTranscript, visible } from './terminal.ts'

export const defaultReporter: OpenReporter = ({ write, aside, colour, servers }) => {
  const transcripts = new Map<number, TerminalTranscript>()
  // Counted as it happens: the end of a long run no longer has its beginning.
  const tallies = new Map<number, Tally>()
  const records = new Map<number, readonly TlsaRecord[]>()
  const say = (lines: readonly string[]) => write(lines.map((line) => `${line}\n`).join(''))
  /** Not in the middle of a conversation. */
  const sayRecords = ({ number }: ServerReport) => {
    const lines = (records.get(number) ?? []).map(recordLine)
    if (lines.length > 0 && tallies.get(number)?.idle) {
      records.delete(number)
      say([...lines, ''])
    }
  }
  return {
    ready(server) {
      if (server.skipped !== null) return aside(`${server.skipped}\n`)
      const label = servers > 1 ? { label: server.scenario.name } : {}
      transcripts.set(server.number, new TerminalTranscript({ colour, ...label }))
      tallies.set(server.number, new Tally())
      say(readyLines(server))
    },
    tlsa(server, told) {
      records.set(server.number, told)
      sayRecords(server)
    },
    event(server, event) {
      tallies.get(server.number)?.add(event)
      const lines = transcripts.get(server.number)?.lines(event) ?? []
      if (lines.length > 0) say(lines)
      if (event.event === 'session.closed') sayRecords(server)
    },
    done(server, result) {
      const tally = tallies.get(server.number)
      if (!tally) return
      const prefix = servers > 1 ? `${server.scenario.name}: ` : ''
      say(['', ...summaryLines(tally.summary).map((line) => `${prefix}${line}`), ''])
      say([`${prefix}${explain(result.judgement, result.events)}`])
    },
  }
}

function recordLine(record: TlsaRecord): string {
  const { key, sent } = record
  const unsent = sent ? '' : ', not sent by this server'
  return visible(`${zoneLine(record)} ; ${key}${unsent}`)
}

function readyLines({ scenario, hosts, port, hopOf }: ServerReport): string[] {
  const shown = hosts.map((host) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`))
  const title = scenario.title === undefined ? '' : `: ${visible(scenario.title)}`
  if (hopOf !== null) {
    return [
      `${scenario.name}${title}`,
      `listening on ${shown.join(' and ')} for the relay of server ${hopOf} only.`,
      '',
    ]
  }
  return [
    `${scenario.name}${title}`,
    `listening on ${shown.join(' and ')} (a simulator: nothing that it takes is delivered). Ctrl-C ends the run.`,
    '',
  ]
}
