// The server shows a list of certificates with nothing in it.
import { mapping, required } from '../../scenario/shape.ts'
import { handshakeFault, switchedOn } from '../fault.ts'
import { changed } from '../scripted/script.ts'

export const emptyCertificateList = handshakeFault({
  name: 'empty-certificate-list',
  doc: 'The server sends a Certificate message without a certificate. A client stops with decode_error or bad_certificate (RFC 5246 section 7.4.2).',
  options: mapping({ 'empty-certificate-list': required(switchedOn, 'Switched on.') }, 'an empty certificate list'),
  bare: { 'empty-certificate-list': true as const },
  edit: (_options, script) =>
    changed(script, 'certificate', (_chain, conversation) => {
      conversation.played('empty-certificate-list', 'no certificate in the Certificate message')
      return []
    }),
})
