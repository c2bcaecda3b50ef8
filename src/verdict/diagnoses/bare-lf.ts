// Lines end with LF alone, in commands or in message content.
import { diagnosis } from '../diagnosis.ts'
import { inWords } from '../signs/versions.ts'

export const bareLf = diagnosis({
  id: 'bare-lf',
  rank: 30,
  cause:
    'The client ends lines with LF alone, without CR before it, in {where}. Many servers refuse that since SMTP smuggling became known (2023).{ends}',
  advice:
    'On the client: end every line with CR and LF, commands and content alike. In a script: "\\r\\n", or the option of the tool (nc -C; curl --crlf; openssl s_client -crlf).',
  reference: 'RFC 5321 sections 2.3.8 and 4.1.1.4; CVE-2023-51764',
  looksFor({ first }) {
    const lines = first.all('smtp.bare-lf-received')
    const ends = first.all('smtp.bare-lf-end-received')
    if (lines.length === 0 && ends.length === 0) return null
    const inContent = ends.length > 0 || lines.some(({ contentLine }) => contentLine !== undefined)
    const inCommands = lines.some(({ contentLine }) => contentLine === undefined)
    const where = [...(inCommands ? ['commands'] : []), ...(inContent ? ['message content'] : [])]
    return { events: [...lines, ...ends], words: { where: inWords(where), ends: smuggles(ends) } }
  },
})

function smuggles(ends: readonly { sequence: string }[]): string {
  const sequences = [...new Set(ends.map(({ sequence }) => sequence))]
  if (sequences.length === 0) return ''
  return ` The content holds ${inWords(sequences)}: a server that takes this for the end of the message reads what follows as commands of the client.`
}
