// Server-sent events: what happens arrives, what was missed is had again, what is gone is told.
import { createServer } from 'node:http'
import nodemailer from 'nodemailer'
import t, { type Test } from 'tap'
import type { ServerInfo, ToldEvent, TranscriptPage } from '../../src/control/contract.ts'
import { EventStreams } from '../../src/control/event-stream.ts'
import { LIMITS } from '../../src/control/limits.ts'
import { type Api, control } from './api.ts'

interface Entry {
  id: string
  event: string
  data: Record<string, unknown>
}

/** Reads a stream as the HTML standard says (section 9.2.6), with a limit for every wait. */
class Reader implements AsyncDisposable {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #abort: AbortController
  #text = ''
  id = ''

  private constructor(body: ReadableStream<Uint8Array>, abort: AbortController) {
    this.#reader = body.getReader()
    this.#abort = abort
  }

  static async open(t: Test, api: Api, path: string, headers: Record<string, string> = {}): Promise<Reader> {
    const abort = new AbortController()
    const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(20_000)])
    const { body, status, headers: got } = await fetch(`${api.server.url}api/v1${path}`, { headers, signal })
    t.equal(status, 200)
    t.equal(got.get('content-type'), 'text/event-stream')
    t.equal(got.get('x-content-type-options'), 'nosniff')
    if (!body) throw new Error('no body')
    return new Reader(body, abort)
  }

  async next(): Promise<Entry> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end < 0) {
        const { value, done } = await this.#reader.read()
        if (done) throw new Error('the stream has ended')
        this.#text += Buffer.from(value).toString()
        continue
      }
      const fields = this.#text.slice(0, end).split('\n')
      this.#text = this.#text.slice(end + 2)
      const field = (name: string) => fields.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
      this.id = field('id') ?? this.id
      const data = field('data')
      if (data !== undefined) return { id: this.id, event: field('event') ?? 'message', data: JSON.parse(data) }
    }
  }

  async until(wanted: (entry: Entry) => boolean): Promise<Entry[]> {
    const read: Entry[] = []
    for (;;) {
      const entry = await this.next()
      read.push(entry)
      if (wanted(entry)) return read
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort()
  }
}

async function deliver({ host, port, ca }: ServerInfo): Promise<void> {
  const transport = nodemailer.createTransport({ host, port, requireTLS: true, tls: { ca } })
  await transport.sendMail({ from: 'anna@example.com', to: 'bob@example.org', subject: 'a', text: 'b' })
  transport.close()
}

const closed = ({ data }: Entry) => data.event === 'session.closed'

t.test('the events of a server come as they happen, and are those of its transcript', async (t) => {
  const api = await control(t)
  const server = await api.start({ scenario: 'healthy' })
  await using reader = await Reader.open(t, api, `/servers/${server.id}/events`)
  await deliver(server)
  const live = await reader.until(closed)
  const { events } = (await api.get<TranscriptPage>(`/servers/${server.id}/transcript`)).body
  t.same(
    live.map(({ data }) => data as unknown as ToldEvent),
    events,
  )
  t.same(
    live.map(({ id }) => Number(id)),
    events.map(({ seq }) => seq),
  )
})

t.test('a stream that was cut is taken up where it ended', async (t) => {
  const api = await control(t)
  const server = await api.start({ scenario: 'healthy' })
  await using whole = await Reader.open(t, api, `/servers/${server.id}/events`)
  await deliver(server)
  await whole.until(closed)
  const { events } = (await api.get<TranscriptPage>(`/servers/${server.id}/transcript`)).body
  const middle = events[Math.floor(events.length / 2)] as ToldEvent
  for (const [path, headers] of [
    [`/servers/${server.id}/events`, { 'last-event-id': String(middle.seq) }],
    [`/servers/${server.id}/events?after=${middle.seq}`, {}],
  ] as [string, Record<string, string>][]) {
    await using reader = await Reader.open(t, api, path, headers)
    const rest = await reader.until(closed)
    t.same(
      rest.map(({ data }) => data.seq),
      events.filter(({ seq }) => seq > middle.seq).map(({ seq }) => seq),
    )
  }
})

