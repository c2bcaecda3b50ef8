// What a message says of itself: the fields of its header by which people look for it.

/** As they stand in the message, unfolded; absent where it has none. */
export interface HeaderFields {
  messageId?: string
  subject?: string
}

/** A field longer than this is cut: a transcript is no place to store one. */
const LONGEST = 500

/** Reads the header (RFC 5322 section 2.2) from the beginning of a message, up to the first empty line. */
export function headerFields(start: Buffer): HeaderFields {
  const [header = ''] = start.toString('utf8').split(/\r?\n\r?\n/, 1)
  const lines = header.replace(/\r?\n(?=[ \t])/g, '').split(/\r?\n/)
  const field = (name: RegExp) => {
    const line = lines.find((each) => name.test(each))
    const text = line?.slice(line.indexOf(':') + 1).trim()
    return text ? [...text].slice(0, LONGEST).join('') : undefined
  }
  const messageId = field(/^message-id[ \t]*:/i)
  const subject = field(/^subject[ \t]*:/i)
  return { ...(messageId !== undefined && { messageId }), ...(subject !== undefined && { subject }) }
}
