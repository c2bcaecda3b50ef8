// The message that a peer delivers: the same bytes for the same size, without a line that would start with a dot.
import { RECIPIENT, SENDER } from '../mailers.ts'

const LINE = 64
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** A message with this many bytes behind its headers, none of them repeating in a way that would hide a swapped block. */
export function messageOf(bodyBytes = 200): string {
  if (bodyBytes < 2) throw new RangeError(`A body ends with CRLF: ${bodyBytes} bytes are too few`)
  const head = [`From: ${SENDER}`, `To: ${RECIPIENT}`, 'Subject: an alarm', '', ''].join('\r\n')
  return head + bodyOf(bodyBytes)
}

function bodyOf(bytes: number): string {
  const random = numbers()
  let body = ''
  while (body.length < bytes) {
    const length = Math.min(LINE, bytes - body.length - 2)
    for (let at = 0; at < length; at++) body += LETTERS.charAt(random() % LETTERS.length)
    // One byte would be left over, too few for a line.
    if (bytes - body.length === 3) body += 'x'
    body += '\r\n'
  }
  return body
}

/** Xorshift by Marsaglia: nothing secret, only the same every time. */
function numbers(): () => number {
  let state = 2463534242
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}
