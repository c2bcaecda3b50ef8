// The routes of the labs, as a plugin of Fastify: joins, labs at work, answers, exams; behind a token the trainer's.
import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify'
import { processAuthority } from '../../ca/authority.ts'
import { type Guard, RequestRefused } from '../../http/guard.ts'
import type { LabErrorCode } from '../error-codes.ts'
import { handoutPage } from '../handout.ts'
import { LabError } from '../lab-error.ts'
import type { LiveLab } from '../live-lab.ts'
import type { LiveLabs } from '../live-labs.ts'
import type { Course } from '../load.ts'
import type { Class } from '../progress/class.ts'
import { answerExam, certificateOf, finishExam, shownExam, startExam } from '../progress/exam.ts'
import { csvOf, overviewOf } from '../progress/overview.ts'
import type { Trainee } from '../progress/record.ts'
import { courseSummary, labState, labSummary, runView } from '../view.ts'
import type { Progress } from './contract.ts'
import { answers, bodies, params, problem } from './schemas.ts'

export interface LabRoutesOptions {
  group: Class
  courses: ReadonlyMap<string, Course>
  live: LiveLabs
  /** Knows the trainer. */
  guard: Guard
  /** Told of errors that are bugs of ours. */
  onBug: (error: Error) => void
}

type Params = Record<'trainee' | 'lab' | 'fix' | 'question' | 'exam', string>

export async function labRoutes(app: FastifyInstance, options: LabRoutesOptions): Promise<void> {
  app.setErrorHandler((error, _, reply) => {
    const [status, code, message] = problemOf(error)
    if (status === 500) options.onBug(error as Error)
    return reply.code(status).send({ error: { code, message } })
  })
  // A request without a body may say that it has JSON.
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else app.getDefaultJsonParser('error', 'error')(request, body as string, done)
  })
  // Where every key may be left out, so may the body.
  app.addHook('preValidation', async (request) => {
    if (request.routeOptions.schema?.body) request.body ??= {}
  })
  catalogueRoutes(app, options)
  labAtWorkRoutes(app, options)
  questionRoutes(app, options)
  examRoutes(app, options)
  trainerRoutes(app, options)
}

function catalogueRoutes(app: FastifyInstance, { group, courses, live }: LabRoutesOptions): void {
  app.get('/labs', told('All labs and courses', { 200: answers.catalogue }), async () => ({
    labs: [...group.labs.values()].map(labSummary),
    courses: [...courses.values()].map(courseSummary),
  }))
  app.get('/ca.pem', told('The authority of every server, for clients that are to trust it', {}), async (_, reply) =>
    reply
      .type('application/x-pem-file')
      .header('content-disposition', 'attachment; filename="smtp-simulator-ca.pem"')
      .send(await processAuthority().certificatePem()),
  )
  app.post<{ Body: { name: string } }>(
    '/trainees',
    told(
      'Joins with a name; the same name comes back to its progress',
      { 200: answers.trainee },
      { body: bodies.join },
    ),
    async ({ body }) => progressOf(await group.join(body.name)),
  )
  app.get<{ Params: Params }>(
    '/trainees/:trainee',
    told('The progress of a trainee', { 200: answers.trainee }, { params: params.trainee }),
    async (request) => progressOf(group.trainee(request.params.trainee)),
  )
  app.post<{ Params: Params }>(
    '/trainees/:trainee/leave',
    told('Stops the labs of a trainee; the progress stays', { 204: answers.nothing }, { params: params.trainee }),
    async (request, reply) => {
      await live.stop(group.trainee(request.params.trainee).id)
      return reply.code(204).send()
    },
  )
}

