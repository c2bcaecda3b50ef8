import t from 'tap'
import { duration, mapping, optional, type Problem } from '../../src/scenario/shape.ts'

t.test('an unknown key is named with the nearest known one', (t) => {
  const problems: Problem[] = []
  mapping({ delay: optional(duration(), 'how long') }).parse({ dealy: '2s' }, ['server'], problems)
  t.match(problems, [{ code: 'SCENARIO_UNKNOWN_KEY', path: ['server', 'dealy'], didYouMean: 'delay', atKey: true }])
  t.end()
})
