// The healthy server: every default of `server`, written once. A scenario differs from it by a few keys.

/** Capabilities of the healthy server as templates; the first line is the greeting line of the answer to EHLO. */
const CAPABILITIES = [
  '{host} Hello {client} [{from}]',
  'PIPELINING',
  '{size}',
  '{starttls}',
  '{auth}',
  '8BITMIME',
  'SMTPUTF8',
  'DSN',
  'ENHANCEDSTATUSCODES',
  'CHUNKING',
] as const

export const HEALTHY = {
  hostname: 'smtp.test',
  /** Bytes; 35 MiB, what large providers accept. */
  size: 35 * 1024 * 1024,
  proxyProtocol: false,
  ehlo: { plain: CAPABILITIES, tls: CAPABILITIES },
  tls: {
    mode: 'starttls',
    /** Without `ciphers`; with them the versions follow the suites. */
    versions: ['TLSv1.2', 'TLSv1.3'],
    ciphers: ['modern'],
    certificate: 'valid',
    /** `refuse` is `close` where `verify` is not `none`: OpenSSL under Node sends no alert for an untrusted one. */
    clientCertificate: { ask: 'never', verify: 'none', refuse: 'handshake' },
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
    starttls: { offer: true, then: 'handshake' },
    engine: 'auto',
  },
  auth: {
    mechanisms: ['PLAIN', 'LOGIN'],
    required: false,
    /** Many real servers do, and only so a client that gives its password away in clear is caught doing it. */
    inClear: 'offered',
  },
} as const
