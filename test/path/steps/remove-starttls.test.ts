import { MESSAGE, testStep } from '../step-suite.ts'

const GREETING = { from: 'server', says: '220 mail.test ESMTP\r\n' } as const
const EHLO = { from: 'client', says: 'EHLO client.test\r\n' } as const

testStep('remove-starttls', [
  {
    name: 'the line goes; STARTTLS itself is not hindered',
    item: 'remove-starttls',
    turns: [
      GREETING,
      EHLO,
      {
        from: 'server',
        says: '250-mail.test\r\n250-STARTTLS\r\n250 SIZE 1000\r\n',
        becomes: '250-mail.test\r\n250 SIZE 1000\r\n',
      },
      ...MESSAGE,
      { from: 'client', says: 'STARTTLS\r\n' },
      { from: 'server', says: '220 2.0.0 Ready to start TLS\r\n' },
      { from: 'client', says: '\x16\x03\x01EHLO x\r\n' },
      { from: 'server', says: '\x16\x03\x03250-x\r\n250 STARTTLS\r\n' },
    ],
  },
  {
    name: 'was it the last line, the one before it becomes the last',
    item: { 'remove-starttls': {} },
    turns: [
      GREETING,
      EHLO,
      {
        from: 'server',
        says: '250-mail.test\r\n250-SIZE 1000\r\n250 StartTLS\r\n',
        becomes: '250-mail.test\r\n250 SIZE 1000\r\n',
      },
      EHLO,
      { from: 'server', says: '250-mail.test\r\n250 STARTTLS\r\n', becomes: '250 mail.test\r\n' },
    ],
  },
  {
    name: 'other words that look like it stay',
    item: 'remove-starttls',
    turns: [
      GREETING,
      EHLO,
      { from: 'server', says: '250-STARTTLS mail.test\r\n250-XSTARTTLS\r\n250 STARTTLSX\r\n' },
      { from: 'client', says: 'HELO client.test\r\n' },
      { from: 'server', says: '250-mail.test\r\n250 STARTTLS\r\n' },
    ],
  },
  {
    name: 'replies to pipelined commands are told apart',
    item: 'remove-starttls',
    turns: [
      GREETING,
      { from: 'client', says: 'NOOP\r\nEHLO x\r\nNOOP\r\n' },
      {
        from: 'server',
        says: '250-a\r\n250 STARTTLS\r\n250-mail.test\r\n250 STARTTLS\r\n250-b\r\n250 STARTTLS\r\n',
        becomes: '250-a\r\n250 STARTTLS\r\n250 mail.test\r\n250-b\r\n250 STARTTLS\r\n',
      },
    ],
  },
])
