// One handshake from its first byte: the hello is looked at, then a fault of the scenario or the engine takes over.

import type { PlannedFault, TlsPlan } from '../scenario/server-plan.ts'
import { near, type Shape } from '../scenario/shape.ts'
import type { SecuredStream, ServedStream } from '../transcript/contracts.ts'
import type { ClientHelloFacts } from '../transcript/events.ts'
import { isInside } from './fault.ts'
import { findFault, HANDSHAKE_FAULTS } from './faults/index.ts'
import type { HandshakeContext, TlsAcceptor } from './layer.ts'
import { limitHello, limitNames } from './limits.ts'
import { type FirstFlight, takeFirstFlight } from './read-hello.ts'
import { decodeClientHello, factsOf } from './wire/client-hello.ts'
import { describeHello } from './wire/describe-hello.ts'
import { readAlerts, readClientHello } from './wire/records.ts'

/** Shakes hands as the plan says. Null when no TLS came of it; the events say why. */
export async function shakeHands(
  stream: ServedStream,
  plan: TlsPlan,
  acceptor: TlsAcceptor,
  context: HandshakeContext,
): Promise<SecuredStream | null> {
  const flight = await takeFirstFlight(stream, context.clock, plan.handshakeMs)
  if (flight.state === 'gone' || flight.state === 'timed-out') {
    tellNoFlight(flight, plan, context)
    stream.destroy()
    return null
  }
  const hello = tellFlight(flight, context)
  if (!plan.handshake || happensInside(plan.handshake)) return acceptor.accept(stream, hello, context)
  playFault(plan.handshake, stream, context)
  return null
}

/** The hello in bytes that came where no TLS was due; null when there is none to read. */
export function helloIn(bytes: Buffer): ClientHelloFacts | null {
  const reading = readClientHello(bytes)
  if (reading.state !== 'hello') return null
  try {
    return limitHello(factsOf(decodeClientHello(reading.message, reading)))
  } catch {
    return null
  }
}

/** Appends that there is nobody left to shake hands with. */
function tellNoFlight(
  flight: Extract<FirstFlight, { state: 'gone' | 'timed-out' }>,
  { handshakeMs }: TlsPlan,
  { append }: HandshakeContext,
): void {
  const so = `${flight.bytes.length} bytes`
  if (flight.state === 'timed-out') {
    append('tls.timed-out', { afterMs: handshakeMs })
    append('tls.failed', { reason: 'timed-out', detail: `no whole ClientHello within ${handshakeMs} ms (${so})` })
    return
  }
  const detail = `the ${flight.by} closed before a ClientHello was complete (${so})`
  append('tls.failed', { reason: `${flight.by}-closed`, detail })
}

/** Appends what the first flight was, and gives the hello that it holds. */
function tellFlight(
  flight: Extract<FirstFlight, { state: 'hello' | 'not-tls' }>,
  { append }: HandshakeContext,
): ClientHelloFacts | null {
  const bytesHex = flight.bytes.subarray(0, 64).toString('hex')
  if (flight.state === 'not-tls') {
    // One: more of them, for whatever reason they come, are not looked at by any engine.
    const [alert] = readAlerts(flight.bytes)
    if (alert) append('tls.alert-received', { ...alert, inferred: false })
    append('tls.hello-unreadable', { reason: flight.reason, bytesHex })
    return null
  }
  const { reading } = flight
  try {
    const facts = factsOf(decodeClientHello(reading.message, reading))
    const hello = limitHello(facts)
    append('tls.hello-received', { hello, summary: describeHello({ ...facts, ...limitNames(facts) }) })
    return hello
  } catch (error) {
    append('tls.hello-unreadable', { reason: error instanceof Error ? error.message : String(error), bytesHex })
    return null
  }
}

function happensInside({ fault: name, options }: PlannedFault): boolean {
  const fault = findFault(name)
  return fault !== undefined && isInside(fault, options)
}

function playFault({ fault: name, options }: PlannedFault, stream: ServedStream, context: HandshakeContext): void {
  const { append, clock, reset } = context
  stream.on('error', () => {})
  findFault(name)?.play?.(options, {
    stream,
    append,
    clock,
    reset,
    played: (detail) => append('tls.fault-played', { fault: name, detail }),
  })
}

/** `server.tls.handshake`: the name of a fault, or a mapping with that name among its keys. */
export const handshakeShape: Shape<PlannedFault> = {
  says: `a handshake fault: ${HANDSHAKE_FAULTS.map(({ name }) => name).join(', ')}`,
  parts: HANDSHAKE_FAULTS.map((fault) => fault.options),
  parse(value, path, problems) {
    const names = HANDSHAKE_FAULTS.map((each) => each.name)
    const mapped = typeof value === 'object' && value !== null && !Array.isArray(value)
    const name = mapped ? (Object.keys(value).find((key) => names.includes(key)) ?? Object.keys(value)[0]) : value
    const fault = typeof name === 'string' ? findFault(name) : undefined
    const none = { fault: '', options: undefined }
    if (!fault) {
      problems.push({
        code: 'SCENARIO_UNKNOWN_HANDSHAKE_FAULT',
        path,
        found: `${JSON.stringify(name) ?? 'nothing'} is not known`,
        expected: `one of ${names.join(', ')}`,
        ...(typeof name === 'string' ? near(name, names) : {}),
        hint: 'All handshake faults: docs/reference/handshake-faults.md',
      })
      return none
    }
    if (mapped) return { fault: fault.name, options: fault.options.parse(value, path, problems) }
    if (fault.bare !== null) return { fault: fault.name, options: fault.bare }
    problems.push({
      code: 'SCENARIO_WRONG_VALUE',
      path,
      found: `"${fault.name}" needs to be told more`,
      expected: `a mapping such as {${fault.name}: ...}`,
      hint: 'All handshake faults: docs/reference/handshake-faults.md',
    })
    return none
  },
  json: () => ({
    anyOf: [
      { enum: HANDSHAKE_FAULTS.filter((fault) => fault.bare !== null).map((fault) => fault.name) },
      ...HANDSHAKE_FAULTS.map((fault) => fault.options.json()),
    ],
  }),
}
