// What can happen: every event of a transcript, its fields and what it means. One fact each, in the past tense.

/** A ClientHello as the client sent it (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2). */
export interface ClientHelloFacts {
  /** `tls`, or `sslv2` for a hello in SSLv2 framing (RFC 5246 appendix E.2). */
  framing: 'tls' | 'sslv2'
  /** Version of the record that carried the first byte: `TLSv1`. */
  recordVersion: string
  /** `client_version`/`legacy_version` of the hello. */
  helloVersion: string
  /**
   * Versions offered as the client lists them in `supported_versions`; without that extension only the highest is
   * known, which is `helloVersion`.
   */
  versions: string[]
  /** Cipher suites by IANA name (`TLS_RSA_WITH_AES_128_CBC_SHA`), in the client's order, GREASE left out. */
  suites: string[]
  groups: string[]
  signatureAlgorithms: string[]
  extensions: string[]
  servername: string | null
  alpn: string[]
  /** Suites that no server should accept any more (NULL, anonymous, EXPORT, RC4, DES, 3DES), by name. */
  weakSuites: string[]
  fallbackScsv: boolean
  ja3: string
  ja4: string
}

/** The certificate that a peer showed. */
export interface CertificateFacts {
  subject: string
  issuer: string
  /** SHA-256 of the certificate, colon-separated hex. */
  fingerprint: string
  validTo: string
  /** Whether it chains to the authority that the scenario trusts. */
  trusted: boolean
  /** OpenSSL's verification code when it is not trusted, such as `CERT_HAS_EXPIRED`. */
  problem: string | null
}

/** Which way bytes travel. */
export type Toward = 'client' | 'server'

/** The worst that was sent outside TLS on the way to the second server. */
export type SentInClear = 'none' | 'envelope' | 'content'

/** Why there was no way to the second server: it could not be reached, there was no TLS as was asked for, or it fell silent. */
export type RelayProblem = 'not-reached' | 'no-tls' | 'not-trusted' | 'lost'

export interface EventFields {
  'session.opened': { from: string; fromPort: number; to: string; toPort: number }
  /** `undelivered`: the client ended it while the path had bytes under way to it. */
  'session.closed': {
    by: 'client' | 'server' | 'path'
    how: 'fin' | 'rst'
    undelivered?: true
    bytesReceived: number
    bytesSent: number
  }
  'session.refused': { reason: string }
  'session.failed': { detail: string }
  'proxy.header-received': { version: 1 | 2; from: string; fromPort: number }
  'proxy.header-unreadable': { reason: string }
  'policy.chosen': {
    policy: number
    from: string
    /** The score of the address in `server.scores`; null when it has none; absent where the scenario has no scores. */
    score?: number | null
  }

  /** `policy` is the entry of `server.policies` that this is about; null: the server itself. `because` is why no other engine serves it. */
  'tls.engine-chosen': { engine: 'openssl' | 'scripted'; policy: number | null; because: string | null }
  /** `summary` is one readable line: `offers TLS 1.0 only, 14 suites, no SNI`. */
  'tls.hello-received': { hello: ClientHelloFacts; summary: string }
  'tls.hello-unreadable': { reason: string; bytesHex: string }
  'tls.fault-played': { fault: string; detail: string }
  'tls.established': {
    version: string
    suite: string
    /** OpenSSL's name of the suite. */
    cipher: string
    bits: number
    servername: string | null
    alpn: string | null
    /** Null when none was shown. */
    clientCertificate: CertificateFacts | null
    clientCertificateAsked: boolean
  }
  'tls.failed': { reason: string; detail: string }
  'tls.alert-received': { level: 'warning' | 'fatal'; number: number; name: string; inferred: boolean }
  'tls.alert-sent': { level: 'warning' | 'fatal'; number: number; name: string; inferred: boolean }
  'tls.client-certificate-refused': { problem: string; by: 'close' | 'reply' | 'handshake' }
  'tls.timed-out': { afterMs: number }

