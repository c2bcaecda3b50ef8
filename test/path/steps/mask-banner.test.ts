import { MESSAGE, testStep } from '../step-suite.ts'

testStep('mask-banner', [
  {
    name: 'only 2, 0 and spaces are left of the text, and the length stays',
    item: 'mask-banner',
    turns: [
      {
        from: 'server',
        says: '220 mail2.nwtraders.msft Microsoft ESMTP Mail 2003\r\n',
        becomes: `220 ****2${'*'.repeat(15)} ${'*'.repeat(9)} ${'*'.repeat(5)} ${'*'.repeat(4)} 200*\r\n`,
      },
      { from: 'client', says: 'EHLO client.test\r\n' },
      { from: 'server', says: '250-mail.test\r\n250 STARTTLS\r\n' },
      ...MESSAGE,
      { from: 'client', says: 'NOOP\r\n' },
      { from: 'server', says: '220 not a greeting\r\n' },
    ],
  },
  {
    name: 'each line of a long greeting is masked, each byte counts for one',
    item: 'mask-banner',
    turns: [{ from: 'server', says: '220-caf\xc3\xa9\r\n220 ok\r\n', becomes: '220-*****\r\n220 **\r\n' }],
  },
  {
    name: 'a refusal in place of the greeting stays',
    item: 'mask-banner',
    turns: [{ from: 'server', says: '554 5.7.1 go away\r\n' }],
  },
])
