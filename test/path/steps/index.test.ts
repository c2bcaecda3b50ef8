import { readdirSync } from 'node:fs'
import t from 'tap'
import { PATH_STEPS, pathShape } from '../../../src/path/steps/index.ts'
import type { Problem } from '../../../src/scenario/shape.ts'

function parse(value: unknown) {
  const problems: Problem[] = []
  return { value: pathShape.parse(value, ['path'], problems), problems }
}

t.test('the list is the folder: one file and one test for each step', (t) => {
  const names = PATH_STEPS.map(({ name }) => name)
  const files = readdirSync(new URL('../../../src/path/steps/', import.meta.url))
  t.strictSame(
    files.filter((file) => file !== 'index.ts'),
    names.map((name) => `${name}.ts`).sort(),
  )
  const tests = readdirSync(new URL('./', import.meta.url))
  t.strictSame(
    tests.filter((file) => file !== 'index.test.ts'),
    names.map((name) => `${name}.test.ts`).sort(),
  )
  t.end()
})

t.test('short and long forms are typed alike', (t) => {
  const { value, problems } = parse([
    'mask-banner',
    'mask-starttls',
    { 'mask-starttls': 'pix-noop' },
    { latency: '200ms' },
    { latency: { delay: '1s', jitter: '5ms', toward: 'client' } },
    { throttle: '4KiB' },
    { slice: { size: '1B', every: '10ms' } },
    { cut: '4KiB' },
    { reset: { after: '0B', toward: 'client' } },
    { inject: { text: '250 x', behind: 'EHLO' } },
  ])
  t.strictSame(problems, [])
  t.strictSame(value, [
    { step: 'mask-banner', options: {} },
    { step: 'mask-starttls', options: {} },
    { step: 'mask-starttls', options: { style: 'pix-noop' } },
    { step: 'latency', options: { delay: 200 } },
    { step: 'latency', options: { delay: 1000, jitter: 5, toward: 'client' } },
    { step: 'throttle', options: { rate: 4096 } },
    { step: 'slice', options: { size: 1, every: 10 } },
    { step: 'cut', options: { after: 4096 } },
    { step: 'reset', options: { after: 0, toward: 'client' } },
    { step: 'inject', options: { text: '250 x', behind: 'EHLO' } },
  ])
  t.end()
})

t.test('an unknown step is named with the nearest known one', (t) => {
  t.match(parse(['mask-baner']).problems, [
    {
      code: 'SCENARIO_UNKNOWN_STEP',
      path: ['path', 0],
      found: 'the step "mask-baner" is not known',
      didYouMean: 'mask-banner',
      hint: 'All steps: docs/reference/steps.md',
    },
  ])
  t.match(parse([{ latncy: '2s' }]).problems, [
    { code: 'SCENARIO_UNKNOWN_STEP', path: ['path', 0, 'latncy'], didYouMean: 'latency', atKey: true },
  ])
  t.end()
})

t.test('an item is one step', (t) => {
  t.match(parse([{ latency: '2s', cut: '1KiB' }]).problems, [
    { code: 'SCENARIO_WRONG_VALUE', path: ['path', 0], found: 'one item with 2 keys: latency, cut', hint: /"- "/ },
  ])
  t.match(parse([{}]).problems, [{ code: 'SCENARIO_WRONG_VALUE' }])
  t.match(parse([7]).problems, [{ code: 'SCENARIO_WRONG_TYPE', path: ['path', 0] }])
  t.match(parse('mask-banner').problems, [{ code: 'SCENARIO_WRONG_TYPE', path: ['path'] }])
  t.end()
})

t.test('mistakes in options say where', (t) => {
  t.match(parse([{ latency: '200' }]).problems, [{ code: 'SCENARIO_WRONG_UNIT', path: ['path', 0, 'latency'] }])
  t.match(parse(['latency']).problems, [{ code: 'SCENARIO_MISSING_KEY', path: ['path', 0], found: /"delay"/ }])
  t.match(parse([{ cut: { afer: '1KiB' } }]).problems[0], { code: 'SCENARIO_UNKNOWN_KEY', didYouMean: 'after' })
  t.match(parse([{ slice: '0B' }]).problems, [{ code: 'SCENARIO_WRONG_VALUE', path: ['path', 0, 'slice'] }])
  t.match(parse([{ throttle: { rate: '0B' } }]).problems, [{ path: ['path', 0, 'throttle', 'rate'] }])
  t.match(parse([{ cut: { after: '1B', toward: 'both' } }]).problems, [{ code: 'SCENARIO_UNKNOWN_WORD' }])
  t.end()
})

t.test('the schema has bare names only for steps that need no options', (t) => {
  const { items } = pathShape.json() as { items: { anyOf: [{ enum: string[] }, { properties: object }] } }
  t.strictSame(items.anyOf[0].enum, ['mask-banner', 'mask-starttls', 'remove-starttls'])
  t.strictSame(
    Object.keys(items.anyOf[1].properties),
    PATH_STEPS.map(({ name }) => name),
  )
  t.end()
})