  'smtp.command-received': {
    /** The line without its line end, as the client sent it; credentials replaced. */
    line: string
    verb: string
    secured: boolean
    /** What reached the server, where the path changed the line; null when the path swallowed it. */
    arrived?: string | null
    /** The bytes of this line came before the reply to the one before it was sent (RFC 2920). */
    pipelined?: true
  }
  'smtp.credentials-received': { mechanism: string; user: string; secured: boolean }
  'smtp.reply-sent': {
    /** The lines as the client received them. */
    lines: string[]
    code: number
    secured: boolean
    /** The scenario's rule that made this reply (`server.rules[0]`); absent for the server's normal one. */
    rule?: string
    delayedMs?: number
    /** The client ended its side before the delay was over: the rest of it was not waited for. */
    hurried?: true
    /** A line of it ended with LF alone (RFC 5321 section 2.3.8). */
    bareLf?: true
    /** What the server sent, where the path changed the reply; null when the path made it up. */
    sent?: string[] | null
  }
  /** A reply waits for its delay; `ms` is how long. */
  'smtp.reply-held': { ms: number; secured: boolean; rule: string }
  'smtp.reply-lost': { lines: string[]; code: number }
  'smtp.reply-withheld': { rule: string; then: string }
  'smtp.content-received': { bytes: number; via: 'DATA' | 'BDAT'; complete: boolean; secured: boolean }
  'smtp.message-accepted': {
    id: string
    sender: string
    recipients: string[]
    bytes: number
    secured: boolean
    authenticated: boolean
    /** The fields of its header, unfolded and not decoded; absent where it has none. */
    messageId?: string
    subject?: string
  }
  'smtp.message-refused': {
    sender: string
    recipients: string[]
    bytes: number
    secured: boolean
    /** The fields of its header, unless it was too big to be kept. */
    messageId?: string
    subject?: string
  }
  'smtp.tls-record-received': { hello: ClientHelloFacts | null }
  'smtp.foreign-protocol-received': { protocol: string; line: string }
  'smtp.bare-lf-received': {
    /** The command line; null for a line of message content, which is not recorded. */
    line: string | null
    secured: boolean
    /** Which line of the content it was, from 1. */
    contentLine?: number
  }
  'smtp.bare-lf-end-received': {
    sequence: '<LF>.<LF>' | '<LF>.<CRLF>' | '<CRLF>.<LF>'
    /** Which line of the content the dot is, from 1. */
    contentLine: number
    /** It ended the message here, as it does for a client whose commands end with LF alone. */
    taken: boolean
    secured: boolean
  }
  'smtp.line-too-long': { bytes: number; limit: number }
  'smtp.partial-line-received': { line: string }
  'smtp.pipelined-behind-starttls': { bytes: number; kind: 'commands' | 'tls' }
  'smtp.talked-before-greeting': { bytes: number }
  'smtp.timed-out': { afterMs: number }

  'path.acted': { step: string; toward: Toward; detail: string }
  'path.upstream-failed': { upstream: string; detail: string }

  /** `next` is the scenario of the second server; `id` that of the message here. */
  'relay.started': { id: string; next: string; tls: string; recipients: number }
  'relay.delivered': {
    id: string
    secured: boolean
    /** Null when it went in clear. */
    version: string | null
    cipher: string | null
    /** Recipients that the second server refused. */
    refused: string[]
    inClear: SentInClear
  }
  'relay.refused': { id: string; code: number; reply: string; inClear: SentInClear }
  'relay.failed': { id: string; reason: RelayProblem; detail: string; inClear: SentInClear }
  'relay.returned': { id: string; to: string; status: string; report: string }

  'transcript.dropped': { events: number }
  'transcript.session-lost': {
    from: string
    /** This session, and later ones from this address. */
    sessions: number
  }
  'transcript.thinned': { events: number }
}

