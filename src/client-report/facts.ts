// All that was seen of one client: plain data, which is also the report for programs.
import type { TranscriptEvent } from '../transcript/events.ts'
import { type CertificateOptions, type CertificateView, certificateView } from './certificate.ts'
import type { Client, TakenMail } from './clients.ts'
import { type DialogueFacts, dialogueFacts } from './dialogue.ts'
import { type LoginFacts, loginFacts } from './login.ts'
import { type TryFacts, tryFacts } from './retries.ts'
import { type StarttlsFacts, starttlsFacts } from './starttls.ts'
import { type TlsFacts, tlsFacts } from './tls.ts'

/** What a report can have beside the usual. */
export const EXTRAS = ['hello', 'transcript', 'headers'] as const
export type Extra = (typeof EXTRAS)[number]

export interface ClientFacts {
  code: string | null
  /** Source address. */
  from: string
  scenario: string
  sessions: number[]
  /** `bytes`: as the client sent it. */
  mails: (Omit<TakenMail, 'headers' | 'messageId'> & { bytes: number })[]
  /** Null: no TLS was tried. */
  tls:
    | (Omit<TlsFacts, 'hello'> & Pick<TlsFacts['hello'], 'groups' | 'signatureAlgorithms' | 'servername' | 'alpn'>)
    | null
  certificate: CertificateView | null
  starttls: StarttlsFacts
  logins: LoginFacts[]
  tries: TryFacts[]
  dialogue: DialogueFacts
  /** Headers of that name, newest first: the one on top is the simulator's own (RFC 5321 section 4.4). */
  received: string[]
  /** Asked for with `hello`. */
  hello?: TlsFacts['hello'] | null
  /** Asked for with `transcript`. */
  transcript?: readonly TranscriptEvent[]
  /** Asked for with `headers`: of the last mail. */
  headers?: TakenMail['headers']
}

export function factsOf(client: Client, options: CertificateOptions & { extras?: readonly Extra[] }): ClientFacts {
  const { extras = [], scenario } = options
  const { code, from, tries, mails } = client
  const sessions = tries.flatMap((attempt) => attempt.sessions)
  const tls = tlsFacts(sessions)
  const headers = mails.at(-1)?.headers ?? []
  return {
    code,
    from,
    scenario: scenario.name,
    sessions: sessions.map(({ session }) => session),
    mails: mails.map(({ headers: _, messageId: __, ...mail }) => ({ ...mail, bytes: bytesOf(mail.id, tries) })),
    tls: tls && shortTls(tls),
    certificate: certificateView(tries, options),
    starttls: starttlsFacts(sessions),
    logins: loginFacts(sessions),
    tries: tryFacts(tries),
    dialogue: dialogueFacts(sessions),
    received: headers.filter(({ name }) => name.toLowerCase() === 'received').map(({ value }) => value),
    ...(extras.includes('hello') && { hello: tls?.hello ?? null }),
    ...(extras.includes('transcript') && { transcript: tries.flatMap(({ events }) => events) }),
    ...(extras.includes('headers') && { headers }),
  }
}

function bytesOf(id: string, tries: Client['tries']): number {
  return tries.flatMap((attempt) => attempt.all('smtp.message-accepted')).find((each) => each.id === id)?.bytes ?? 0
}

function shortTls({ hello, ...facts }: TlsFacts): NonNullable<ClientFacts['tls']> {
  const { groups, signatureAlgorithms, servername, alpn } = hello
  return { ...facts, groups, signatureAlgorithms, servername, alpn }
}
