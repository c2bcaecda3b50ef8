// Servers: start, look at, reset, stop.

import { ApiError } from '../api-error.ts'
import { PREFIX, type ServerInfo, type StartRequest } from '../contract.ts'
import { loadPosted } from '../posted-scenario.ts'
import { count, described, list, object, ref, text } from '../schemas.ts'
import { loadByName } from './catalogue.ts'
import { answers, type Routes, SERVER_ID } from './route.ts'

type ById = { Params: { id: string } }

export const serverRoutes: Routes = (app, { servers, limits }) => {
  app.get(
    `${PREFIX}/servers`,
    {
      schema: {
        operationId: 'listServers',
        tags: ['servers'],
        summary: 'Lists the servers',
        response: answers(
          200,
          'The newest first; those that have ended, too.',
          object({ servers: list(ref('Server')) }),
        ),
      },
    },
    async () => ({ servers: servers.all.map((server) => servers.infoOf(server)) }),
  )

  app.post<{ Body: StartRequest }>(
    `${PREFIX}/servers`,
    {
      schema: {
        operationId: 'startServer',
        tags: ['servers'],
        summary: 'Starts a server, from a name of the catalogue or from the text of a scenario',
        body: object(
          {
            scenario: described(text, 'Name of a scenario in the catalogue.'),
            yaml: described(
              text,
              'A scenario as text, of at most 1 MiB; without files and real servers of this machine.',
            ),
            port: {
              type: 'integer',
              minimum: 0,
              maximum: 65535,
              description: '0, which is the default: any free one.',
            },
            seed: described(count, 'Seed of every chance.'),
            settleMs: {
              type: 'integer',
              minimum: 0,
              maximum: 60_000,
              description: 'How long a client must stay away for its try to be over. Default: 1000.',
            },
            lifetimeMs: {
              type: 'integer',
              minimum: 1000,
              maximum: limits.longestLifetimeMs,
              description: `It ends when nobody has used it for so long. Default: ${limits.lifetimeMs}.`,
            },
            names: { ...list(text), maxItems: 100, description: 'More names for the certificate.' },
          },
          ['scenario', 'yaml', 'port', 'seed', 'settleMs', 'lifetimeMs', 'names'],
        ),
        response: answers(
          201,
          'It listens, and can be dialled at once.',
          ref('Server'),
          ...(['scenario-invalid', 'certificate-invalid', 'scenario-not-found', 'port-taken'] as const),
          ...(['too-many-servers', 'too-large', 'wrong-content-type', 'cannot-serve', 'cannot-listen'] as const),
        ),
      },
    },
    async ({ body }, reply): Promise<ServerInfo> => {
      const { scenario, yaml } = body
      if ((scenario === undefined) === (yaml === undefined)) {
        throw new ApiError('bad-request', 'Give either "scenario", a name of the catalogue, or "yaml", a text.')
      }
      const loaded = yaml === undefined ? await loadByName(scenario ?? '') : await loadPosted(yaml)
      reply.status(201)
      return servers.infoOf(await servers.start(loaded, body))
    },
  )

  app.get<ById>(
    `${PREFIX}/servers/:id`,
    {
      schema: {
        operationId: 'getServer',
        tags: ['servers'],
        summary: 'Tells of one server',
        params: SERVER_ID,
        response: answers(200, 'The server.', ref('Server'), 'server-not-found'),
      },
    },
    async ({ params }) => servers.infoOf(servers.get(params.id)),
  )

  app.delete<ById>(
    `${PREFIX}/servers/:id`,
    {
      schema: {
        operationId: 'stopServer',
        tags: ['servers'],
        summary: 'Stops a server; one that has ended is forgotten',
        params: SERVER_ID,
        response: answers(204, 'Its port is free.', null, 'server-not-found'),
      },
    },
    async ({ params }, reply) => {
      await servers.end(servers.get(params.id))
      return reply.status(204).send()
    },
  )

  app.post<ById>(
    `${PREFIX}/servers/:id/reset`,
    {
      schema: {
        operationId: 'resetServer',
        tags: ['servers'],
        summary: 'A new try: forgets messages, transcript, reports and the counters of rules',
        params: SERVER_ID,
        response: answers(204, 'Forgotten.', null, 'server-not-found', 'server-ended'),
      },
    },
    async ({ params }, reply) => {
      const server = servers.get(params.id)
      if (!server.running) throw new ApiError('server-ended', 'The server has ended: start another one.')
      servers.reset(server)
      return reply.status(204).send()
    },
  )
}
