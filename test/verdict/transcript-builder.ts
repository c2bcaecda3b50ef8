// Writes transcripts by hand: sessions said line by line, as the recorder would have told them.
import type { ClientHelloFacts, EventFields, EventName, TranscriptEvent } from '../../src/transcript/events.ts'

type Fields<E extends EventName> = Partial<EventFields[E]>

/** What EHLO lists when nothing else is said. */
const CAPABILITIES = ['smtp.test Hello', 'PIPELINING', 'SIZE 36700160', 'STARTTLS', 'AUTH PLAIN LOGIN', '8BITMIME']

/** A hello of a client of today; every field can be another. */
export function helloOf(fields: Partial<ClientHelloFacts> = {}): ClientHelloFacts {
  return {
    framing: 'tls',
    recordVersion: 'TLSv1',
    helloVersion: 'TLSv1.2',
    versions: ['TLSv1.3', 'TLSv1.2'],
    suites: ['TLS_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'],
    groups: ['x25519', 'secp256r1'],
    signatureAlgorithms: ['rsa_pss_rsae_sha256'],
    extensions: ['supported_versions', 'key_share'],
    servername: 'localhost',
    alpn: [],
    weakSuites: [],
    fallbackScsv: false,
    ja3: '',
    ja4: '',
    ...fields,
  }
}

