// Bytes arrive later; their order and the throughput stay.
import { byKind, checked, duration, mapping, optional, required } from '../../scenario/shape.ts'
import { Paced } from '../paced.ts'
import { eachWay, type Step, ways } from '../step.ts'

// As much as a TCP window may hold on a long line: a message does not pile up, and 200ms still carry 20 MB a second.
const UNDER_WAY_LIMIT_BYTES = 4 * 1024 * 1024

const options = byKind({
  text: checked(duration(), (delay) => ({ value: { delay } })),
  mapping: mapping({
    delay: required(duration(), 'How long every byte is under way.'),
    jitter: optional(duration(), 'Up to so much longer, anew for each chunk; order is kept. Default 0ms.'),
    toward: optional(ways(), 'Which way. Default both.'),
  }),
})

interface Options {
  delay: number
  jitter?: number
  toward?: 'client' | 'server' | 'both'
}

export const latency: Step<Options> = {
  name: 'latency',
  doc: 'Every byte arrives later by `delay`, in each direction. Order is kept and throughput is not limited.',
  options,
  example: { latency: '200ms' },
  open: ({ delay, jitter = 0, toward = 'both' }, { clock, random }) =>
    eachWay(
      toward,
      () =>
        new Paced(clock, {
          delayMs: () => delay + (jitter > 0 ? random() * jitter : 0),
          windowBytes: UNDER_WAY_LIMIT_BYTES,
        }),
    ),
}
