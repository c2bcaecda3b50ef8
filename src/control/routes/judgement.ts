// Verdicts over HTTP: of what is there, or after the client has had its try; and every report as a file.
import { compare } from '../../report/comparison.ts'
import { RESULT_REPORTS } from '../../report/index.ts'
import type { ScenarioResult } from '../../report/result.ts'
import type { Policy } from '../../scenario/words.ts'
import { DIAGNOSES } from '../../verdict/diagnoses/index.ts'
import { explain } from '../../verdict/explain.ts'
import { judge } from '../../verdict/judge.ts'
import { type ClientReport, type Judgement, REASONS } from '../../verdict/judgement.ts'
import { ApiError } from '../api-error.ts'
import { type DiagnosisInfo, type JudgementInfo, type JudgeRequest, PREFIX } from '../contract.ts'
import { described, list, object, policy, ref, text } from '../schemas.ts'
import type { ControlledServer } from '../servers.ts'
import { answers, file, type Routes, SERVER_ID } from './route.ts'

type ById = { Params: { id: string } }
type WithPolicy = { Querystring: { policy: Policy } }

const POLICY = { type: 'object', properties: { policy: { ...policy, default: 'mandatory' } } }

export const judgementRoutes: Routes = (app, { servers }) => {
  app.get<ById & WithPolicy>(
    `${PREFIX}/servers/:id/judgement`,
    {
      schema: {
        operationId: 'getJudgement',
        tags: ['judgement'],
        summary: 'Judges what is there, without waiting',
        params: SERVER_ID,
        querystring: POLICY,
        response: answers(200, 'The judgement of the first try.', ref('Judgement'), 'server-not-found'),
      },
    },
    async ({ params, query }) => {
      const server = servers.get(params.id)
      return infoOf(server, judgeNow(server, query.policy))
    },
  )

  app.post<ById & { Body: JudgeRequest | null }>(
    `${PREFIX}/servers/:id/judgement`,
    {
      schema: {
        operationId: 'judge',
        tags: ['judgement'],
        summary: 'Waits until the client has had its try, and judges it',
        description: 'Waits for a first session, then until the client has stayed away for the settle time.',
        params: SERVER_ID,
        body: object(
          {
            policy,
            timeoutMs: {
              type: 'integer',
              minimum: 0,
              maximum: 120_000,
              description: 'How long to wait for a first session. Default: 5000.',
            },
            client: ref('ClientReport'),
          },
          ['policy', 'timeoutMs', 'client'],
        ),
        response: answers(
          200,
          'The judgement of the first try.',
          ref('Judgement'),
          ...(['server-not-found', 'too-large', 'wrong-content-type'] as const),
        ),
      },
    },
    async ({ params, body }) => {
      const server = servers.get(params.id)
      const { policy: wanted = 'mandatory', timeoutMs, client } = body ?? {}
      if (client) server.client = client
      const { explain: _, ...judgement } = await server.started.server.judge({
        policy: wanted,
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(server.client && { client: server.client }),
      })
      return infoOf(server, judgement)
    },
  )

  app.post<ById & { Body: ClientReport }>(
    `${PREFIX}/servers/:id/client-report`,
    {
      schema: {
        operationId: 'reportClient',
        tags: ['judgement'],
        summary: 'Tells what the client itself says of its try; kept until the next reset',
        params: SERVER_ID,
        body: ref('ClientReport'),
        response: answers(
          204,
          'It counts from now on.',
          null,
          ...(['server-not-found', 'too-large', 'wrong-content-type'] as const),
        ),
      },
    },
    async ({ params, body }, reply) => {
      servers.get(params.id).client = body
      return reply.status(204).send()
    },
  )

  app.get<{ Params: { id: string; report: string } } & WithPolicy>(
    `${PREFIX}/servers/:id/reports/:report`,
    {
      schema: {
        operationId: 'getReport',
        tags: ['judgement'],
        summary: 'The run as a report, to keep',
        params: {
          type: 'object',
          properties: {
            id: text,
            report: described(text, `One of ${RESULT_REPORTS.map(({ name }) => name).join(', ')}.`),
          },
          required: ['id', 'report'],
        },
        querystring: POLICY,
        response: answers(
          200,
          '',
          file('The report.', [...new Set(RESULT_REPORTS.map(({ media }) => media.type))]),
          ...(['server-not-found', 'report-not-found'] as const),
        ),
      },
    },
    async ({ params, query }, reply) => {
      const report = RESULT_REPORTS.find(({ name }) => name === params.report)
      if (!report) {
        const known = RESULT_REPORTS.map(({ name }) => name).join(', ')
        throw new ApiError('report-not-found', `There is no report "${params.report}". Known: ${known}.`)
      }
      const server = servers.get(params.id)
      const result = resultOf(server, query.policy)
      const { name } = server.started.scenario
      const rendered = report.render([result], { colour: false, policy: query.policy, generatedAt: new Date() })
      return (
        reply
          .header('content-type', `${report.media.type}; charset=utf-8`)
          .header('content-disposition', `attachment; filename="${name}.${report.media.extension}"`)
          // Whoever opens it in place gets a page with styles of its own, and nothing that runs.
          .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox")
          .send(rendered)
      )
    },
  )

  app.get(
    `${PREFIX}/diagnoses`,
    {
      schema: {
        operationId: 'listDiagnoses',
        tags: ['judgement'],
        summary: 'Lists every diagnosis that a judgement may have',
        response: answers(
          200,
          'Diagnoses, by id.',
          object({ diagnoses: list(object({ id: text, cause: text, advice: text, reference: text })) }),
        ),
      },
    },
    async (): Promise<{ diagnoses: DiagnosisInfo[] }> => ({
      diagnoses: DIAGNOSES.map(({ id, cause, advice, reference }) => ({ id, cause, advice, reference })),
    }),
  )

  app.get(
    `${PREFIX}/reports`,
    {
      schema: {
        operationId: 'listReports',
        tags: ['judgement'],
        summary: 'Lists the report formats',
        response: answers(
          200,
          'Report formats.',
          object({ reports: list(object({ name: text, doc: text, mediaType: text })) }),
        ),
      },
    },
    async () => ({ reports: RESULT_REPORTS.map(({ name, doc, media }) => ({ name, doc, mediaType: media.type })) }),
  )
}

