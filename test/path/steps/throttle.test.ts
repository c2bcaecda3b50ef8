import t from 'tap'
import { Bench, MESSAGE, testStep } from '../step-suite.ts'

testStep('throttle', [
  { name: 'changes no byte', item: { throttle: '4KiB' }, turns: MESSAGE },
  { name: 'nor at a crawl', item: { throttle: { rate: '10B' } }, turns: MESSAGE },
])

t.test('so many bytes pass per second', async (t) => {
  const bench = new Bench({ throttle: { rate: '1KiB', toward: 'server' } })
  bench.send('server', 'x'.repeat(10 * 1024))
  await bench.clock.advance(1000)
  const first = bench.got('server').length
  await bench.clock.advance(4000)
  const perSecond = (bench.got('server').length - first) / 4
  t.ok(first >= 1024 && first <= 1024 + 2 * 51, `${first} in the first second`)
  t.ok(perSecond > 1024 - 26 && perSecond < 1024 + 26, `${perSecond} in each further one`)
})

t.test('the next chunk is not taken before the last has gone', async (t) => {
  const bench = new Bench({ throttle: { rate: '100B', toward: 'server' } })
  let taken = 0
  bench.transforms.server.write(Buffer.alloc(100), () => taken++)
  await bench.clock.advance(500)
  t.equal(taken, 0)
  await bench.clock.advance(500)
  t.equal(taken, 1)
})
