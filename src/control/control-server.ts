// The HTTP server: the API under /api/v1, and the page for all the rest.
import { hostname } from 'node:os'
import fastifySwagger from '@fastify/swagger'
import fastify, { type FastifyInstance } from 'fastify'
import { processAuthority } from '../ca/authority.ts'
import { Guard, SECURITY_HEADERS } from '../http/guard.ts'
import { startClock } from '../run/clock.ts'
import { listenProblem } from '../run/listen.ts'
import type { Clock } from '../transcript/contracts.ts'
import { ApiError, apiErrorOf } from './api-error.ts'
import { PREFIX } from './contract.ts'
import { EventStreams } from './event-stream.ts'
import { LIMITS, type Limits } from './limits.ts'
import { LiveLog } from './live.ts'
import { type PageFile, readPage, withParts } from './page.ts'
import { catalogueRoutes } from './routes/catalogue.ts'
import { certificateRoutes } from './routes/certificates.ts'
import { judgementRoutes } from './routes/judgement.ts'
import { messageRoutes } from './routes/messages.ts'
import { answers, type Routes } from './routes/route.ts'
import { serverRoutes } from './routes/servers.ts'
import { transcriptRoutes } from './routes/transcript.ts'
import { count, object, SCHEMAS, text } from './schemas.ts'
import { Servers } from './servers.ts'

export interface ControlOptions {
  /** Addresses to listen on; `localhost` is loopback. Default: 127.0.0.1. */
  host?: string
  /** Default 0: any free one. */
  port?: number
  /** Asked for with every request where it is given. */
  token?: string | null
  /** Ports of played servers, first and last. Default: any free one. */
  ports?: readonly [number, number] | null
  /** Where the played servers listen. Default: loopback. */
  smtpHost?: string | null
  /** Folder of the built page. */
  page?: string | null
  version?: string
  limits?: Partial<Limits>
  clock?: Clock
  /** Routes of another room in the same server. */
  addition?: Addition | null
  /** Told of errors that are bugs of ours. */
  onBug?: (error: Error) => void
}

/** Routes beside those of the API. They ask for the token themselves, where they want it. */
export interface Addition {
  /** What the page calls it. */
  part: string
  /** Begins with `/api/`. */
  prefix: string
  /** Is registered as a plugin of its own: hooks and parsers stay inside. */
  routes(app: FastifyInstance, guard: Guard): Promise<void>
}

export interface ControlServer {
  readonly host: string
  readonly port: number
  /** Without the token. */
  readonly url: string
  /** The document that describes every route. */
  readonly openApi: object
  /** Ends every server and every stream; may be called again. */
  stop(): Promise<void>
}

const ROUTES: readonly Routes[] = [
  catalogueRoutes,
  serverRoutes,
  transcriptRoutes,
  messageRoutes,
  judgementRoutes,
  certificateRoutes,
]

/** Listens when it resolves. Throws EnvironmentError for a port that cannot be had. */
export async function startControl(options: ControlOptions = {}): Promise<ControlServer> {
  const { host = '127.0.0.1', port = 0, token = null, ports = null, smtpHost = null, page = null } = options
  const { version = '0.0.0', clock = startClock(), addition = null, onBug = () => {} } = options
  const limits = { ...LIMITS, ...options.limits }
  const live = new LiveLog(limits.backlog)
  const streams = new EventStreams(limits)
  const servers = new Servers({ limits, live, clock, host: smtpHost, ports })
  const guard = new Guard({ hosts: [host], token, network: token !== null })
  const app = await build({ version, limits, guard, page, addition, onBug })
  for (const routes of ROUTES) routes(app, { servers, live, streams, limits, authority: processAuthority() })
  app.get(
    `${PREFIX}/health`,
    {
      schema: {
        operationId: 'health',
        tags: ['service'],
        summary: 'Tells that it is there',
        response: answers(200, 'It is there.', object({ version: text, servers: count })),
      },
    },
    async () => ({ version, servers: servers.running }),
  )
  app.get(
    `${PREFIX}/openapi.json`,
    {
      schema: {
        operationId: 'openApi',
        tags: ['service'],
        summary: 'This description',
        response: answers(200, 'OpenAPI 3.1.', { type: 'object', additionalProperties: true }),
      },
    },
    async () => app.swagger(),
  )
  await app.ready()
  const address = await listen(app, host, port)
  let stopping: Promise<void> | null = null
  return {
    host,
    port: address,
    url: `http://${dialled(host)}:${address}/`,
    openApi: app.swagger(),
    stop() {
      stopping ??= (async () => {
        streams.closeAll()
        await Promise.all([servers.endAll(), app.close()])
      })()
      return stopping
    },
  }
}

interface BuildOptions {
  version: string
  limits: Limits
  guard: Guard
  page: string | null
  addition: Addition | null
  onBug: (error: Error) => void
}

async function build({ version, limits, guard, page, addition, onBug }: BuildOptions): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: limits.bodyBytes,
    forceCloseConnections: true,
    // What is not described is refused, not dropped in silence.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: 'array', allErrors: true } },
  })
  // What is sent is what the routes give; that it fits its description is what the tests look at.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  app.removeContentTypeParser('text/plain')
  for (const schema of Object.values(SCHEMAS)) app.addSchema(schema)
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'smtp-simulator',
        version,
        description: 'Plays SMTP servers, shows what mail clients do with them, and judges it.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{}, { token: [] }],
    },
    refResolver: { buildLocalReference: ({ $id }) => String($id) },
  })

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS)
    const isApi = request.url.startsWith('/api/')
    if (isApi) reply.header('cache-control', 'no-store')
    guard.checkSource(request.method, request.headers, !isApi)
    const asksItself = addition !== null && request.url.startsWith(`${addition.prefix}/`)
    if (isApi && !asksItself) guard.checkToken(request.headers)
  })
  app.setErrorHandler((error, _, reply) => {
    const { status, body } = apiErrorOf(error)
    if (status >= 500) onBug(error as Error)
    return reply.status(status).type('application/json').send(body)
  })
  if (addition) await app.register((inner) => addition.routes(inner, guard), { prefix: addition.prefix })

  const files = page === null ? new Map<string, PageFile>() : await readPage(page)
  const notFound = () => new ApiError('not-found', `There is no such route: ${PREFIX}/openapi.json describes all.`)
  app.setNotFoundHandler(async (request, reply) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost')
    if (pathname.startsWith('/api/') || !['GET', 'HEAD'].includes(request.method)) throw notFound()
    // The token leaves the address as soon as it has come: it shall not stand in histories.
    if (guard.isToken(searchParams.get('token') ?? undefined)) {
      return reply.header('set-cookie', guard.cookie).redirect(pathname, 303)
    }
    // A session's address leads to the page, which finds the session.
    const file = files.get(pathname.startsWith('/assets/') ? pathname.slice('/assets/'.length) : 'index.html')
    if (!file) throw notFound()
    const parts = [...(guard.lets(request.headers) ? ['control'] : []), ...(addition ? [addition.part] : [])]
    const content = pathname.startsWith('/assets/') ? file.content : withParts(file.content, parts)
    return reply.header('cache-control', 'no-cache').header('content-type', file.type).send(content)
  })
  return app
}

/** Nobody dials an address that stands for all of them. */
function dialled(host: string): string {
  if (host === '0.0.0.0' || host === '::') return hostname()
  return host.includes(':') ? `[${host}]` : host
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    await app.close()
    throw listenProblem(error as NodeJS.ErrnoException, host, port)
  }
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('The HTTP server has no port')
  return address.port
}
