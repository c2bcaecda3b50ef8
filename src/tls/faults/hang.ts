// The server takes the ClientHello and never answers.
import { byKind, checked, duration, flag, mapping, required } from '../../scenario/shape.ts'
import { handshakeFault } from '../fault.ts'

const always = checked(flag(), (value) =>
  value
    ? { value }
    : {
        found: 'false would be no fault',
        expected: 'true, or how long',
        hint: 'Leave `handshake` out, or set it to null.',
      },
)

export const hang = handshakeFault({
  name: 'hang',
  doc: 'The server takes the ClientHello and never answers. `hang: 5s` closes after that time; the bare name leaves it to the client.',
  options: mapping(
    { hang: required(byKind({ text: duration(), flag: always }), 'How long until the server closes; true: never.') },
    'a hanging handshake',
  ),
  bare: { hang: true },
  engines: ['openssl', 'scripted'],
  play({ hang: forMs }, { stream, clock, played }) {
    // Read on, or the client's FIN would never be noticed.
    stream.on('end', () => stream.destroy()).resume()
    if (typeof forMs !== 'number') return played('no answer to the ClientHello')
    played(`no answer to the ClientHello, closed after ${forMs} ms`)
    stream.once(
      'close',
      clock.after(forMs, () => stream.destroy()),
    )
  },
})
