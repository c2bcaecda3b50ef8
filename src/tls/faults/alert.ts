// The server answers the ClientHello with an alert of the scenario's choice.
import { mapping, oneOf, optional, required } from '../../scenario/shape.ts'
import { handshakeFault } from '../fault.ts'
import { hangUp } from '../hang-up.ts'
import { ALERT_NAMES, alertNumber } from '../wire/names.ts'

const LEVELS = { warning: 1, fatal: 2 } as const

export const alert = handshakeFault({
  name: 'alert',
  doc: 'The server answers the ClientHello with a TLS alert (RFC 8446 section 6), then hangs up.',
  options: mapping(
    {
      alert: required(
        oneOf(ALERT_NAMES, { code: 'SCENARIO_UNKNOWN_ALERT' }),
        'Name of the alert in RFC 8446 or RFC 5246.',
      ),
      level: optional(oneOf(['warning', 'fatal']), 'Level of the alert. Default: fatal.'),
      after: optional(oneOf(['client-hello']), 'After which message of the client. Default: client-hello.'),
    },
    'an alert',
  ),
  bare: null,
  engines: ['openssl', 'scripted'],
  play({ alert: name, level = 'fatal' }, { stream, clock, append, played }) {
    const number = alertNumber(name) ?? 0
    played(`alert ${number} ${name}`)
    append('tls.alert-sent', { level, number, name, inferred: false })
    // The record version that every client of TLS 1.0 and later takes before one is negotiated.
    hangUp(stream, clock, Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, LEVELS[level], number]))
  },
})
