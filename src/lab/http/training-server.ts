// `simulate train`: the HTTP server of the labs, with its OpenAPI document.
import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import swagger from '@fastify/swagger'
import fastify, { type FastifyInstance } from 'fastify'
import { Guard, RequestRefused, SECURITY_HEADERS } from '../../http/guard.ts'
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
  const app = await application({ group, courses, live, token }, host, options.onBug)
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
  host: string,
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
  // A class comes by the address or the name of this machine.
  const guard = new Guard({ hosts: [host], token: null, network: true })
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS)
    try {
      guard.checkSource(request.method, request.headers, false)
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error
      await reply.code(403).send({ error: 'LAB_WRONG_REQUEST', message: error.message })
    }
  })
  app.addHook('onError', async (_, __, error) => {
    if ((error.statusCode ?? 500) >= 500 && !KNOWN.includes(error.name)) onBug(error)
  })
  app.addHook('onSend', async (_, reply) => {
    reply.header('cache-control', 'no-store')
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