/** Of the same events it is the same: asked for by many pages, it is made once. */
const judged = new WeakMap<ControlledServer, { key: string; judgement: Judgement }>()

function judgeNow(asked: ControlledServer, wanted: Policy): Judgement {
  const { started, client } = asked
  const { transcript } = started.server
  const key = JSON.stringify([wanted, client, transcript.length, transcript.at(-1)?.seq])
  const known = judged.get(asked)
  if (known?.key === key) return known.judgement
  const judgement = judge({ scenario: started.scenario, transcript, policy: wanted, client })
  judged.set(asked, { key, judgement })
  return judgement
}

function infoOf({ started, client }: ControlledServer, judgement: Judgement): JudgementInfo {
  const { transcript } = started.server
  const rows = compare(judgement, transcript)
  return {
    ...judgement,
    comparison: rows.map(({ expected, did, failed }) => ({ expected, did, failed: failed?.id ?? null })),
    reasonWords: judgement.reason && REASONS[judgement.reason],
    explanation: explain(judgement, transcript),
    client,
  }
}

function resultOf(server: ControlledServer, wanted: Policy): ScenarioResult {
  const { scenario, running, server: played, next } = server.started
  const events = [...played.transcript]
  return {
    scenario: scenario.name,
    title: scenario.title ?? scenario.name,
    judgement: judgeNow(server, wanted),
    client: null,
    sessions: server.book.counts.sessions,
    durationMs: events.at(-1)?.atMs ?? 0,
    startedAt: running.startedAt.toISOString(),
    events,
    ...(next && { secondHop: { scenario: next.scenario.name, events: [...next.server.transcript] } }),
    skipped: null,
    baseline: null,
  }
}
