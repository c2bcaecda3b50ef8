// How much room an event takes, so that a cap on events is a cap on memory, too.
import type { TranscriptEvent } from './events.ts'

// What one more unit of weight stands for: the size of a usual event.
const CHARACTERS = 512
const NAMES = 64
const RECIPIENTS = 8

/** 1 for a usual event of some 300 bytes; more where the client decides how long it is, such as a line of 32 KiB. */
export function weightOf(event: TranscriptEvent): number {
  switch (event.event) {
    case 'smtp.command-received':
      return 1 + Math.floor((event.line.length + (event.arrived?.length ?? 0)) / CHARACTERS)
    case 'smtp.reply-sent':
      return 1 + Math.floor((lengthOf(event.lines) + lengthOf(event.sent ?? [])) / CHARACTERS)
    case 'smtp.message-accepted':
    case 'smtp.message-refused':
      return (
        1 +
        Math.floor(event.recipients.length / RECIPIENTS) +
        Math.floor(((event.messageId?.length ?? 0) + (event.subject?.length ?? 0)) / CHARACTERS)
      )
    case 'tls.hello-received': {
      const { suites, groups, signatureAlgorithms, extensions, alpn } = event.hello
      const names = suites.length + groups.length + signatureAlgorithms.length + extensions.length + alpn.length
      return 1 + Math.floor(names / NAMES)
    }
    case 'relay.delivered':
      return 1 + Math.floor(event.refused.length / RECIPIENTS)
    case 'relay.returned':
      return 1 + Math.floor(event.report.length / CHARACTERS)
    default:
      return 1
  }
}

function lengthOf(lines: readonly string[]): number {
  let length = 0
  for (const line of lines) length += line.length
  return length
}
