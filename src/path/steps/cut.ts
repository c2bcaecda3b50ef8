// The connection ends with a FIN in the middle of the bytes.
import { byKind, checked, mapping, optional, required, type Shape, size } from '../../scenario/shape.ts'
import { endAfter } from '../end-after.ts'
import { oneWay, type Step } from '../step.ts'

const bytes: Shape<number> = checked(size(), (count) => ({ value: Math.floor(count) }))

const options = byKind({
  text: checked(bytes, (after) => ({ value: { after } })),
  mapping: mapping({
    after: required(bytes, 'So many bytes toward that side still arrive; 0B: the connection ends at once.'),
    toward: optional(oneWay(), 'The side toward which bytes are counted. Default server.'),
  }),
})

interface Options {
  after: number
  toward?: 'client' | 'server'
}

export const cut: Step<Options> = {
  name: 'cut',
  doc: 'Ends the connection with a FIN after so many bytes toward one side; the rest is dropped.',
  options,
  example: { cut: { after: '4KiB', toward: 'client' } },
  open: ({ after, toward = 'server' }, connection) => endAfter(after, toward, 'fin', connection),
}
