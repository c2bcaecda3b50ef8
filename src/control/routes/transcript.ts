// What happened on a server: sessions, events, numbers, and all of it live.
import type { FastifyReply } from 'fastify'
import { SECURITY_HEADERS } from '../../http/guard.ts'
import { summarise } from '../../transcript/summary.ts'
import { ApiError } from '../api-error.ts'
import {
  type Overview,
  PREFIX,
  type SessionInfo,
  type SessionPage,
  type ToldEvent,
  type TranscriptPage,
} from '../contract.ts'
import { count, described, list, nullable, object, ref, text } from '../schemas.ts'
import { told } from '../told.ts'
import { answers, file, type Routes, SERVER_ID } from './route.ts'

type ById = { Params: { id: string } }

const SESSIONS = { default: 100, most: 1000 }
const EVENTS = { default: 1000, most: 10_000 }

function limit({ default: usual, most }: { default: number; most: number }) {
  return { type: 'integer', minimum: 1, maximum: most, default: usual }
}

export const transcriptRoutes: Routes = (app, { servers, live, streams }) => {
  app.get<ById & { Querystring: { limit: number; before?: number } }>(
    `${PREFIX}/servers/:id/sessions`,
    {
      schema: {
        operationId: 'listSessions',
        tags: ['transcript'],
        summary: 'Lists the connections to a server, the newest first',
        params: SERVER_ID,
        querystring: {
          type: 'object',
          properties: { limit: limit(SESSIONS), before: described(count, 'Only sessions with a lower number.') },
        },
        response: answers(
          200,
          'Sessions.',
          object({ sessions: list(ref('Session')), total: count }),
          'server-not-found',
        ),
      },
    },
    async ({ params, query }): Promise<SessionPage> => {
      const { book } = servers.get(params.id)
      return { sessions: book.page(query.limit, query.before ?? null), total: book.size }
    },
  )

  app.get<{ Params: { id: string; session: number } }>(
    `${PREFIX}/servers/:id/sessions/:session`,
    {
      schema: {
        operationId: 'getSession',
        tags: ['transcript'],
        summary: 'One connection with its events',
        params: {
          type: 'object',
          properties: { id: text, session: described(count, 'Number of the session, from 1.') },
          required: ['id', 'session'],
        },
        response: answers(
          200,
          'The session.',
          object({ session: ref('Session'), events: list(ref('Event')) }),
          'server-not-found',
          'session-not-found',
        ),
      },
    },
    async ({ params }): Promise<{ session: SessionInfo; events: ToldEvent[] }> => {
      const { book, started } = servers.get(params.id)
      const session = book.get(params.session)
      if (!session) throw new ApiError('session-not-found', `The server has had no session ${params.session}.`)
      const events = started.server.transcript.filter((event) => event.session === params.session)
      return { session, events: events.map(told) }
    },
  )

  app.get<ById & { Querystring: { after: number; limit: number; session?: number } }>(
    `${PREFIX}/servers/:id/transcript`,
    {
      schema: {
        operationId: 'getTranscript',
        tags: ['transcript'],
        summary: 'The events of a server, oldest first',
        params: SERVER_ID,
        querystring: {
          type: 'object',
          properties: {
            after: { ...described(count, 'Only events with a higher `seq`.'), default: 0 },
            limit: limit(EVENTS),
            session: described(count, 'Only events of this session.'),
          },
        },
        response: answers(
          200,
          'Events; `next` is what to give as `after` for more, null at the end.',
          object({ events: list(ref('Event')), next: nullable(count) }),
          'server-not-found',
        ),
      },
    },
    async ({ params, query }): Promise<TranscriptPage> => {
      const { transcript } = servers.get(params.id).started.server
      const found = transcript.filter(
        ({ seq, session }) => seq > query.after && (query.session === undefined || session === query.session),
      )
      const events = found.slice(0, query.limit).map(told)
      return { events, next: found.length > query.limit ? (events.at(-1)?.seq ?? null) : null }
    },
  )

  app.get<ById>(
    `${PREFIX}/servers/:id/overview`,
    {
      schema: {
        operationId: 'getOverview',
        tags: ['transcript'],
        summary: 'The run in numbers: versions, outcomes over time, time per phase',
        params: SERVER_ID,
        response: answers(200, 'Numbers.', ref('Overview'), 'server-not-found'),
      },
    },
    async ({ params }): Promise<Overview> => {
      const { book, started } = servers.get(params.id)
      return book.overview(summarise(started.server.transcript).messages)
    },
  )

  app.get<ById & { Querystring: { after?: number } }>(
    `${PREFIX}/servers/:id/events`,
    {
      schema: {
        operationId: 'followServer',
        tags: ['live'],
        summary: 'The events of a server as they happen',
        description:
          'Server-sent events: `id` is the `seq`, `data` an Event as JSON. Starts with what is there, or behind ' +
          '`Last-Event-ID` (or `after`). An `event: reset` says that what was asked for is gone: load the transcript anew.',
        params: SERVER_ID,
        querystring: { type: 'object', properties: { after: count } },
        response: answers(
          200,
          '',
          file('An endless stream.', ['text/event-stream']),
          'server-not-found',
          'too-many-streams',
        ),
      },
    },
    (request, reply) => {
      const { id, started } = servers.get(request.params.id)
      streams.check()
      const { recorder } = started.running
      const after = resumeFrom(request.headers['last-event-id'], request.query.after) ?? 0
      const stream = streams.start(hijacked(reply), { ...SECURITY_HEADERS })
      const kept = recorder.events
      const isGone = after > 0 && !kept.some(({ seq }) => seq === after) && (kept[0]?.seq ?? after + 1) > after + 1
      if (isGone) stream.send({ event: 'reset', data: '{}' })
      for (const event of kept) {
        if (isGone || event.seq > after) stream.send({ id: String(event.seq), data: JSON.stringify(told(event)) })
      }
      const stopEvents = recorder.listen((event) => {
        stream.send({ id: String(event.seq), data: JSON.stringify(told(event)) })
      })
      const stopLife = live.listen((entry) => {
        if (entry.server !== id) return
        if (entry.event === 'server.reset') stream.send({ event: 'reset', data: '{}' })
      })
      stream.onClose(() => {
        stopEvents()
        stopLife()
      })
    },
  )

  // A restart of this program begins to count anew: whoever comes back from before is told.
  const epoch = Date.now().toString(36)

  app.get<{ Querystring: { server?: string; after?: string } }>(
    `${PREFIX}/events`,
    {
      schema: {
        operationId: 'follow',
        tags: ['live'],
        summary: 'What happens on all servers',
        description:
          'Server-sent events whose `data` is JSON with `server` and `event`: `server.started`, `server.reset`, ' +
          '`server.ended`, `server.forgotten`, `session.opened` and `session.closed` of all servers, and with `?server=ID` ' +
          'every event of that one. Starts now, or behind `Last-Event-ID` (or `after`). An `event: reset` says that what ' +
          'was asked for is gone: load anew. `event: ready` comes first, with the id to resume from.',
        querystring: { type: 'object', properties: { server: text, after: text } },
        response: answers(200, '', file('An endless stream.', ['text/event-stream']), 'too-many-streams'),
      },
    },
    (request, reply) => {
      streams.check()
      const wanted = request.query.server
      const asked = [request.headers['last-event-id'], request.query.after].find((value) => typeof value === 'string')
      const [, fromEpoch, number] = /^([a-z0-9]+)-(\d+)$/.exec(asked ?? '') ?? []
      const missed = asked === undefined ? [] : fromEpoch === epoch ? live.after(Number(number)) : null
      const stream = streams.start(hijacked(reply), { ...SECURITY_HEADERS })
      const isWanted = (server: string, event: string) =>
        server === wanted || event.startsWith('server.') || event === 'session.opened' || event === 'session.closed'
      const send = (entry: { id: number; server: string; event: string; data: string }) => {
        if (isWanted(entry.server, entry.event)) stream.send({ id: `${epoch}-${entry.id}`, data: entry.data })
      }
      if (missed === null) stream.send({ event: 'reset', data: '{}' })
      stream.send({ id: `${epoch}-${live.last - (missed?.length ?? 0)}`, event: 'ready', data: '{}' })
      for (const entry of missed ?? []) send(entry)
      stream.onClose(live.listen(send))
    },
  )
}

/** The response itself: what follows is no answer that ends. */
function hijacked(reply: FastifyReply) {
  reply.hijack()
  return reply.raw
}

function resumeFrom(header: unknown, query: number | undefined): number | null {
  const number = typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : query
  return number ?? null
}