function labAtWorkRoutes(app: FastifyInstance, { group, live }: LabRoutesOptions): void {
  const at = (path: string) => `/trainees/:trainee/labs/:lab${path}`
  const stateOf = (lab: LiveLab, { trainee }: Params) => {
    const record = group.trainee(trainee).labs[lab.lab.name]
    return labState(lab, record ?? { startedAt: group.now(), runs: 0, solvedAt: null, fixes: [], answers: {} }, trainee)
  }
  /** A lab that has been stopped meanwhile starts anew, as the customer has it, and the incident happens again. */
  const atWork = async (given: Params) => {
    const lab = await live.start(group.trainee(given.trainee).id, group.lab(given.lab))
    if (!lab.incident) await runOnce(lab, given)
    return lab
  }
  const runOnce = async (lab: LiveLab, { trainee }: Params) => {
    const run = await lab.run()
    await group.ran(trainee, lab.lab.name, run, lab.applied)
    return run
  }
  const changes = (
    path: string,
    summary: string,
    schema: FastifySchema,
    change: (lab: LiveLab, body: never, given: Params) => Promise<unknown>,
  ) =>
    app.post<{ Params: Params; Body: never }>(
      at(path),
      told(summary, { 200: answers.state }, { params: params.lab, ...schema }),
      async (request) => {
        const lab = await atWork(request.params)
        await change(lab, (request.body ?? {}) as never, request.params)
        return stateOf(lab, request.params)
      },
    )

  changes('/start', 'Starts server and sender, and lets the incident happen once', {}, async () => {})
  app.get<{ Params: Params }>(
    at(''),
    told('A lab as it stands', { 200: answers.state }, { params: params.lab }),
    async (request) => stateOf(await atWork(request.params), request.params),
  )
  app.get<{ Params: Params }>(
    at('/handout'),
    told('The incident as a page for print', {}, { params: params.lab }),
    async (request, reply) => {
      const { lab, incident } = await atWork(request.params)
      // It has its style inside, and nothing that runs.
      reply.type('text/html; charset=utf-8').header('content-security-policy', HANDOUT_POLICY)
      return incident && handoutPage(lab, incident, { alone: true })
    },
  )
  app.post<{ Params: Params }>(
    at('/run'),
    told('Sends the mail again, and judges what came of it', { 200: answers.run }, { params: params.lab }),
    async (request) => runView(await runOnce(await atWork(request.params), request.params)),
  )
  app.post<{ Params: Params }>(
    at('/fixes/:fix'),
    told('Makes one change, on top of what the customer has', { 200: answers.state }, { params: params.fix }),
    async (request) => {
      const lab = await atWork(request.params)
      await lab.apply(request.params.fix)
      return stateOf(lab, request.params)
    },
  )
  changes('/undo', 'Back to what the customer has', {}, (lab) => lab.undo())
  changes('/settings', 'Changes a setting of the sender', { body: bodies.setting }, (lab, body) => {
    const { name, value, hop } = body as { name: string; value: unknown; hop?: number }
    return lab.set(name, value, hop)
  })
  changes('/restart', 'Restarts the sender', { body: bodies.hop }, (lab, body) =>
    lab.restart((body as { hop?: number }).hop),
  )
  changes('/wait', 'Lets time pass at once', { body: bodies.wait }, (lab, body) =>
    lab.wait((body as { ms: number }).ms),
  )
  changes('/listen', 'From here on a client of your own is judged', {}, (lab) => lab.listen())
  app.post<{ Params: Params; Body: { says?: 'delivered' | 'failed'; text?: string } }>(
    at('/judge'),
    told('Judges the client that has come since', { 200: answers.run }, { params: params.lab, body: bodies.judge }),
    async (request) => {
      const { says, text } = request.body
      const lab = await atWork(request.params)
      const run = await lab.judgeClient(says === undefined ? null : { says, ...(text !== undefined && { text }) })
      await group.ran(request.params.trainee, lab.lab.name, run, null)
      return runView(run)
    },
  )
  app.post<{ Params: Params }>(
    at('/stop'),
    told('Stops server and sender; the progress stays', { 204: answers.nothing }, { params: params.lab }),
    async (request, reply) => {
      await live.stop(group.trainee(request.params.trainee).id, group.lab(request.params.lab).name)
      return reply.code(204).send()
    },
  )
}

const HANDOUT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

function questionRoutes(app: FastifyInstance, { group, live }: LabRoutesOptions): void {
  const at = (path: string) => `/trainees/:trainee/labs/:lab/questions/:question${path}`
  app.post<{ Params: Params; Body: { run?: number } }>(
    at('/answer'),
    told('Answers a question', { 200: answers.told }, { params: params.question, body: bodies.answer }),
    async ({ params: { trainee, lab, question }, body }) => {
      const work = await live.find(group.trainee(trainee).id, lab)
      const { run } = body
      const marked = run === undefined ? work?.incident : work?.runNumbered(run)
      return group.answer(trainee, lab, question, body, marked ?? null)
    },
  )
  app.post<{ Params: Params }>(
    at('/hint'),
    told('The next hint; it costs points', { 200: answers.hint }, { params: params.question }),
    async ({ params: { trainee, lab, question } }) => group.hint(trainee, lab, question),
  )
}

