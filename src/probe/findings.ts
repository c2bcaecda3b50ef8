// What a probe finds out about a server: plain data, as `simulate probe --json` prints it.
import type { AskedVersion } from './hello.ts'

/** A reply, or why none came. */
export interface Heard {
  /** As said, codes included; empty when nothing came. */
  lines: string[]
  /** Why nothing came, in words; null when something did. */
  missed: string | null
}

export interface SuiteFinding {
  /** IANA's name, and OpenSSL's. */
  name: string
  openssl: string | null
  /** Secret bits of the encryption. */
  bits: number
  /** What is wrong with it (src/tls/wire/weakness.ts); empty for a suite that may be used. */
  weak: string[]
  /** Bits of the prime of DHE, and the curve of ECDHE, where the server has shown them. */
  dhBits: number | null
  group: string | null
}

export interface VersionFinding {
  version: AskedVersion
  /** In the order of the server where it has one, else as they were offered. */
  suites: SuiteFinding[]
  /** Whose order counts; null with fewer than two suites, and where it was not asked. */
  order: 'server' | 'client' | null
  /** What answered the last hello, which none of these suites was in: `alert handshake_failure`, `closed`, ... */
  ended: string
}

/** What is wrong with a certificate or its chain, as words of one kind each. */
export type CertificateProblem =
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-host'
  | 'self-signed'
  | 'untrusted-root'
  | 'unknown-issuer'
  | 'wrong-order'
  | 'weak-key'
  | 'weak-signature'
  | 'wrong-purpose'

export interface CertificateFinding {
  subject: string
  issuer: string
  /** DNS names and addresses of the subjectAltName, as OpenSSL writes them: `DNS:mail.example`. */
  names: string[]
  validFrom: string
  validTo: string
  /** `rsa 2048 bits`, `ec prime256v1`. */
  key: string
  /** `sha256WithRSAEncryption`; the number of one that is not known. */
  signature: string
  /** SHA-256 of the certificate, colon-separated hex. */
  sha256: string
  /** Data of a TLSA record `3 1 1` (RFC 7671 section 5.1): SHA-256 of the public key, in hex. */
  tlsa311: string
  /** Subjects of the certificates as sent, the server's own first. */
  chain: string[]
  /** Whether they were read in clear; else they came through OpenSSL, which may have put an authority behind them. */
  asSent: boolean
  problems: { problem: CertificateProblem; says: string }[]
}

export interface Grade {
  /** A stable word: `tls-1.0`, `weak-suites`, `auth-in-clear`. */
  id: string
  grade: 'bad' | 'warn' | 'note' | 'good'
  says: string
}

export interface LogLine {
  /** Client, server, or what happened to the connection. */
  who: 'C' | 'S' | '-'
  /** Number of the connection, from 1. */
  connection: number
  text: string
  comment: string | null
}

export interface TlsFindings {
  /** Newest first; those that were not asked are absent. */
  versions: VersionFinding[]
  /** Why not all was asked; null when it was. */
  incomplete: string | null
  /** Whether the client is asked for a certificate, where that could be seen. */
  asksCertificate: boolean
}

export interface Findings {
  version: 1
  target: { host: string; port: number; address: string | null }
  /** When TLS starts; null when the server was not reached. */
  mode: 'starttls' | 'implicit' | null
  /** Connections made. */
  connections: number
  /** The greeting: in clear, or inside TLS from the first byte. */
  greeting: Heard | null
  /** The answers to EHLO. */
  ehlo: { clear: Heard | null; tls: Heard | null }
  /** STARTTLS is asked for whether it is offered or not. */
  starttls: { offered: boolean; reply: Heard } | null
  /** A handshake carried to its end, by OpenSSL under Node; null when none was begun. */
  handshake: { ok: true; version: string; suite: string; bits: number } | { ok: false; why: string } | null
  /** The answers to MAIL FROM. */
  mail: { clear: Heard | null; tls: Heard | null }
  tls: TlsFindings | null
  certificate: CertificateFinding | null
  grades: Grade[]
  /** Why the probe could not be carried to its end; null when it was. */
  trouble: string | null
  log: LogLine[]
}

/** 0 when there is no reply. */
export function codeOf(heard: Heard | null): number {
  return Number(heard?.lines.at(-1)?.slice(0, 3) ?? 0)
}

/** EHLO lines without their codes; the first is the greeting line. Empty when EHLO was not answered with 250. */
export function ehloLinesOf(heard: Heard | null): string[] {
  return codeOf(heard) === 250 ? (heard?.lines ?? []).map((line) => line.slice(4)) : []
}

/** The line of an EHLO answer that starts with this keyword, whatever its case (RFC 5321 section 4.1.1.1). */
export function capability(heard: Heard | null, keyword: string): string | undefined {
  return ehloLinesOf(heard)
    .slice(1)
    .find((line) => line.split(/[ =]/)[0]?.toUpperCase() === keyword)
}

/** The mechanisms of AUTH, also from the old form `AUTH=LOGIN`. */
export function mechanismsOf(heard: Heard | null): string[] {
  const lines = ehloLinesOf(heard).slice(1)
  const words = lines.flatMap((line) =>
    /^AUTH[ =]/i.test(line) ? line.slice(5).trim().toUpperCase().split(/\s+/) : [],
  )
  return [...new Set(words.filter((word) => word !== ''))]
}

/** Bits of a prime that the server has chosen; EXPORT suites have a short one whatever it is set to. */
export function ownPrime({ dhBits, weak }: SuiteFinding): number[] {
  return dhBits === null || weak.includes('export') ? [] : [dhBits]
}