/** A hello that ends at TLS 1.0. */
export const OLD_HELLO: Partial<ClientHelloFacts> = {
  helloVersion: 'TLSv1',
  versions: ['TLSv1'],
  suites: ['TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
  groups: [],
  signatureAlgorithms: [],
  extensions: [],
}

/**
 * One chain of calls, in the order of the wire. `says` is the client's line, `hears` the reply that it received;
 * `session` opens the next one. Whether a line is secured follows from `established`.
 */
export class TranscriptBuilder {
  readonly events: TranscriptEvent[] = []
  #session = 0
  #atMs = 0
  #secured = false

  /** Any event, in the session at hand. */
  event<E extends EventName>(event: E, fields: EventFields[E]): this {
    const place = { seq: this.events.length + 1, session: this.#session, atMs: this.#atMs, event }
    this.events.push({ ...place, ...fields } as unknown as TranscriptEvent)
    return this
  }

  /** Time passes. */
  after(ms: number): this {
    this.#atMs += ms
    return this
  }

  /** A client connects, and is greeted unless `greeting` is null. */
  session({
    from = '127.0.0.1',
    greeting = '220 smtp.test ESMTP',
    lost = false,
  }: {
    from?: string
    greeting?: string | null
    /** The transcript reached its cap, and nothing is kept of this session. */
    lost?: boolean
  } = {}): this {
    this.#session = Math.max(0, ...this.events.map(({ session }) => session)) + 1
    this.#secured = false
    if (lost) return this.event('transcript.session-lost', { from, sessions: 1 })
    this.event('session.opened', { from, fromPort: 40000 + this.#session, to: '127.0.0.1', toPort: 2525 })
    return greeting === null ? this : this.hears(greeting)
  }

  /** A client connects and sends so many bytes before the greeting, which the server holds back for two seconds. */
  slowlyGreeted(earlyBytes: number): this {
    const rule = 'server.rules[0]'
    return this.session({ greeting: null })
      .event('smtp.reply-held', { ms: 2000, secured: false, rule })
      .after(2000)
      .hears('220 smtp.test ESMTP', { rule, delayedMs: 2000 })
      .event('smtp.talked-before-greeting', { bytes: earlyBytes })
  }

  /** Goes on with an earlier session, whose connection is still open. */
  inSession(session: number, { secured = false } = {}): this {
    this.#session = session
    this.#secured = secured
    return this
  }

  says(line: string, fields: Fields<'smtp.command-received'> = {}): this {
    const verb = /^[A-Za-z]+/.exec(line)?.[0].toUpperCase() ?? ''
    return this.event('smtp.command-received', { line, verb, secured: this.#secured, ...fields })
  }

  /** A line of an AUTH exchange: it has no verb. */
  saysSecret(): this {
    return this.event('smtp.command-received', { line: '[redacted]', verb: '', secured: this.#secured })
  }

  hears(lines: string | string[], fields: Fields<'smtp.reply-sent'> = {}): this {
    const all = [lines].flat()
    const code = Number(all[0]?.slice(0, 3))
    return this.event('smtp.reply-sent', { lines: all, code, secured: this.#secured, ...fields })
  }

  asks(line: string, lines: string | string[]): this {
    return this.says(line).hears(lines)
  }

  /** EHLO, and what the client sees; `sent` is what the server said where the path changed it. */
  ehlo(capabilities: readonly string[] = CAPABILITIES, sent?: readonly string[]): this {
    const reply = (words: readonly string[]) =>
      words.map((word, at) => `250${at < words.length - 1 ? '-' : ' '}${word}`)
    return this.says('EHLO client.test').hears(reply(capabilities), sent ? { sent: reply(sent) } : {})
  }

  /** EHLO to a server that lists everything but STARTTLS. */
  ehloWithoutStarttls(): this {
    return this.ehlo(CAPABILITIES.filter((word) => word !== 'STARTTLS'))
  }

  /** EHLO, STARTTLS and its 220: the next bytes are TLS. */
  starttls(): this {
    return this.ehlo().asks('STARTTLS', '220 2.0.0 Ready to start TLS')
  }

  hello(fields: Partial<ClientHelloFacts> = {}): this {
    const hello = helloOf(fields)
    return this.event('tls.hello-received', { hello, summary: `offers ${hello.versions.join(' and ')}` })
  }

  established(fields: Fields<'tls.established'> = {}): this {
    this.#secured = true
    return this.event('tls.established', {
      version: 'TLSv1.3',
      suite: 'TLS_AES_128_GCM_SHA256',
      cipher: 'TLS_AES_128_GCM_SHA256',
      bits: 128,
      servername: 'localhost',
      alpn: null,
      clientCertificate: null,
      clientCertificateAsked: false,
      ...fields,
    })
  }

  failed(reason: string, detail = reason): this {
    return this.event('tls.failed', { reason, detail })
  }

  alert(direction: 'received' | 'sent', name: string, number = 0): this {
    return this.event(`tls.alert-${direction}`, { level: 'fatal', number, name, inferred: true })
  }

  /** STARTTLS, a whole handshake, and EHLO inside TLS. */
  tls(hello: Partial<ClientHelloFacts> = {}, established: Fields<'tls.established'> = {}): this {
    return this.starttls()
      .hello(hello)
      .established(established)
      .ehlo(CAPABILITIES.filter((word) => word !== 'STARTTLS'))
  }

  /** AUTH LOGIN with a user and a password, up to the server's word on them. */
  auth(verdict: string, mechanism = 'LOGIN'): this {
    return this.says(`AUTH ${mechanism}`)
      .hears('334 VXNlcm5hbWU6')
      .saysSecret()
      .hears('334 UGFzc3dvcmQ6')
      .saysSecret()
      .event('smtp.credentials-received', { mechanism, user: 'user', secured: this.#secured })
      .hears(verdict)
  }

  /** MAIL, RCPT, DATA and a message that is taken. */
  mail(): this {
    return this.envelope()
      .asks('DATA', '354 End data with <CR><LF>.<CR><LF>')
      .content()
      .event('smtp.message-accepted', {
        id: 'id-1',
        sender: 'a@client.test',
        recipients: ['b@mail.test'],
        bytes: 100,
        secured: this.#secured,
        authenticated: false,
      })
      .hears('250 2.0.0 Ok: queued as id-1')
  }

  envelope(): this {
    return this.asks('MAIL FROM:<a@client.test>', '250 2.1.0 Sender ok').asks(
      'RCPT TO:<b@mail.test>',
      '250 2.1.5 Recipient ok',
    )
  }

  content(fields: Fields<'smtp.content-received'> = {}): this {
    const content = { bytes: 100, via: 'DATA' as const, complete: true, secured: this.#secured }
    return this.event('smtp.content-received', { ...content, ...fields })
  }

  /** A whole message that the server refuses. */
  messageRefused(reply: string): this {
    return this.content()
      .event('smtp.message-refused', {
        sender: 'a@client.test',
        recipients: ['b@mail.test'],
        bytes: 100,
        secured: this.#secured,
      })
      .hears(reply)
  }

  quit(): this {
    return this.asks('QUIT', '221 2.0.0 Bye').closed()
  }

  closed(by: 'client' | 'server' | 'path' = 'client', how: 'fin' | 'rst' = 'fin'): this {
    this.after(10)
    return this.event('session.closed', { by, how, bytesReceived: 500, bytesSent: 500 })
  }
}

/** An empty transcript to write on. */
export function transcript(): TranscriptBuilder {
  return new TranscriptBuilder()
}

/** A mail that went out as it should. */
export function healthyTranscript(): TranscriptBuilder {
  return transcript().session().tls().mail().quit()
}
