import { testStep } from '../step-suite.ts'

testStep('reset', [
  {
    name: 'bytes toward the server are counted; the other way is open until the connection ends',
    item: { reset: '6B' },
    turns: [
      { from: 'server', says: '220 mail.test\r\n' },
      { from: 'client', says: 'EHLO client.test\r\n', becomes: 'EHLO c' },
      { from: 'client', says: 'more', becomes: '' },
    ],
    acted: [{ toward: 'server', detail: 'ended the connection with a RST after 6 bytes' }],
    ended: 'rst',
  },
  {
    name: 'toward the client',
    item: { reset: { after: '3B', toward: 'client' } },
    turns: [
      { from: 'server', says: '220 mail.test\r\n', becomes: '220' },
      { from: 'client', says: 'EHLO\r\n' },
    ],
    acted: [{ toward: 'client', detail: 'ended the connection with a RST after 3 bytes' }],
    ended: 'rst',
  },
  {
    name: 'with 0B it ends before anything passes',
    item: { reset: { after: '0B', toward: 'client' } },
    turns: [{ from: 'server', says: '220 mail.test\r\n', becomes: '' }],
    acted: [{ toward: 'client', detail: 'ended the connection with a RST after 0 bytes' }],
    ended: 'rst',
  },
  {
    name: 'a shorter session is left alone',
    item: { reset: { after: '4KiB', toward: 'client' } },
    turns: [{ from: 'server', says: '220 mail.test\r\n' }],
  },
])
