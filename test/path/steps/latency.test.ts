import t from 'tap'
import { settled } from '../fake-clock.ts'
import { Bench, MESSAGE, testStep } from '../step-suite.ts'

testStep('latency', [
  { name: 'changes no byte', item: { latency: '200ms' }, turns: MESSAGE },
  { name: 'nor does jitter', item: { latency: { delay: '20ms', jitter: '1s' } }, turns: MESSAGE },
])

t.test('bytes arrive after the delay, not earlier, in each direction', async (t) => {
  const bench = new Bench({ latency: '200ms' })
  bench.send('client', '220 a\r\n')
  bench.send('server', 'EHLO\r\n')
  await bench.clock.advance(199)
  t.strictSame([bench.got('client'), bench.got('server')], ['', ''])
  await bench.clock.advance(1)
  t.strictSame([bench.got('client'), bench.got('server')], ['220 a\r\n', 'EHLO\r\n'])
})

t.test('several chunks are under way at once: throughput is not limited', async (t) => {
  const bench = new Bench({ latency: { delay: '1s', toward: 'server' } })
  for (let at = 0; at < 10; at++) {
    bench.send('server', String(at))
    await bench.clock.advance(10)
  }
  await bench.clock.advance(1000)
  t.equal(bench.got('server'), '0123456789')
})

t.test('one way only', async (t) => {
  const bench = new Bench({ latency: { delay: '1s', toward: 'client' } })
  bench.send('server', 'x')
  await settled()
  t.equal(bench.got('server'), 'x')
})

t.test('jitter never overtakes', async (t) => {
  const bench = new Bench({ latency: { delay: '0ms', jitter: '100ms', toward: 'server' } })
  // The fixed sequence of the bench wraps from 0.9 to 0: the eleventh chunk would be 90 ms faster than the tenth.
  for (const letter of 'abcdefghijklmnop') bench.send('server', letter)
  await bench.clock.advance(89)
  t.equal(bench.got('server'), 'abcdefghi')
  await bench.clock.advance(1)
  t.equal(bench.got('server'), 'abcdefghijklmnop')
})

t.test('a sender that is faster than the reader has to wait', async (t) => {
  const bench = new Bench({ latency: { delay: '1s', toward: 'server' } })
  const { server } = bench.transforms
  let written = 0
  const chunk = Buffer.alloc(64 * 1024)
  for (let at = 0; at < 1000; at++) server.write(chunk, () => written++)
  await settled()
  t.equal(written, 63, 'less than 4 MiB are taken before the first byte arrives')
})

t.test('no timer is left when the connection is gone', async (t) => {
  const bench = new Bench({ latency: '1h' })
  bench.send('server', 'x')
  t.equal(bench.clock.pending, 1)
  bench.transforms.server.destroy()
  await settled()
  t.equal(bench.clock.pending, 0)
})
