// Keeps secrets out of the transcript: what stands in for credentials before anything is stored.

export const REDACTED = '[redacted]'

/** An AUTH command with its initial response replaced (RFC 4954 section 4); other lines as they are. */
export function redactCommand(line: string): string {
  return line.replace(/^(\s*AUTH\s+\S+\s+)(?!=$|\*$)\S.*$/is, `$1${REDACTED}`)
}

/** A line of an AUTH exchange: all of it is secret but the words that carry nothing. */
export function redactResponse(line: string): string {
  return line === '' || line === '*' || line === '=' ? line : REDACTED
}

/** Looks like credentials that a client went on sending although its AUTH command was refused. */
export function looksLikeCredentials(line: string): boolean {
  return /^[A-Za-z0-9+/]{4,}={0,2}$/.test(line) && line.length % 4 === 0
}
