import t from 'tap'
import { readDer, readDerItems, writeDer } from '../../src/ca/der.ts'

t.test('a value of any length is read back as it was written', (t) => {
  for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
    const content = Buffer.alloc(length, 7)
    const value = readDer(Buffer.concat([writeDer(0x04, content), Buffer.from('behind')]))
    t.equal(value.tag, 0x04)
    t.ok(value.content.equals(content), `${length} bytes`)
    t.ok(value.whole.equals(writeDer(0x04, content)))
  }
  t.end()
})

t.test('values that stand behind each other are told apart', (t) => {
  const items = readDerItems(Buffer.concat([writeDer(0x02, Buffer.from([1])), writeDer(0x30), writeDer(0x05)]))
  t.strictSame(
    items.map(({ tag, content }) => [tag, content.length]),
    [
      [0x02, 1],
      [0x30, 0],
      [0x05, 0],
    ],
  )
  t.end()
})

t.test('every strict prefix is refused', (t) => {
  const whole = writeDer(0x30, Buffer.alloc(300))
  for (let length = 0; length < whole.length; length++) {
    t.throws(() => readDer(whole.subarray(0, length)), RangeError)
  }
  t.end()
})
