// As much DER (X.690) as it takes to open a certificate and close it again: whole values, definite lengths.

/** One value: its tag byte, what is in it, and all its bytes with tag and length. */
export interface DerValue {
  readonly tag: number
  readonly content: Buffer
  readonly whole: Buffer
}

/** Tags of the structures of RFC 5280 and RFC 6960; from the third line on they are context-specific. */
export const TAG = {
  ...{ boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, enumerated: 0x0a },
  ...{ utf8String: 0x0c, utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30, set: 0x31 },
  ...{ keyId: 0x80, dnsName: 0x82, ipAddress: 0x87, version: 0xa0, extensions: 0xa3 },
  ...{ context0: 0xa0, context1: 0xa1, revoked: 0xa1 },
} as const

/** The value that starts `bytes`. Throws RangeError when it reaches past their end. */
export function readDer(bytes: Buffer): DerValue {
  const first = bytes.readUInt8(1)
  const sizeBytes = first < 0x80 ? 0 : first & 0x7f
  const length = sizeBytes === 0 ? first : bytes.readUIntBE(2, sizeBytes)
  const start = 2 + sizeBytes
  if (start + length > bytes.length) throw new RangeError(`DER value of ${length} bytes is cut off`)
  return {
    tag: bytes.readUInt8(0),
    content: bytes.subarray(start, start + length),
    whole: bytes.subarray(0, start + length),
  }
}

/** The values that stand one behind the other in `content`. */
export function readDerItems(content: Buffer): DerValue[] {
  const items: DerValue[] = []
  for (let rest = content; rest.length > 0; rest = rest.subarray(items.at(-1)?.whole.length)) items.push(readDer(rest))
  return items
}

/** A value of `parts`, each already whole. */
export function writeDer(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content])
  const hex = content.length.toString(16)
  const size = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 | size.length]), size, content])
}

/** An INTEGER of these bytes, which are a positive number. */
export function integer(bytes: Buffer): Buffer {
  const sign = (bytes[0] ?? 0) > 0x7f ? [Buffer.from([0])] : []
  return writeDer(TAG.integer, ...sign, bytes)
}

/** A certificate as PEM (RFC 7468), with the line end that lets certificates be joined. */
export function pemOfCertificate(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** The certificates of a PEM text, each as PEM. */
export function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
}
