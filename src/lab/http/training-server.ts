// `simulate train`: the HTTP server of the labs, with its OpenAPI document.
import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import swagger from '@fastify/swagger'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { listenProblem } from '../../run/listen.ts'
import { LiveLabs, type LiveLabsOptions } from '../live-labs.ts'
import { loadCourses, loadLabs } from '../load.ts'
import { Class } from '../progress/class.ts'
import { LABS_PREFIX, labRoutes } from './routes.ts'

export interface TrainingOptions {
  /** Folder of the progress. */
  folder: string
  /** Address to listen on. Default: 127.0.0.1. */
  host?: string
  /** Default 0: any free one. */
  port?: number
  /** Guards the trainer's routes. Default: a random one. */
  token?: string
  labs?: LiveLabsOptions
  /** Told of errors that are bugs of ours. */
  onBug?: (error: Error) => void
}

export interface Training extends AsyncDisposable {
  url: string
  port: number
  token: string
  /** What was odd about the progress, for people. */
  warnings: readonly string[]
  /** The OpenAPI document. */
  openapi(): object
  close(): Promise<void>
}

/** Ready when it resolves. Throws LabError for the progress, ScenarioError for labs, EnvironmentError for the port. */
export async function startTraining(options: TrainingOptions): Promise<Training> {
  const { folder, host = '127.0.0.1', port = 0, token = randomBytes(18).toString('base64url') } = options
  const labs = await loadLabs()
  const courses = await loadCourses(labs)
  const group = await Class.open(labs, folder)
  const live = new LiveLabs({ ...(host !== '127.0.0.1' && { host }), ...options.labs })
  const app = await application({ group, courses, live, token }, options.onBug)
  const close = async () => {
    await app.close()
    await live.close()
    await group.close()
  }
  try {
    // Keys and certificates take half a second once: not at the expense of the first trainee.
    const [first] = labs.values()
    if (first) await (await live.start('', first)).run()
    await live.stop()
    await app.listen({ host, port })
  } catch (error) {
    await close()
    if ((error as NodeJS.ErrnoException).syscall !== 'listen') throw error
    throw listenProblem(error as NodeJS.ErrnoException, host, port)
  }
  const address = app.server.address()
  const opened = typeof address === 'object' && address ? address.port : port
  const shown = host === '0.0.0.0' || host === '::' ? hostname() : host
  return {
    url: `http://${isIP(shown) === 6 ? `[${shown}]` : shown}:${opened}`,
    port: opened,
    token,
    warnings: group.warnings,
    openapi: () => app.swagger(),
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function application(
  labs: Parameters<typeof labRoutes>[1],
  onBug: (error: Error) => void = () => {},
): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: 64 * 1024,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    // A key that does not exist is a slip, not something to leave out in silence.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  })
  // A request without a body may say that it has JSON.
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else app.getDefaultJsonParser('error', 'error')(request, body as string, done)
  })
  app.addHook('onRequest', sameHost)
  app.addHook('onError', async (_, __, error) => {
    if ((error.statusCode ?? 500) >= 500 && !KNOWN.includes(error.name)) onBug(error)
  })
  app.addHook('onSend', async (_, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store')
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.0.3',
      info: {
        title: 'Labs of smtp-simulator',
        version: '1',
        description: 'Incidents that really happen, for training.',
      },
      components: { securitySchemes: { trainer: { type: 'http', scheme: 'bearer' } } },
      tags: [{ name: 'training', description: 'Labs, progress, exams' }],
    },
  })
  await app.register(labRoutes, { ...labs, prefix: LABS_PREFIX })
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  await app.ready()
  return app
}

const KNOWN = ['LabError', 'SendError', 'EnvironmentError', 'CaError']

/**
 * A page of another site may not speak for its visitor, and a name that somebody has pointed at this machine is not ours
 * (DNS rebinding): addresses, `localhost` and the name of the machine are.
 */
async function sameHost(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { host = '', origin } = request.headers
  const name = /^(?:\[([^\]]+)\]|([^:]*))(?::\d+)?$/.exec(host)?.slice(1).find(Boolean)?.toLowerCase() ?? ''
  const ours = isIP(name) !== 0 || name === 'localhost' || name === hostname().toLowerCase()
  const same = origin === undefined || origin === `http://${host}` || origin === `https://${host}`
  if (ours && same) return
  const message = ours
    ? `The request comes from a page of ${origin}, and this server is for its own page.`
    : `The host "${name}" is not this server's. Use its address, localhost or ${hostname()}.`
  await reply.code(403).send({ error: 'LAB_WRONG_REQUEST', message })
}
