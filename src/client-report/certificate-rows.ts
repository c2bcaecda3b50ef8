// What a report says of certificates, and what it cannot know of them.
import type { CertificateView } from './certificate.ts'
import type { Row } from './row.ts'

export function certificateRows(view: CertificateView | null): Row[] {
  if (!view) return []
  const { client } = view
  const shown = client.shown
    ? `${client.shown.subject} (${client.shown.trusted ? 'trusted here' : (client.shown.problem ?? 'not trusted here')})`
    : client.asked
      ? 'none, though it was asked for one'
      : 'it was not asked for one'
  return [
    { label: "the server's", ...certificateWords(view) },
    { label: 'its own', value: shown },
  ]
}

function certificateWords({ seen, fault, alert, authorityUnknown }: CertificateView): Omit<Row, 'label'> {
  const wrong = fault === null ? 'a good certificate' : `a certificate with the fault "${fault}"`
  switch (seen) {
    case 'not-checked':
      return {
        value: 'not checked',
        mark: 'bad',
        note: authorityUnknown
          ? 'It went on, although the authority of this run was given to nobody: it takes whatever it is shown.'
          : `It went on with ${wrong}: it checks none, or not for that.`,
      }
    case 'accepted':
      return {
        value: 'accepted',
        note: `It went on with ${wrong}. Whether it checks cannot be told from that: try --scenario cert-expired and --scenario cert-untrusted-root.`,
      }
    case 'refused':
      return {
        value: `refused (${alert})`,
        ...(fault === null
          ? { note: 'It does not trust the authority of the simulator (--ca-file), or dialled another name (--name).' }
          : { mark: 'good' as const, note: `It was shown ${wrong}.` }),
      }
    case 'left':
      return {
        value: 'not known',
        note: `It was shown ${wrong}, and closed without a word. That may be a refusal; its own log knows.`,
      }
    case 'unseen':
      return { value: 'not seen', note: 'The handshake did not come that far.' }
  }
}
