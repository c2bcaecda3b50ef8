// Lines end with LF alone.
import { diagnosis } from '../diagnosis.ts'

export const bareLf = diagnosis({
  id: 'bare-lf',
  rank: 30,
  cause:
    'The client ends lines with LF alone, without CR before it. Many servers refuse that since SMTP smuggling became known (2023).',
  advice:
    'On the client: end every line with CR and LF, commands and content alike. In a script: "\\r\\n", or the newline setting of the tool (nc -C).',
  reference: 'RFC 5321 section 2.3.8; CVE-2023-51764',
  looksFor({ first }) {
    const events = first.all('smtp.bare-lf-received')
    return events.length > 0 ? { events } : null
  },
})
