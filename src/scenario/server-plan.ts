// What the actors are told: a scenario with every shorthand expanded. Plain data, no sockets, nothing left to look up.
import type { CertificateProblem } from './rule.ts'

/** Where in the dialogue a rule applies; a verb stands for itself in upper case. */
export type Point = string

/** A reply as a rule gives it: whole lines, or bytes exactly as they go out. */
export interface PlannedReply {
  /** Reply lines without line ends, such as `250-SIZE` or `421 4.7.66 ...`; empty when `raw` is given. */
  lines: string[]
  /** Bytes to send as they stand, line ends included. */
  raw?: string
  /** Whether the command is carried out as well (2yz and 3yz do, unless said otherwise). */
  performs: boolean
}

export type Then = 'continue' | 'close' | 'reset' | 'silence'

/** All conditions must hold; an absent one always does. */
export interface PlannedWhen {
  tls?: 'none' | 'any'
  /** A TLS version; false in clear. */
  tlsBelow?: string
  /** Bits; clear counts as 0. */
  strengthBelow?: number
  from?: (address: string) => boolean
  sender?: string[]
  recipient?: string[]
  mechanism?: string[]
  authenticated?: boolean
  clientCertificate?: 'none' | 'any' | 'trusted' | 'untrusted' | CertificateProblem
  credentials?: 'right' | 'wrong'
  sentAhead?: boolean
  connectionsAbove?: number
}

export interface PlannedTimes {
  first?: number
  every?: number
  chance?: number
  ramp?: { from: number; to: number; over: number }
  per: 'server' | 'source' | 'session' | 'envelope'
  windowMs?: number
}

export interface PlannedRule {
  /** Where the scenario says it: `server.rules[0]`, or the shorthand that made it: `server.auth.required`. */
  name: string
  /** Position in the whole scenario, for seeded chance; the same rule keeps it in every policy. */
  id: number
  on: Point[]
  when: PlannedWhen
  times: PlannedTimes | null
  reply: PlannedReply | null
  delayMs: number
  then: Then
}

/** What the SMTP actor plays. */
export interface SmtpPlan {
  hostname: string
  /** Largest message, in bytes. */
  size: number
  /** The lines of the answer to EHLO without code, the greeting line first, before and after TLS. */
  ehlo: { plain: string[]; tls: string[] }
  /** The normal replies by name, as lines; a name without lines is never said. */
  replies: Readonly<Record<string, readonly string[]>>
  /** STARTTLS works when it is asked for, offered or not. */
  starttlsWorks: boolean
  /** Null: any credentials are right. */
  accounts: { user: string; pass: string }[] | null
  rules: PlannedRule[]
  /** How long a client may owe a command. */
  idleMs: number
  /** Longest command line, in bytes. */
  lineLimit: number
}

/** A handshake fault of the scenario, with the options that its own shape has parsed. */
export interface PlannedFault {
  fault: string
  options: unknown
}

/** What the TLS layer plays. */
export interface TlsPlan {
  mode: 'starttls' | 'implicit' | 'off'
  /** Versions that may be negotiated, such as `TLSv1.2`. */
  versions: string[]
  /** Suites by IANA or OpenSSL name, or sets of them, in the server's order. */
  ciphers: string[]
  /** Whose order of suites counts; undefined: by what `ciphers` holds. */
  suiteOrder?: 'server' | 'client'
  /** Groups for key exchange in the server's order; empty: those of the engine. */
  groups: string[]
  /** As the certificate room parsed it; undefined: a valid one. */
  certificate: unknown
  clientCertificate: {
    ask: 'never' | 'request' | 'require'
    verify: 'none' | 'chain' | 'name'
    refuse: 'close' | 'reply' | 'handshake'
    /** Names that `verify: name` accepts. */
    names: string[]
    /** How many authorities are named to the client beside the one that counts. */
    authorities: number
  }
  handshake: PlannedFault | null
  /** A hello that offers a version above this one has its handshake broken. */
  intolerant: { above: string; by: 'close' | 'reset' | 'alert' } | null
  engine: 'auto' | 'openssl' | 'scripted'
  /** How long a handshake may take. */
  handshakeMs: number
}

/** One server as clients of some address meet it. */
export interface ServerPlan {
  proxyProtocol: boolean
  tls: TlsPlan
  smtp: SmtpPlan
}
