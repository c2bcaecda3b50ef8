import t from 'tap'
import { settled } from '../fake-clock.ts'
import { Bench, MESSAGE, testStep } from '../step-suite.ts'

testStep('slice', [
  { name: 'changes no byte', item: { slice: '1B' }, turns: MESSAGE },
  { name: 'nor with pauses', item: { slice: { size: '3B', every: '10ms' } }, turns: MESSAGE },
])

t.test('what comes together leaves in pieces', async (t) => {
  const bench = new Bench({ slice: '3B' })
  bench.send('client', '220 a\r\n')
  bench.send('server', 'QUIT')
  await settled()
  t.strictSame(bench.pieces('client'), ['220', ' a\r', '\n'])
  t.strictSame(bench.pieces('server'), ['QUI', 'T'])
})

t.test('with time between them', async (t) => {
  const bench = new Bench({ slice: { size: '2B', every: '10ms', toward: 'client' } })
  bench.send('client', 'abcde')
  bench.send('server', 'abcde')
  await settled()
  t.strictSame(bench.pieces('client'), ['ab'])
  t.strictSame(bench.pieces('server'), ['abcde'])
  await bench.clock.advance(9)
  t.strictSame(bench.pieces('client'), ['ab'])
  await bench.clock.advance(1)
  t.strictSame(bench.pieces('client'), ['ab', 'cd'])
  await bench.clock.advance(10)
  t.strictSame(bench.pieces('client'), ['ab', 'cd', 'e'])
})
