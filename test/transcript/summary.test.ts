import t from 'tap'
import { foldSession, type SessionSummary, summarise, Tally } from '../../src/transcript/summary.ts'
import { transcriptOf } from './session.ts'

t.test('sessions and messages are counted by how they travelled', (t) => {
  const events = transcriptOf([
    { version: 'TLSv1.3', messages: 2 },
    { version: 'TLSv1.2', messages: 1 },
    { messagesInClear: 1 },
    { handshakeFails: true },
    { probe: true },
    { version: 'TLSv1.3', open: true },
  ])
  t.same(summarise(events), {
    sessions: 5,
    probes: 1,
    messages: { all: 4, byVersion: { 'TLSv1.3': 2, 'TLSv1.2': 1 }, inClear: 1 },
    byVersion: { 'TLSv1.3': 2, 'TLSv1.2': 1, none: 2 },
    handshakesFailed: 1,
  })
  t.end()
})

t.test('a message that came before STARTTLS went in clear, whatever its session did later', (t) => {
  const { messages } = summarise(transcriptOf([{ messagesInClear: 1, version: 'TLSv1.3', messages: 1 }]))
  t.same(messages, { all: 2, byVersion: { 'TLSv1.3': 1 }, inClear: 1 })
  t.end()
})

t.test('a tally that was fed a whole long run keeps counting what no transcript holds any more', (t) => {
  const tally = new Tally()
  const events = transcriptOf(Array.from({ length: 1000 }, () => ({ version: 'TLSv1.2', messages: 1 })))
  for (const event of events) tally.add(event)
  t.match(tally.summary, { sessions: 1000, messages: { all: 1000 } })
  t.same(tally.summary, tally.summary, 'looking changes nothing')
  t.end()
})

t.test('what is left of a transcript that lost its beginning is counted without guessing', (t) => {
  const [, , accepted, closed] = transcriptOf([{ version: 'TLSv1.2', messages: 1 }])
  t.ok(accepted?.event === 'smtp.message-accepted' && closed?.event === 'session.closed')
  t.match(summarise([accepted, closed].flatMap((event) => event ?? [])), {
    sessions: 0,
    messages: { all: 1, byVersion: { unknown: 1 } },
  })
  t.end()
})

t.test('a session is a probe until its client is known to have sent a byte', (t) => {
  const sessions = new Map<number, SessionSummary>()
  const events = transcriptOf([{ version: 'TLSv1.1', messages: 1 }, { probe: true }])
  for (const event of events) foldSession(sessions, event)
  t.match(
    [...sessions.values()],
    [
      {
        session: 1,
        from: '127.0.0.1',
        openedAtMs: 0,
        closedAtMs: 3,
        closedBy: 'client',
        probe: false,
        tlsVersion: 'TLSv1.1',
        cipher: 'AES128-SHA',
        bits: 128,
        messages: 1,
      },
      { session: 2, probe: true, tlsVersion: null },
    ],
  )
  t.end()
})

t.test('a session whose server could not be reached is no probe, though its client said nothing', (t) => {
  const sessions = new Map<number, SessionSummary>()
  const [opened, closed] = transcriptOf([{ probe: true }])
  const place = { seq: 2, session: 1, atMs: 1, event: 'path.upstream-failed' } as const
  const failed = { ...place, upstream: '192.0.2.25:25', detail: 'ECONNREFUSED' }
  for (const event of [opened, failed, closed]) if (event) foldSession(sessions, event)
  t.match([...sessions.values()], [{ probe: false, closedBy: 'client' }])
  t.end()
})
