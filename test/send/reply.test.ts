// Replies from bytes: whole ones, cut ones, and what is none.
import t from 'tap'
import { isOk, ReplyReader } from '../../src/send/reply.ts'

const REPLY = '250-mail.example\r\n250-SIZE 10\r\n250 STARTTLS\r\n'

t.test('a reply that is cut anywhere is the same reply', async (t) => {
  for (let cut = 0; cut <= REPLY.length; cut++) {
    const reader = new ReplyReader()
    reader.add(Buffer.from(REPLY.slice(0, cut)))
    const early = reader.take()
    if (cut < REPLY.length) t.equal(early, null, `${cut} bytes are no reply yet`)
    reader.add(Buffer.from(REPLY.slice(cut)))
    const reply = early ?? reader.take()
    t.same(reply, {
      code: 250,
      lines: ['250-mail.example', '250-SIZE 10', '250 STARTTLS'],
      text: '250 STARTTLS',
      lost: null,
    })
    t.equal(reader.take(), null, 'and nothing behind it')
  }
})

t.test('two replies in one chunk come one after the other', async (t) => {
  const reader = new ReplyReader()
  reader.add(Buffer.from('220 go ahead\r\n250 injected\r\n'))
  t.equal(reader.take()?.code, 220)
  t.equal(reader.early, '250 injected\r\n')
  reader.forget()
  t.equal(reader.take(), null, 'what is forgotten does not come back')
})

t.test('what is no reply is lost, with the line in words', async (t) => {
  for (const bytes of [
    'HTTP/1.1 400 Bad Request\r\n',
    '99 x\r\n',
    '250+x\r\n',
    '\x16\x03\x01\n',
    `250 ${'x'.repeat(9000)}`,
  ]) {
    const reader = new ReplyReader()
    reader.add(Buffer.from(bytes, 'latin1'))
    const reply = reader.take()
    t.equal(reply?.lost, 'unreadable', JSON.stringify(bytes.slice(0, 20)))
    t.notOk(reply && isOk(reply))
  }
  const endless = new ReplyReader()
  endless.add(Buffer.from('250-more\r\n'.repeat(1000)))
  t.equal(endless.take()?.lost, 'unreadable', 'a reply without an end')
})

t.test('a bare LF ends a line, and a code alone is a reply', async (t) => {
  const reader = new ReplyReader()
  reader.add(Buffer.from('250-one\n250\n'))
  t.same(reader.take()?.lines, ['250-one', '250'])
})
