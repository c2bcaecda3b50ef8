// The normal replies of a server, by name. A persona says the same things in the words of a known product.

/** The moments at which an SMTP server replies, and what the healthy server says there. */
export const NORMAL_REPLIES = {
  greeting: { text: '220 {host} ESMTP smtp-simulator', doc: 'When the client connects (RFC 5321 section 3.1).' },
  ehlo: {
    text: '250 {host} Hello {client} [{from}]',
    doc: 'First line of the answer to EHLO; the capabilities follow.',
  },
  helo: { text: '250 {host} Hello {client} [{from}]', doc: 'Answer to HELO.' },
  'hello-name-missing': { text: null, doc: 'EHLO or HELO without a name. Without this text the name is not demanded.' },
  'hello-name-bad': { text: '501 5.5.4 Bad host name syntax', doc: 'EHLO or HELO with an unusable name.' },
  'hello-first': { text: '503 5.5.1 Send EHLO or HELO first', doc: 'A mail or AUTH command before EHLO or HELO.' },
  'unknown-command': { text: '500 5.5.2 Command not recognized', doc: 'A verb that the server does not know.' },
  'line-too-long': { text: '500 5.5.2 Line too long', doc: 'A line over the limit; the server then closes.' },
  'foreign-protocol': { text: '421 4.7.0 This is an SMTP server', doc: 'HTTP and the like; the server then closes.' },
  'tls-record': {
    text: '500 5.5.2 This port speaks SMTP; use STARTTLS',
    doc: 'A TLS record where a command was due; the server then closes.',
  },
  'starttls-ready': { text: '220 2.0.0 Ready to start TLS', doc: 'STARTTLS accepted (RFC 3207 section 4).' },
  'starttls-syntax': { text: '501 5.5.4 Syntax: STARTTLS', doc: 'STARTTLS with a parameter.' },
  'starttls-active': { text: '503 5.5.1 TLS already active', doc: 'STARTTLS inside TLS.' },
  'starttls-unavailable': { text: '502 5.5.1 Command not implemented', doc: 'STARTTLS where the server has no TLS.' },
  'auth-unavailable': { text: '503 5.5.1 Authentication not enabled', doc: 'AUTH where no mechanism is offered.' },
  'auth-needs-tls': {
    text: '538 5.7.11 Encryption required for requested authentication mechanism',
    doc: 'AUTH in clear where that is refused (RFC 4954 section 6).',
  },
  'auth-unknown-mechanism': {
    text: '504 5.5.4 Unrecognized authentication type',
    doc: 'AUTH with a mechanism that is not offered.',
  },
  'auth-already': { text: '503 5.5.1 Already authenticated', doc: 'AUTH a second time.' },
  'auth-syntax': { text: '501 5.5.4 Syntax error in AUTH', doc: 'AUTH with parameters that do not fit the mechanism.' },
  'auth-malformed': {
    text: '501 5.5.2 Cannot decode the response',
    doc: 'A line of an AUTH exchange that cannot be decoded.',
  },
  'auth-aborted': {
    text: '501 5.7.0 Authentication aborted',
    doc: 'The client ended the exchange with "*" (RFC 4954 section 4).',
  },
  'auth-ok': { text: '235 2.7.0 Authentication successful', doc: 'Credentials accepted.' },
  'auth-failed': { text: '535 5.7.8 Authentication credentials invalid', doc: 'Credentials not accepted.' },
  'auth-required': {
    text: '530 5.7.0 Authentication required',
    doc: 'A mail command before AUTH where `auth.required` is set.',
  },
  'mail-ok': { text: '250 2.1.0 Sender ok', doc: 'MAIL accepted.' },
  'mail-syntax': { text: '501 5.1.7 Bad sender address syntax', doc: 'MAIL without a usable address.' },
  'mail-nested': { text: '503 5.5.1 Sender already given', doc: 'MAIL inside a transaction.' },
  'parameter-bad': {
    text: '501 5.5.4 Bad parameter',
    doc: 'A parameter of MAIL or RCPT that does not fit its extension.',
  },
  'too-big': {
    text: '552 5.3.4 Message exceeds the size limit',
    doc: 'A message over SIZE, at MAIL or after it was received (RFC 1870).',
  },
  'rcpt-ok': { text: '250 2.1.5 Recipient ok', doc: 'RCPT accepted.' },
  'rcpt-syntax': { text: '501 5.1.3 Bad recipient address syntax', doc: 'RCPT without a usable address.' },
  'need-mail': { text: '503 5.5.1 Need MAIL first', doc: 'RCPT outside a transaction.' },
  'need-rcpt': { text: '503 5.5.1 Need RCPT first', doc: 'DATA or BDAT without a recipient.' },
  'binarymime-needs-bdat': {
    text: '503 5.5.1 BODY=BINARYMIME needs BDAT',
    doc: 'DATA after BODY=BINARYMIME (RFC 3030 section 3).',
  },
  'data-after-bdat': {
    text: '503 5.5.1 DATA may not follow BDAT',
    doc: 'DATA inside a transaction that has begun with BDAT (RFC 3030 section 3).',
  },
  'data-go': { text: '354 End data with <CR><LF>.<CR><LF>', doc: 'DATA accepted.' },
  'bdat-ok': { text: '250 2.0.0 Chunk received', doc: 'A BDAT chunk that is not the last (RFC 3030).' },
  'bdat-syntax': { text: '501 5.5.4 Syntax: BDAT size [LAST]', doc: 'BDAT with parameters that do not fit.' },
  'message-ok': { text: '250 2.0.0 Ok: queued as {id}', doc: 'The whole message accepted.' },
  'rset-ok': { text: '250 2.0.0 Ok', doc: 'RSET.' },
  'noop-ok': { text: '250 2.0.0 Ok', doc: 'NOOP.' },
  vrfy: { text: '252 2.5.2 Cannot VRFY user', doc: 'VRFY.' },
  help: { text: '214 2.0.0 See RFC 5321', doc: 'HELP.' },
  quit: { text: '221 2.0.0 Bye', doc: 'QUIT.' },
  timeout: {
    text: '421 4.4.2 {host} Timeout exceeded',
    doc: 'The client owed a command for too long; the server then closes.',
  },
  'internal-error': {
    text: '451 4.3.0 Local error in processing',
    doc: 'The simulator itself failed; a mistake of ours, kept away from the client.',
  },
  'client-certificate-missing': {
    text: '421 4.7.1 {host} Error: No client certificate presented',
    doc: 'Next command after TLS without the demanded certificate, where `refuse: reply`.',
  },
  'client-certificate-untrusted': {
    text: '421 4.7.1 {host} Error: Client certificate not trusted',
    doc: 'Next command after TLS with an untrusted certificate, where `refuse: reply`.',
  },
} as const satisfies Record<string, { text: string | null; doc: string }>

export type ReplyName = keyof typeof NORMAL_REPLIES

/** Mechanisms whose exchange the server can hold. */
export const AUTH_MECHANISMS = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'] as const