t.test('a reset is told, and whoever comes back for what is gone is told too', async (t) => {
  const api = await control(t)
  const server = await api.start({ scenario: 'healthy' })
  await using reader = await Reader.open(t, api, `/servers/${server.id}/events`)
  await deliver(server)
  await reader.until(closed)
  await api.post(`/servers/${server.id}/reset`, undefined)
  await reader.until(({ event }) => event === 'reset')
  await deliver(server)
  const [first] = await reader.until(closed)
  t.match(first?.data, { event: 'session.opened', session: 2 })
  await using late = await Reader.open(t, api, `/servers/${server.id}/events`, { 'last-event-id': '3' })
  t.match(await late.next(), { event: 'reset' })
  t.match(await late.next(), { data: { event: 'session.opened', session: 2 } }, 'all that there is follows')
})

t.test('one stream tells of all servers, and in full of one', async (t) => {
  const api = await control(t)
  const first = await api.start({ scenario: 'healthy' })
  await using reader = await Reader.open(t, api, `/events?server=${first.id}`)
  const ready = await reader.next()
  t.match(ready, { event: 'ready', id: /^\w+-\d+$/ })
  const second = await api.start({ scenario: 'healthy' })
  t.match(await reader.next(), {
    data: { event: 'server.started', server: second.id, info: { id: second.id, port: second.port } },
  })
  await deliver(second)
  const other = await reader.until(closed)
  t.same(
    other.map(({ data }) => data.event),
    ['session.opened', 'session.closed'],
    'the ends of its sessions',
  )
  await deliver(first)
  const own = await reader.until(closed)
  t.ok(own.length > 15 && own.every(({ data }) => data.server === first.id))
  t.ok(own.some(({ data }) => data.event === 'tls.hello-received'))
  await api.post(`/servers/${first.id}/reset`, undefined)
  t.match(await reader.next(), { data: { event: 'server.reset', server: first.id } })
  await api.send('DELETE', `/servers/${second.id}`)
  t.match(await reader.next(), { data: { event: 'server.ended', info: { running: false } } })
  await api.send('DELETE', `/servers/${second.id}`)
  t.match(await reader.next(), { data: { event: 'server.forgotten', server: second.id } })

  await using resumed = await Reader.open(t, api, `/events?server=${first.id}`, { 'last-event-id': own[3]?.id ?? '' })
  t.match(await resumed.next(), { event: 'ready' })
  t.same(
    (await resumed.until(closed)).map(({ id }) => id),
    own.slice(4).map(({ id }) => id),
  )
})

t.test('what left the backlog, or is of another run, is not passed over in silence', async (t) => {
  const api = await control(t, { limits: { backlog: 10 } })
  const server = await api.start({ scenario: 'healthy' })
  await using reader = await Reader.open(t, api, '/events')
  const { id } = await reader.next()
  await deliver(server)
  await reader.until(closed)
  for (const asked of [id, 'zzzzzzz-3', `${id}9999`, '12', 'x']) {
    await using late = await Reader.open(t, api, '/events', { 'last-event-id': asked })
    t.match(await late.next(), { event: 'reset' }, asked)
    t.match(await late.next(), { event: 'ready' })
  }
})

t.test('a reader that does not read is dropped', async (t) => {
  const streams = new EventStreams({ ...LIMITS, unreadBytes: 100_000 })
  const server = createServer((_, response) => {
    const stream = streams.start(response, {})
    const megabyte = 'x'.repeat(1_000_000)
    let sent = 0
    // What the sockets of the system hold is read, so to say; what waits in this process is bounded.
    while (sent < 100 && stream.send({ data: megabyte })) sent += 1
    t.ok(sent < 100, 'it ends')
    t.notOk(stream.open)
    t.notOk(stream.send({ data: 'more' }), 'and stays ended')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as { port: number }
  await t.rejects(fetch(`http://127.0.0.1:${port}/`).then((response) => response.text()))
})

t.test('the end of the program ends the streams', async (t) => {
  const api = await control(t)
  await using reader = await Reader.open(t, api, '/events')
  await reader.next()
  await api.server.stop()
  await t.rejects(reader.next(), /ended|terminated/)
})