function examRoutes(app: FastifyInstance, { group, courses }: LabRoutesOptions): void {
  const at = (path: string) => `/trainees/:trainee/exams${path}`
  const courseNamed = (name: string): Course => {
    const found = courses.get(name)
    if (found) return found
    const expected = `one of ${[...courses.keys()].join(', ')}`
    throw new LabError({ code: 'LAB_NOT_FOUND', where: 'course', found: `"${name}" is not known`, expected })
  }
  app.post<{ Params: Params; Body: { course: string; seed?: number } }>(
    at(''),
    told('Starts an exam', { 200: answers.exam }, { params: params.trainee, body: bodies.exam }),
    async ({ params: { trainee }, body }) => startExam(group, trainee, courseNamed(body.course), body.seed),
  )
  app.get<{ Params: Params }>(
    at('/:exam'),
    told('An exam as it stands', { 200: answers.exam }, { params: params.exam }),
    async ({ params: { trainee, exam } }) => shownExam(group, trainee, exam),
  )
  app.post<{ Params: Params; Body: { question: number; answer: unknown } }>(
    at('/:exam/answer'),
    told(
      'Answers a question of an exam, once',
      { 200: answers.exam },
      { params: params.exam, body: bodies.examAnswer },
    ),
    async ({ params: { trainee, exam }, body }) => answerExam(group, trainee, exam, body.question, body.answer),
  )
  app.post<{ Params: Params }>(
    at('/:exam/finish'),
    told('Ends an exam and tells its result', { 200: answers.exam }, { params: params.exam }),
    async ({ params: { trainee, exam } }) => finishExam(group, trainee, exam),
  )
  app.get<{ Params: Params }>(
    at('/:exam/certificate'),
    told('What the certificate of a passed exam says', { 200: answers.certificate }, { params: params.exam }),
    async ({ params: { trainee, exam } }) => {
      const course = courseNamed(shownExam(group, trainee, exam).course)
      const certificate = certificateOf(group, trainee, exam, course)
      if (certificate) return certificate
      const found = 'this exam is not over, or was not passed'
      throw new LabError({ code: 'LAB_UNKNOWN_EXAM', where: 'certificate', found, expected: 'a passed exam' })
    },
  )
}

function trainerRoutes(app: FastifyInstance, { group, live, guard }: LabRoutesOptions): void {
  const guarded = (schema: { schema: FastifySchema }) => ({
    schema: { ...schema.schema, security: [{ token: [] }] },
    onRequest: async (request: FastifyRequest) => guard.checkToken(request.headers),
  })
  app.get(
    '/overview',
    guarded(told('Who stands where, and how each question fares', { 200: answers.overview })),
    async () => overviewOf(group.trainees, group.labs),
  )
  app.get('/overview.csv', guarded(told('The answers of all as a table (RFC 4180)', {})), async (_, reply) =>
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="labs.csv"')
      .send(csvOf(group.trainees, group.labs)),
  )
  app.post<{ Body: { trainee?: string } }>(
    '/reset',
    guarded(
      told('Forgets one trainee with all progress, or everybody', { 204: answers.nothing }, { body: bodies.reset }),
    ),
    async ({ body }, reply) => {
      const { trainee } = body
      await group.reset(trainee)
      await live.stop(trainee)
      return reply.code(204).send()
    },
  )
}

/** Status, code and words for an error: mistakes of whoever asks are 4xx with their code, others stay 500. */
function problemOf(error: unknown): [status: number, code: string, message: string] {
  const { name, code, message, statusCode, validation } = error as Error & {
    code?: string
    statusCode?: number
    validation?: unknown
  }
  if (error instanceof RequestRefused) {
    if (error.code !== 'token-required') return [403, 'LAB_WRONG_REQUEST', message]
    return [401, 'LAB_TRAINER_ONLY', `This is the trainer's. ${message}`]
  }
  if (name === 'LabError') return [STATUS[code as LabErrorCode] ?? 400, String(code), message]
  if (name === 'SendError') return [400, String(code), message]
  if (name === 'EnvironmentError' || name === 'CaError') return [503, String(code), message]
  if (validation || (statusCode !== undefined && statusCode < 500)) {
    return [statusCode ?? 400, 'LAB_WRONG_REQUEST', message]
  }
  return [500, 'LAB_BUG', 'A bug of smtp-simulator; its log has the details.']
}

const STATUS: Readonly<Partial<Record<LabErrorCode, number>>> = {
  LAB_NOT_FOUND: 404,
  LAB_UNKNOWN_QUESTION: 404,
  LAB_UNKNOWN_FIX: 404,
  LAB_UNKNOWN_HOP: 404,
  LAB_UNKNOWN_TRAINEE: 404,
  LAB_UNKNOWN_EXAM: 404,
  LAB_NOT_RUN: 409,
  LAB_NO_HINTS: 409,
  LAB_EXAM_OVER: 409,
  LAB_TOO_MANY: 503,
  LAB_STORE_UNREADABLE: 503,
}

function progressOf({ id, name, joinedAt, labs, exams }: Trainee): Progress {
  const shown = exams.map(({ id: exam, course, startedAt, finishedAt }) => ({
    id: exam,
    course,
    startedAt,
    finishedAt,
  }))
  return { id, name, joinedAt, labs, exams: shown }
}

function told(
  summary: string,
  response: Record<number, object>,
  schema: FastifySchema = {},
): { schema: FastifySchema } {
  return {
    schema: { tags: ['training'], summary, ...schema, response: { ...response, '4xx': problem, '5xx': problem } },
  }
}
