import { MESSAGE, testStep } from '../step-suite.ts'

const GREETING = { from: 'server', says: '220 mail.test ESMTP\r\n' } as const
const EHLO = { from: 'client', says: 'EHLO client.test\r\n' } as const

testStep('mask-starttls', [
  {
    name: 'an ASA hides STARTTLS, and the server does not know what the client says instead (Cisco 118550)',
    item: 'mask-starttls',
    turns: [
      GREETING,
      EHLO,
      {
        from: 'server',
        says: '250-mail.test\r\n250-8BITMIME\r\n250-SIZE 14680064\r\n250 STARTTLS\r\n',
        becomes: '250-mail.test\r\n250-8BITMIME\r\n250-SIZE 14680064\r\n250 XXXXXXXA\r\n',
      },
      { from: 'client', says: 'STARTTLS\r\n', becomes: 'XXXXXXXX\r\n' },
      { from: 'server', says: '500 #5.5.1 command not recognized\r\n' },
      ...MESSAGE,
      { from: 'client', says: 'QUIT\r\n' },
    ],
  },
  {
    name: 'a second masked word gets a B, whatever stands between, and the next reply begins with A again',
    item: { 'mask-starttls': 'cisco-asa' },
    turns: [
      GREETING,
      EHLO,
      {
        from: 'server',
        says: '250-mail.test\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n250-AUTH=PLAIN\r\n250 HELP\r\n',
        becomes: '250-mail.test\r\n250-XXXXXXXA\r\n250-AUTH PLAIN\r\n250-AUTH=PLAIN\r\n250 XXXB\r\n',
      },
      EHLO,
      { from: 'server', says: '250-mail.test\r\n250 starttls\r\n', becomes: '250-mail.test\r\n250 XXXXXXXA\r\n' },
    ],
  },
  {
    name: 'parameters are masked with their keyword, unless the policy lets it pass',
    item: { 'mask-starttls': { passes: ['chunking'] } },
    turns: [
      GREETING,
      EHLO,
      {
        from: 'server',
        says: '250-mail.test\r\n250-LIMITS RCPTMAX=9\r\n250-CHUNKING\r\n250 STARTTLS\r\n',
        becomes: '250-mail.test\r\n250-XXXXXXXXXXXXXXXA\r\n250-CHUNKING\r\n250 XXXXXXXB\r\n',
      },
    ],
  },
  {
    name: 'replies to other commands, refused EHLOs and lines of an AUTH exchange stay',
    item: 'mask-starttls',
    turns: [
      GREETING,
      { from: 'client', says: 'HELO client.test\r\n' },
      { from: 'server', says: '250-mail.test\r\n250 STARTTLS\r\n' },
      EHLO,
      { from: 'server', says: '550-STARTTLS\r\n550 STARTTLS\r\n' },
      { from: 'client', says: 'AUTH LOGIN\r\n' },
      { from: 'server', says: '334 VXNlcm5hbWU6\r\n' },
      { from: 'client', says: 'STARTTLS\r\n' },
      { from: 'server', says: '334 UGFzc3dvcmQ6\r\n' },
      { from: 'client', says: 'c2VjcmV0\r\n' },
      { from: 'server', says: '535 5.7.8 no\r\n' },
      { from: 'client', says: 'XCLIENT ADDR=x\r\n', becomes: 'XXXXXXX ADDR=x\r\n' },
    ],
  },
  {
    name: 'TLS is left alone',
    item: 'mask-starttls',
    turns: [
      GREETING,
      { from: 'client', says: '\x16\x03\x01\x00\x0bSTARTTLS\r\nXYZ\r\n' },
      { from: 'server', says: '\x15\x03\x01\x00\x02\x02\x28250 STARTTLS\r\n' },
    ],
  },
  {
    name: 'a content that ends the connection in its middle is passed on',
    item: 'mask-starttls',
    turns: [
      GREETING,
      { from: 'client', says: 'DATA\r\n' },
      { from: 'server', says: '354 go\r\n' },
      { from: 'client', says: 'STARTTLS\r\n.' },
    ],
  },
  {
    name: 'a line without an end is passed on at the end',
    item: 'mask-starttls',
    turns: [
      GREETING,
      EHLO,
      { from: 'server', says: '250-mail.test\r\n250-STARTTLS\r\n250' },
      { from: 'client', says: 'STA' },
    ],
  },
  {
    name: 'BDAT is no word that an ASA knows, and its chunk is still content',
    item: { 'mask-starttls': { style: 'cisco-asa' } },
    turns: [
      GREETING,
      {
        from: 'client',
        says: 'BDAT 20 LAST\r\nSTARTTLS\r\nSTARTTLS\r\nSTARTTLS\r\n',
        becomes: 'XXXX 20 LAST\r\nSTARTTLS\r\nSTARTTLS\r\nXXXXXXXX\r\n',
      },
    ],
  },
  {
    name: 'an old PIX makes NOOP of all but the seven commands of RFC 821',
    item: { 'mask-starttls': 'pix-noop' },
    turns: [
      GREETING,
      { from: 'client', says: 'EHLO client.test\r\n', becomes: 'NOOP\r\n' },
      { from: 'server', says: '250 2.0.0 Ok\r\n' },
      { from: 'client', says: 'STARTTLS\r\n', becomes: 'NOOP\r\n' },
      { from: 'server', says: '250 2.0.0 Ok\r\n' },
      { from: 'client', says: 'AUTH PLAIN AHgAeQ==\r\n', becomes: 'NOOP\r\n' },
      { from: 'server', says: '250 2.0.0 Ok\r\n' },
      { from: 'client', says: 'helo client.test\r\n' },
      { from: 'server', says: '250-mail.test\r\n250 STARTTLS\r\n' },
      ...MESSAGE,
      { from: 'client', says: 'NOOP\r\nVRFY x\r\nRSET\r\nQUIT\r\n', becomes: 'NOOP\r\nNOOP\r\nRSET\r\nQUIT\r\n' },
    ],
  },
  {
    name: 'behind DATA that is refused, commands are commands again',
    item: { 'mask-starttls': 'pix-noop' },
    turns: [
      GREETING,
      { from: 'client', says: 'DATA\r\n' },
      { from: 'server', says: '503 5.5.1 no\r\n' },
      { from: 'client', says: 'EHLO x\r\n', becomes: 'NOOP\r\n' },
    ],
  },
])
