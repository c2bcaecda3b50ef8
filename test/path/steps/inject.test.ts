import t from 'tap'
import { Bench, MESSAGE, testStep } from '../step-suite.ts'

testStep('inject', [
  {
    name: 'behind the 220 to STARTTLS: response injection',
    item: { inject: { text: ['250-mail.test', '250 AUTH PLAIN'] } },
    turns: [
      { from: 'server', says: '220 mail.test\r\n' },
      ...MESSAGE,
      { from: 'client', says: 'STARTTLS\r\n' },
      { from: 'server', says: '220 go\r\n', becomes: '220 go\r\n250-mail.test\r\n250 AUTH PLAIN\r\n' },
      { from: 'client', says: '\x16\x03\x01STARTTLS\r\n' },
      { from: 'server', says: '\x16\x03\x03220 go\r\n' },
    ],
    acted: [{ toward: 'client', detail: 'injected 31 bytes behind STARTTLS' }],
  },
  {
    name: 'a refused STARTTLS is no place for it',
    item: { inject: { text: 'x' } },
    turns: [
      { from: 'server', says: '220 mail.test\r\n' },
      { from: 'client', says: 'STARTTLS\r\n' },
      { from: 'server', says: '454 4.7.0 later\r\n' },
    ],
  },
  {
    name: 'behind the line of a command toward the server, once',
    item: { inject: { toward: 'server', behind: 'STARTTLS', text: ['RSET'] } },
    turns: [
      { from: 'server', says: '220 mail.test\r\n' },
      { from: 'client', says: 'starttls\r\n', becomes: 'starttls\r\nRSET\r\n' },
      { from: 'server', says: '454 4.7.0 later\r\n' },
      { from: 'client', says: 'STARTTLS\r\n' },
    ],
    acted: [{ toward: 'server', detail: 'injected 6 bytes behind STARTTLS' }],
  },
  {
    name: 'behind the reply to EHLO',
    item: { inject: { behind: 'EHLO', text: '250 x' } },
    turns: [
      { from: 'server', says: '220 mail.test\r\n' },
      { from: 'client', says: 'EHLO x\r\n' },
      { from: 'server', says: '250-a\r\n250 b\r\n', becomes: '250-a\r\n250 b\r\n250 x' },
    ],
    acted: [{ toward: 'client', detail: 'injected 5 bytes behind EHLO' }],
  },
  {
    name: 'before all else toward the client',
    item: { inject: { behind: 'connect', text: ['220-first'] } },
    turns: [{ from: 'server', says: '220 mail.test\r\n', becomes: '220-first\r\n220 mail.test\r\n' }],
    acted: [{ toward: 'client', detail: 'injected 11 bytes behind connect' }],
  },
  {
    name: 'behind the greeting, before the client says anything',
    item: { inject: { toward: 'server', behind: 'greeting', text: ['HELO x'] } },
    turns: [
      { from: 'server', says: '220 mail.test\r\n' },
      { from: 'client', says: 'EHLO y\r\n', becomes: 'HELO x\r\nEHLO y\r\n' },
    ],
    acted: [{ toward: 'server', detail: 'injected 8 bytes behind greeting' }],
  },
])

t.test('what is injected leaves together with what it stands behind', async (t) => {
  const bench = new Bench({ inject: { text: ['250 x'] } })
  bench.send('client', '220 mail.test\r\n')
  bench.send('server', 'STARTTLS\r\n')
  bench.send('client', '220 go\r\n')
  await bench.clock.advance(0)
  t.strictSame(bench.pieces('client'), ['220 mail.test\r\n', '220 go\r\n250 x\r\n'])
})
