import t from 'tap'
import { compare, comparisonLines } from '../../src/report/comparison.ts'
import { CLOSED, command, ESTABLISHED, eventsOf, judgementOf, OPENED } from './results.ts'

const EVENTS = eventsOf(
  ['session.opened', OPENED],
  command('EHLO a'),
  command('STARTTLS'),
  ['tls.established', { ...ESTABLISHED, version: 'TLSv1.3' }],
  command('EHLO a', true),
  ['smtp.command-received', { line: '[redacted]', verb: '', secured: true }],
  command('MAIL FROM:<a@b>', true),
  ['smtp.content-received', { bytes: 9, via: 'DATA', complete: true, secured: true }],
  ['session.closed', CLOSED],
)

const failing = (id: string, events: number[]) => ({
  id,
  expected: 'this',
  found: 'that',
  events,
  verdict: 'fail' as const,
})
const cells = (failed: ReturnType<typeof failing>[]) =>
  compare(judgementOf({ failed }), EVENTS).map(({ expected, did, failed }) => [expected, did, failed?.id ?? null])

t.test('nothing failed: nothing to compare', async (t) => {
  t.same(compare(judgementOf(), EVENTS), [])
})

t.test('a failure stands at its first event, behind the last three steps of the client', async (t) => {
  t.same(cells([failing('x', [7, 8])]), [
    ['...', '...', null],
    ['STARTTLS', 'STARTTLS', null],
    ['TLS 1.3 handshake', 'TLS 1.3 handshake', null],
    ['EHLO a (TLS)', 'EHLO a (TLS)', null],
    ['x: this', 'MAIL FROM:<a@b> (TLS): that', 'x'],
  ])
})

t.test('a failure that no event shows stands at the end', async (t) => {
  t.same(cells([failing('outcome', [])]).slice(-3), [
    ['sends the message (TLS)', 'sends the message (TLS)', null],
    ['hangs up', 'hangs up', null],
    ['outcome: this', 'outcome: that', 'outcome'],
  ])
  t.same(cells([failing('x', [99])]).at(-1), ['x: this', 'that', 'x'], 'nor one whose event is gone')
})

t.test('several stand in the order of the transcript, also at one event', async (t) => {
  t.same(
    cells([failing('late', [7]), failing('early', [2]), failing('also', [2])]).filter(([, , id]) => id),
    [
      ['early: this', 'EHLO a: that', 'early'],
      ['also: this', 'EHLO a: that', 'also'],
      ['late: this', 'MAIL FROM:<a@b> (TLS): that', 'late'],
    ],
  )
})

t.test('two columns of text, the mark at the first line of what differs', async (t) => {
  const row = { expected: 'short', did: 'a long text that does not fit into one line of its column', failed: null }
  const lines = comparisonLines([row, { ...row, failed: failing('x', []) }])
  t.same(lines.slice(2), [
    '  short                             | a long text that does not fit into',
    '                                    | one line of its column',
    '  short                             | a long text that does not fit into   <<<<<',
    '                                    | one line of its column',
  ])
  t.same(comparisonLines([]), [])
})
