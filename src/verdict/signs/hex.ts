// The line of text that bytes in hex hold, where TLS was due.

/** The first line, when the bytes are printable; null for anything else. */
export function textIn(bytesHex: string): string | null {
  const [line = ''] = Buffer.from(bytesHex, 'hex').toString('latin1').split(/\r?\n/)
  return /^[\x20-\x7e]{4,}$/.test(line) ? (/^\S+/.exec(line)?.[0] ?? null) : null
}
