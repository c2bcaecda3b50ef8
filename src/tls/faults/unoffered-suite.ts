// The ServerHello chooses a suite that the client did not offer.
import { checked, mapping, required, text } from '../../scenario/shape.ts'
import { handshakeFault } from '../fault.ts'
import { changed } from '../scripted/script.ts'
import { suiteByName } from '../wire/names.ts'

const suiteShape = checked(text({ says: 'a cipher suite by its IANA or OpenSSL name' }), (name) =>
  suiteByName(name)
    ? { value: name }
    : { found: `"${name}" is no cipher suite that is known`, expected: 'its IANA name' },
)

export const unofferedSuite = handshakeFault({
  name: 'unoffered-suite',
  doc: 'The server chooses a suite that the client did not offer: that one stops with illegal_parameter (RFC 5246 section 7.4.1.3). Name one that the client lacks.',
  options: mapping(
    { 'unoffered-suite': required(suiteShape, 'The suite in the ServerHello.') },
    'a suite that was not offered',
  ),
  bare: { 'unoffered-suite': 'TLS_KRB5_WITH_IDEA_CBC_MD5' },
  edit: ({ 'unoffered-suite': name }, script) =>
    changed(script, 'server-hello', (fields, conversation) => {
      conversation.played('unoffered-suite', `the ServerHello says ${name}`)
      return { ...fields, suite: suiteByName(name)?.number ?? 0 }
    }),
})
