import t from 'tap'
import { ByteReader, WireError } from '../../../src/tls/wire/byte-reader.ts'

const bytes = (...values: number[]) => Buffer.from(values)

t.test('numbers are read in network byte order', (t) => {
  const reader = new ByteReader(bytes(1, 2, 3, 4, 5, 6))
  t.equal(reader.uint(1, 'a'), 0x01)
  t.equal(reader.uint(2, 'b'), 0x0203)
  t.equal(reader.uint(3, 'c'), 0x040506)
  t.doesNotThrow(() => reader.end('message'))
  t.end()
})

t.test('a failure names the field, the offset and what is missing', (t) => {
  const reader = new ByteReader(bytes(0, 0, 1))
  reader.take(2, 'padding')
  t.throws(() => reader.uint(2, 'client version'), {
    name: 'WireError',
    field: 'client version',
    offset: 2,
    message: 'client version at byte 2: 2 bytes due, 1 left',
  })
  t.end()
})

t.test('a vector is a reader of its own that counts offsets from the start of the message', (t) => {
  const reader = new ByteReader(bytes(9, 0, 3, 7, 8, 9, 5))
  reader.uint(1, 'type')
  const inner = reader.vector(2, 'suites')
  t.equal(inner.left, 3)
  t.equal(inner.uint(2, 'suite'), 0x0708)
  t.throws(() => inner.uint(2, 'suite'), { name: 'WireError', field: 'suite', offset: 5 })
  t.same(reader.rest(), bytes(5))
  t.end()
})

t.test('a vector longer than the message is refused by its name, a cut length by the name of the length', (t) => {
  t.throws(() => new ByteReader(bytes(0, 4, 1)).vector(2, 'suites'), { name: 'WireError', field: 'suites', offset: 2 })
  t.throws(() => new ByteReader(bytes(0)).vector(2, 'suites'), { name: 'WireError', field: 'suites length', offset: 0 })
  t.end()
})

t.test('a list with half an entry is refused', (t) => {
  t.same(new ByteReader(bytes(0, 1, 0, 2)).uints(2, 'suite'), [1, 2])
  t.throws(() => new ByteReader(bytes(0, 1, 0)).uints(2, 'suite'), { name: 'WireError', field: 'suite', offset: 2 })
  t.end()
})

t.test('bytes behind the end are refused and counted', (t) => {
  const reader = new ByteReader(bytes(1, 2))
  reader.uint(1, 'type')
  t.throws(() => reader.end('message'), new WireError('message', 1, '1 byte too many'))
  t.end()
})
