// A TLSA record (RFC 6698 section 2): what a domain publishes in the DNS about the key of its mail server.

export interface TlsaRecord {
  /** 3: DANE-EE, the key of the server itself; 2: DANE-TA, the key of an authority above it (RFC 7218 section 2.1). */
  usage: 2 | 3
  /** 1: SPKI, the public key alone, so that a renewal with the same key changes nothing. */
  selector: 1
  /** 1: SHA2-256. */
  matching: 1
  /** The digest, 64 hexadecimal digits in lower case. */
  data: string
  /** Whose key it is: `rsa`, `ecdsa` or another kind of the server's certificate, or `authority`. */
  key: string
  /**
   * Whether the server sends the certificate that the record is about. Without the authority among them a client cannot
   * use a record of usage 2, unless it has that authority itself (RFC 7671 section 5.2.2).
   */
  sent: boolean
  /** Where it stands in the DNS: `_25._tcp.mx.example.` */
  owner: string
}

/** What stands in the record: `3 1 1 e60f...`. */
export function recordData({ usage, selector, matching, data }: TlsaRecord): string {
  return `${usage} ${selector} ${matching} ${data}`
}

/** The record as a line of a zone file. */
export function zoneLine(record: TlsaRecord): string {
  return `${record.owner} IN TLSA ${recordData(record)}`
}
