// Only so many bytes a second pass.
import { byKind, checked, mapping, optional, required, type Shape, size } from '../../scenario/shape.ts'
import { Paced } from '../paced.ts'
import { eachWay, type Step, ways } from '../step.ts'

const PIECES_PER_SECOND = 20

const rate: Shape<number> = checked(
  size(),
  (bytes) => (bytes > 0 ? { value: bytes } : { found: 'nothing passes at 0B', expected: 'a rate above 0B a second' }),
  'a rate in bytes per second, such as 4KiB',
)

const options = byKind({
  text: checked(rate, (bytes) => ({ value: { rate: bytes } })),
  mapping: mapping({
    rate: required(rate, 'Bytes per second.'),
    toward: optional(ways(), 'Which way. Default both, each with a rate of its own.'),
  }),
})

interface Options {
  rate: number
  toward?: 'client' | 'server' | 'both'
}

export const throttle: Step<Options> = {
  name: 'throttle',
  doc: 'Lets `rate` bytes pass per second, up to twenty pieces a second; the sender has to wait.',
  options,
  example: { throttle: { rate: '4KiB', toward: 'server' } },
  open: ({ rate, toward = 'both' }, { clock }) =>
    eachWay(
      toward,
      () =>
        new Paced(clock, {
          pieceBytes: Math.max(1, Math.floor(rate / PIECES_PER_SECOND)),
          gapMs: (bytes) => (bytes / rate) * 1000,
        }),
    ),
}
