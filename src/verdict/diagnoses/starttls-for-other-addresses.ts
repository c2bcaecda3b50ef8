// The server offers STARTTLS, to others: its policy goes by the source address.
import { diagnosis } from '../diagnosis.ts'
import { sawStarttls, withoutStarttls } from '../signs/ehlo.ts'

export const starttlsForOtherAddresses = diagnosis({
  id: 'starttls-for-other-addresses',
  rank: 91,
  cause:
    'The server offers STARTTLS to other source addresses, and none to {from}: it has a policy for each group of addresses.',
  advice:
    'On the receiving gateway: allow TLS in every policy (Cisco Secure Email, IronPort: Mail Policies, Mail Flow Policies, TLS "Preferred" in the Default Policy Parameters, ' +
    'and in each policy of the Host Access Table). Test from the address that sends the mail: from another the list looks right.',
  reference: 'Troubleshooting TLS connections in email (2006); Cisco, Encrypting Communication with Other MTAs',
  looksFor({ first, tries, starttlsElsewhere }) {
    const [session] = first.sessions
    const ehlo = session && withoutStarttls(session)
    if (!session || !ehlo) return null
    const others = [...first.sessions, ...tries.later.flatMap((each) => each.sessions)]
    const other = others.find((each) => each.from !== session.from && sawStarttls(each))
    if (!other && !starttlsElsewhere) return null
    const there = other?.all('session.opened') ?? []
    return { events: [...session.all('policy.chosen'), ehlo.reply, ...there], words: { from: session.from } }
  },
})
