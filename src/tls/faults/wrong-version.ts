// The ServerHello names a version that was not agreed on.
import { mapping, oneOf, required } from '../../scenario/shape.ts'
import { handshakeFault } from '../fault.ts'
import { changed } from '../scripted/script.ts'
import { VERSION_NUMBERS, VERSIONS } from '../wire/names.ts'

export const wrongVersion = handshakeFault({
  name: 'wrong-version',
  doc: 'The server names another version in its ServerHello than records and keys have. A client stops with an alert (RFC 5246 appendix E.1).',
  options: mapping(
    { 'wrong-version': required(oneOf(VERSIONS), 'The version in the ServerHello.') },
    'a wrong version in the ServerHello',
  ),
  bare: { 'wrong-version': 'TLSv1.3' as const },
  edit: ({ 'wrong-version': version }, script) =>
    changed(script, 'server-hello', (fields, conversation) => {
      conversation.played('wrong-version', `the ServerHello says ${version}`)
      return { ...fields, version: VERSION_NUMBERS[version] }
    }),
})
