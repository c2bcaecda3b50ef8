// The bytes arrive in small pieces.
import { byKind, checked, duration, mapping, optional, required, type Shape, size } from '../../scenario/shape.ts'
import { Paced } from '../paced.ts'
import { eachWay, type Step, ways } from '../step.ts'

const pieceSize: Shape<number> = checked(
  size(),
  (bytes) =>
    Number.isInteger(bytes) && bytes > 0
      ? { value: bytes }
      : { found: `${bytes}B cannot be a piece`, expected: 'a whole number of bytes, at least 1B' },
  'the size of a piece, such as 1B',
)

const options = byKind({
  text: checked(pieceSize, (bytes) => ({ value: { size: bytes } })),
  mapping: mapping({
    size: required(pieceSize, 'The size of a piece; the last one of what came together may be smaller.'),
    every: optional(duration(), 'The time from one piece to the next. Default 0ms: one right after the other.'),
    toward: optional(ways(), 'Which way. Default both.'),
  }),
})

interface Options {
  size: number
  every?: number
  toward?: 'client' | 'server' | 'both'
}

export const slice: Step<Options> = {
  name: 'slice',
  doc: 'Cuts what comes together into pieces of `size`, so that lines and TLS records arrive in parts.',
  options,
  example: { slice: { size: '1B', every: '10ms', toward: 'client' } },
  open: ({ size, every = 0, toward = 'both' }, { clock }) =>
    eachWay(toward, () => new Paced(clock, { pieceBytes: size, ...(every > 0 && { gapMs: () => every }) })),
}
