// A command line, or an AUTH response, had no end within the limit.
import { diagnosis } from '../diagnosis.ts'

export const lineTooLong = diagnosis({
  id: 'line-too-long',
  rank: 46,
  cause: 'A line of the client had no end within {limit} bytes.',
  advice:
    'On the client: look for a missing line end, or for binary data where a command was due. Command lines may have 512 bytes, AUTH responses 12,288.',
  reference: 'RFC 5321 section 4.5.3.1.4; RFC 4954 section 4',
  looksFor({ first }) {
    const events = first.all('smtp.line-too-long')
    const [one] = events
    return one ? { events, words: { limit: String(one.limit) } } : null
  },
})
