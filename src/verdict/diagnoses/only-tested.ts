// A tester or a scanner: it looked at the server, and had no mail to send.
import { diagnosis } from '../diagnosis.ts'

export const onlyTested = diagnosis({
  id: 'only-tested',
  rank: 95,
  cause:
    'This was a tester, not a mailer: {how}. It named no recipient and sent no mail, so that nothing can be said about how it would send one.',
  advice:
    'To judge a client, let it send a mail. A test of the server that stops here (a test receiver, a scanner of suites, a monitor) has done all that it does.',
  reference: 'docs/how-to/probe-a-server.md',
  looksFor({ tested }) {
    if (!tested) return null
    const stopped = tested.some(({ event }) => event === 'smtp.command-received')
    const how = stopped
      ? 'it stopped behind MAIL FROM, which was accepted'
      : 'it made one handshake after another, each with other suites'
    return { events: tested, words: { how } }
  },
})
