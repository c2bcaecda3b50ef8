import t from 'tap'
import { looksLikeCredentials, redactCommand, redactResponse } from '../../src/transcript/redaction.ts'

t.test('an initial response of AUTH is replaced, and nothing else of the line', (t) => {
  for (const [line, shown] of [
    ['AUTH PLAIN AGFubmEAczNjcmV0', 'AUTH PLAIN [redacted]'],
    ['auth plain AGFubmEAczNjcmV0', 'auth plain [redacted]'],
    ['AUTH LOGIN YW5uYQ==', 'AUTH LOGIN [redacted]'],
    ['AUTH XOAUTH2 dXNlcj1hbm5hAWF1dGg9QmVhcmVyIHRvaw==', 'AUTH XOAUTH2 [redacted]'],
    ['  AUTH  PLAIN   AGFubmEAczNjcmV0 more', '  AUTH  PLAIN   [redacted]'],
    ['AUTH\tPLAIN\tAGFubmEAczNjcmV0', 'AUTH\tPLAIN\t[redacted]'],
    ['AUTH NEW-MECHANISM secret', 'AUTH NEW-MECHANISM [redacted]'],
    ['AUTH PLAIN =x', 'AUTH PLAIN [redacted]'],
    ['AUTH PLAIN *x', 'AUTH PLAIN [redacted]'],
  ] as const) {
    t.equal(redactCommand(line), shown)
  }
  t.end()
})

t.test('what carries no secret stays as it is', (t) => {
  for (const line of [
    'AUTH LOGIN',
    'AUTH PLAIN ',
    'AUTH PLAIN =',
    'AUTH PLAIN *',
    'AUTH',
    'EHLO auth plain x',
    'MAIL FROM:<anna@example.com> AUTH=<>',
    'AUTHOR PLAIN x',
    '',
  ]) {
    t.equal(redactCommand(line), line)
  }
  t.end()
})

t.test('a line of an exchange is secret as a whole, but for the words that carry nothing', (t) => {
  t.equal(redactResponse('YW5uYQ=='), '[redacted]')
  t.equal(redactResponse('not even base64'), '[redacted]')
  t.equal(redactResponse(' '), '[redacted]')
  // RFC 4954 section 4: "*" cancels, "=" and the empty line are empty responses.
  for (const line of ['', '*', '=']) t.equal(redactResponse(line), line)
  t.end()
})

t.test('base64 that a client goes on sending after a refusal is taken for credentials; commands are not', (t) => {
  for (const line of ['YW5uYQ==', 'czNjcmV0', 'AGFubmEAczNjcmV0']) t.equal(looksLikeCredentials(line), true, line)
  for (const line of ['', '*', 'MAIL FROM:<a@b>', 'YW5uYQ=', 'EHLO x', 'abc']) {
    t.equal(looksLikeCredentials(line), false, line)
  }
  t.end()
})
