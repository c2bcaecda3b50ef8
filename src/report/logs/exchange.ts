// The protocol logs of Exchange: the head of the file and the columns, the same for both ends of a session.
import { csvCell, type Entry, rowOf } from '../../product-log/exchange.ts'
import type { TranscriptEvent } from '../../transcript/events.ts'
import type { ProductLog } from './product-log.ts'
import type { Session } from './sessions.ts'

const FIELDS = 'date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context'

export interface Side {
  name: string
  doc: string
  /** `SMTP Send Protocol Log`. */
  type: string
  connector(session: Session): string
  endpoints(session: Session): { local: string; remote: string }
  entries(event: TranscriptEvent, session: Session, at: Date): Entry[]
}

export function exchangeLog({ name, doc, type, connector, endpoints, entries }: Side): ProductLog {
  return {
    name,
    doc,
    source: 'seed 004:46, 004:88 and 004:94; Microsoft Learn, "Protocol logging in Exchange Server" (head and columns)',
    head: (startedAt) => [
      '#Software: Microsoft Exchange Server',
      '#Version: 15.0.0.0',
      `#Log-type: ${type}`,
      `#Date: ${startedAt.toISOString()}`,
      `#Fields: ${FIELDS}`,
    ],
    open() {
      const sequences = new WeakMap<Session, number>()
      return (event, session, at) =>
        entries(event, session, at).map((entry) => {
          const sequence = sequences.get(session) ?? 0
          sequences.set(session, sequence + 1)
          const { local, remote } = endpoints(session)
          const front = [connector(session), sessionId(session), String(sequence), local, remote].map(csvCell)
          return [at.toISOString(), ...front, rowOf(entry)].join(',')
        })
    },
  }
}

export const endpoint = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

/** 64 bits in hexadecimal, as Exchange counts sessions. */
export function sessionId({ number, serverNumber }: Session): string {
  return (0x08d7_71ab_0000_0000n + BigInt((serverNumber - 1) * 0x10_0000 + number))
    .toString(16)
    .toUpperCase()
    .padStart(16, '0')
}
