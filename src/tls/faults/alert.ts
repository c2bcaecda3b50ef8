// The server sends an alert of the scenario's choice, and hangs up.
import { byKind, mapping, number, oneOf, optional, required } from '../../scenario/shape.ts'
import { handshakeFault } from '../fault.ts'
import { AFTER_DOC, endingAfter, placeShape } from '../fault-place.ts'
import { hangUp } from '../hang-up.ts'
import { ALERT_NAMES, alertName, alertNumber } from '../wire/names.ts'

const LEVELS = { warning: 1, fatal: 2 } as const

const byNumber = number({ min: 0, max: 255, integer: true, says: 'a number from 0 to 255' })
const alertShape = byKind({ text: oneOf(ALERT_NAMES, { code: 'SCENARIO_UNKNOWN_ALERT' }), number: byNumber })

export const alert = handshakeFault({
  name: 'alert',
  doc: 'The server sends a TLS alert (RFC 8446 section 6) where none is due, then hangs up.',
  options: mapping(
    {
      alert: required(alertShape, 'Name of the alert in RFC 8446 or RFC 5246, or its number from 0 to 255.'),
      level: optional(oneOf(['warning', 'fatal']), 'Level of the alert. Default: fatal.'),
      after: optional(placeShape, AFTER_DOC),
    },
    'an alert',
  ),
  bare: null,
  edit: ({ alert: chosen, level = 'fatal', after }, script) =>
    endingAfter(script, after, (conversation) => {
      const number = numberOf(chosen)
      conversation.played('alert', `alert ${number} ${alertName(number)}`)
      conversation.alertNumber(level, number)
      conversation.hangUp()
    }),
  play({ alert: chosen, level = 'fatal' }, { stream, clock, append, played }) {
    const number = numberOf(chosen)
    const name = alertName(number)
    played(`alert ${number} ${name}`)
    append('tls.alert-sent', { level, number, name, inferred: false })
    // The record version that every client of TLS 1.0 and later takes before one is negotiated.
    hangUp(stream, clock, Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, LEVELS[level], number]))
  },
})

function numberOf(chosen: string | number): number {
  return typeof chosen === 'number' ? chosen : (alertNumber(chosen) ?? 0)
}