/** What each event means, for the reference page; a missing one does not compile. */
export const EVENT_DOCS: Readonly<Record<EventName, string>> = {
  'session.opened': 'A client connected. `from` is its source address, after unmapping and after a PROXY header.',
  'session.closed':
    'The connection ended: who ended it first, with FIN or RST, and how many bytes crossed the wire; `undelivered` where more were still under way to the client on the path.',
  'session.refused': 'The connection was turned away at once, because a cap on sessions was reached.',
  'session.failed': 'The simulator itself failed in this session: a bug of ours, with its stack.',
  'proxy.header-received': 'A PROXY protocol header named the real source address.',
  'proxy.header-unreadable': 'A PROXY protocol header was demanded and what came was none.',
  'policy.chosen':
    'An entry of `server.policies` matched the source address or its score; `policy` is its position from 0.',
  'tls.engine-chosen':
    'Which engine speaks TLS for this server, told at the start: OpenSSL where it can do all that the scenario asks.',
  'tls.hello-received': 'A whole ClientHello arrived, decoded before the TLS engine saw it.',
  'tls.hello-unreadable': 'Something else than a ClientHello came where one was due.',
  'tls.fault-played': 'A handshake fault of the scenario was played.',
  'tls.established':
    'The handshake completed on the server side. It does not prove that the client accepted the certificate.',
  'tls.failed': 'The handshake ended without success. `reason` is a stable word, `detail` the raw evidence.',
  'tls.alert-received': 'The client sent a TLS alert; `inferred` when derived from the error code of the TLS engine.',
  'tls.alert-sent': 'The server sent a TLS alert; `inferred` when derived from the error code of the TLS engine.',
  'tls.client-certificate-refused': 'The client certificate is missing or not acceptable, and how the client was told.',
  'tls.timed-out': 'No ClientHello, or no end of the handshake, came in time.',
  'smtp.command-received': 'A command line, or a line of an AUTH exchange, arrived.',
  'smtp.credentials-received': 'An AUTH exchange was complete. The secret itself is never in an event.',
  'smtp.reply-sent': 'A reply went out.',
  'smtp.reply-held': 'A reply is ready and waits for the delay that a rule gives it.',
  'smtp.reply-lost': 'A reply that the server sent never reached the client, because of the path.',
  'smtp.reply-withheld': 'A rule let a command go unanswered.',
  'smtp.content-received': 'Message content arrived; `complete` is false when the connection ended inside it.',
  'smtp.message-accepted': 'The server took responsibility for a message.',
  'smtp.message-refused': 'The server received a whole message and refused it.',
  'smtp.tls-record-received': 'A TLS record came where an SMTP command was due: the client spoke TLS at once.',
  'smtp.foreign-protocol-received': 'The client speaks another protocol, such as HTTP.',
  'smtp.bare-lf-received':
    'A line ended with LF instead of CRLF (RFC 5321 section 2.3.8). Told once per session of commands, and once of message content, behind DATA and in BDAT; a body declared as BINARYMIME may hold such lines.',
  'smtp.bare-lf-end-received':
    'A line of content behind DATA is a single dot, and a line end beside it is LF alone: no end of the message (RFC 5321 section 4.1.1.4), which some servers take for one (SMTP smuggling). Told once per session of each sequence.',
  'smtp.line-too-long': 'A line had no end within the limit.',
  'smtp.partial-line-received': 'The connection ended inside a line, which was not executed.',
  'smtp.pipelined-behind-starttls':
    'Bytes came behind STARTTLS in clear; commands among them were discarded (RFC 3207 section 4.2).',
  'smtp.talked-before-greeting': 'The client sent bytes before the greeting (RFC 5321 section 3.1).',
  'smtp.timed-out': 'The client owed a command for too long.',
  'path.acted': 'A step of the path did something that is not a changed line: cut, reset, injected.',
  'path.upstream-failed':
    'The real server behind the path could not be reached. Nobody greets the client then, so that its session is no port check, though it has said nothing.',
  'relay.started':
    'The session has ended, and a message that it brought is sent on to the second server, `next`; `tls` is how the relay is set.',
  'relay.delivered':
    'The second server took the message, and how it travelled there. `inClear` is the worst that was sent outside TLS on this way, here and in the other events of the relay.',
  'relay.refused': 'The second server refused the message; a 4yz too, since this relay tries once.',
  'relay.failed':
    'The message did not get to the second server: `not-reached`, `no-tls` (as the relay wants it), `not-trusted` (its certificate), `lost` (the connection, or a reply that never came).',
  'relay.returned':
    'The relay wrote to the sender that a message did not arrive (RFC 3464). A message without a sender gets no answer.',
  'transcript.dropped':
    'First in a transcript that reached its cap: so many events are gone for good. Never in a live stream.',
  'transcript.session-lost':
    'In the place where a session began of which nothing is kept, because the transcript reached its cap. Port checks leave no such mark. Never in a live stream.',
  'transcript.thinned':
    'In a long session, when the transcript reached its cap: so many events like others of this session are gone. Never in a live stream.',
}

export type EventName = keyof EventFields

/** One recorded fact: sequence number from 1, session number from 1 (0: none), milliseconds since the server started. */
export type TranscriptEvent = {
  [E in EventName]: { seq: number; session: number; atMs: number; event: E } & EventFields[E]
}[EventName]

/** Appends a fact about one session. */
export type Append = <E extends EventName>(event: E, fields: EventFields[E]) => void
