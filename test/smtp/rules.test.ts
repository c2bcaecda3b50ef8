import t from 'tap'
import type { PlannedWhen } from '../../src/scenario/server-plan.ts'
import type { Facts } from '../../src/smtp/rules.ts'
import { facts, rule, ruleBook, speaks, tls } from './rule-suite.ts'

t.test('the first rule in file order that matches speaks', (t) => {
  const rules = [rule({ id: 0, on: ['RCPT'] }), rule({ id: 1 }), rule({ id: 2 })]
  t.equal(ruleBook().decide(rules, 'MAIL', facts())?.id, 1)
  t.equal(ruleBook().decide(rules, 'RCPT', facts())?.id, 0)
  t.equal(ruleBook().decide(rules, 'DATA', facts()), null)
  t.end()
})

t.test('a rule on several points speaks at each of them, one on any at all', (t) => {
  const rules = [rule({ id: 0, on: ['MAIL', 'RCPT'] }), rule({ id: 1, on: ['any'] })]
  for (const point of ['MAIL', 'RCPT']) t.equal(ruleBook().decide(rules, point, facts())?.id, 0)
  for (const point of ['connect', 'EHLO', 'AUTH-command', 'AUTH-prompt', 'AUTH', 'message', 'XYZZY']) {
    t.equal(ruleBook().decide(rules, point, facts())?.id, 1, point)
  }
  t.end()
})

t.test('an exhausted rule falls through to the next, then to the normal reply', (t) => {
  const book = ruleBook()
  const once = { first: 1, per: 'server' } as const
  const rules = [rule({ id: 0, times: once }), rule({ id: 1, times: once })]
  const spoke = [1, 2, 3].map((session) => book.decide(rules, 'MAIL', facts({ session }))?.id ?? null)
  t.strictSame(spoke, [0, 1, null])
  t.end()
})

t.test('a rule whose condition does not hold counts nothing', (t) => {
  const book = ruleBook()
  const rules = [rule({ when: { tls: 'any' }, times: { first: 1, per: 'server' } })]
  t.equal(book.decide(rules, 'MAIL', facts({ session: 1 })), null)
  t.ok(book.decide(rules, 'MAIL', facts({ session: 2, tls: tls('TLSv1.3') })))
  t.end()
})

t.test('without a condition a rule holds always', (t) => {
  t.ok(speaks({}, {}))
  t.end()
})

type Case = [when: PlannedWhen, holdsFor: Partial<Facts>[], notFor: Partial<Facts>[]]

const inTls = { tls: tls('TLSv1.2', 128) }
const CASES: Record<string, Case> = {
  'tls: none': [{ tls: 'none' }, [{}], [inTls]],
  'tls: any': [{ tls: 'any' }, [inTls], [{}]],
  'tlsBelow, which is false in clear': [
    { tlsBelow: 'TLSv1.2' },
    [{ tls: tls('TLSv1') }, { tls: tls('TLSv1.1') }],
    [{}, { tls: tls('TLSv1.2') }, { tls: tls('TLSv1.3') }],
  ],
  'strengthBelow, where clear has none': [
    { strengthBelow: 112 },
    [{}, { tls: tls('TLSv1', 56) }, { tls: tls('TLSv1.2', 0) }],
    [{ tls: tls('TLSv1', 112) }, { tls: tls('TLSv1', 256) }],
  ],
  from: [{ from: (address) => address.startsWith('10.') }, [{ from: '10.1.2.3' }], [{ from: '127.0.0.1' }]],
  'sender by address': [
    { sender: ['a@example.com'] },
    [{ sender: 'a@example.com' }, { sender: 'A@Example.COM' }],
    [{ sender: 'b@example.com' }, { sender: null }, { sender: '' }, { sender: 'xa@example.com' }],
  ],
  'sender by domain and its sub-domains': [
    { sender: ['example.com'] },
    [{ sender: 'a@example.com' }, { sender: 'a@mail.Example.com' }],
    [{ sender: 'a@badexample.com' }, { sender: 'a@example.com.org' }, { sender: 'example.com@x.org' }, { sender: '' }],
  ],
  'sender by one of several': [
    { sender: ['example.com', 'b@example.org'] },
    [{ sender: 'a@example.com' }, { sender: 'b@example.org' }],
    [{ sender: 'a@example.org' }],
  ],
  'recipient, where any recipient suffices': [
    { recipient: ['example.com'] },
    [{ recipients: ['a@example.com'] }, { recipients: ['x@y.org', 'a@example.com'] }],
    [{ recipients: [] }, { recipients: ['x@y.org', 'z@y.org'] }],
  ],
  mechanism: [{ mechanism: ['LOGIN', 'PLAIN'] }, [{ mechanism: 'PLAIN' }], [{ mechanism: 'CRAM-MD5' }, {}]],
  'authenticated: true': [{ authenticated: true }, [{ authenticated: true }], [{ authenticated: false }]],
  'authenticated: false': [{ authenticated: false }, [{ authenticated: false }], [{ authenticated: true }]],
  'credentials: right': [{ credentials: 'right' }, [{ credentials: 'right' }], [{ credentials: 'wrong' }, {}]],
  'credentials: wrong': [{ credentials: 'wrong' }, [{ credentials: 'wrong' }], [{ credentials: 'right' }, {}]],
  'clientCertificate: none': [
    { clientCertificate: 'none' },
    [{}],
    [{ clientCertificate: 'trusted' }, { clientCertificate: 'untrusted' }],
  ],
  'clientCertificate: any': [
    { clientCertificate: 'any' },
    [{ clientCertificate: 'trusted' }, { clientCertificate: 'untrusted' }],
    [{}],
  ],
  'clientCertificate: trusted': [
    { clientCertificate: 'trusted' },
    [{ clientCertificate: 'trusted' }],
    [{}, { clientCertificate: 'untrusted' }],
  ],
  'clientCertificate: untrusted': [
    { clientCertificate: 'untrusted' },
    [{ clientCertificate: 'untrusted' }],
    [{}, { clientCertificate: 'trusted' }],
  ],
  'clientCertificate: wrong-time, which is one of the untrusted': [
    { clientCertificate: 'wrong-time' },
    [{ clientCertificate: 'untrusted', certificateProblem: 'wrong-time' }],
    [{}, { clientCertificate: 'trusted' }, { clientCertificate: 'untrusted', certificateProblem: 'wrong-issuer' }],
  ],
  'clientCertificate: untrusted, whatever is wrong': [
    { clientCertificate: 'untrusted' },
    [{ clientCertificate: 'untrusted', certificateProblem: 'wrong-name' }],
    [{ clientCertificate: 'trusted' }],
  ],
  'sentAhead: true': [{ sentAhead: true }, [{ sentAhead: true }], [{}]],
  'sentAhead: false': [{ sentAhead: false }, [{}], [{ sentAhead: true }]],
  connectionsAbove: [{ connectionsAbove: 2 }, [{ connections: 3 }, { connections: 9 }], [{}, { connections: 2 }]],
  'all keys together': [
    { tls: 'any', authenticated: true },
    [{ ...inTls, authenticated: true }],
    [inTls, { authenticated: true }, {}],
  ],
}

for (const [name, [when, holdsFor, notFor]] of Object.entries(CASES)) {
  t.test(`when ${name}`, (t) => {
    for (const about of holdsFor) t.ok(speaks(when, about), `holds for ${JSON.stringify(about)}`)
    for (const about of notFor) t.notOk(speaks(when, about), `does not hold for ${JSON.stringify(about)}`)
    t.end()
  })
}
