// What the HTTP API gives and takes, as types: for its routes, its tests and the page. The OpenAPI document says the same.

import type { LocatedProblem } from '../scenario/scenario-error.ts'
import type { Policy } from '../scenario/words.ts'
import type { ScenarioStory } from '../scenario-story.ts'
import type { TranscriptEvent } from '../transcript/events.ts'
import type { SessionSummary } from '../transcript/summary.ts'
import type { ClientReport, Judgement } from '../verdict/judgement.ts'

export const PREFIX = '/api/v1'

/** What every refused request is answered with. */
export interface ErrorBody {
  error: {
    /** Stable; see `ERROR_CODES`. */
    code: string
    /** What was found, what was expected, and the next step. */
    message: string
    /** Mistakes of a scenario, each with its place. */
    problems?: (LocatedProblem & { message: string })[]
  }
}

export interface ScenarioSummary {
  name: string
  title: string
  summary: string
  sources: string[]
  tags: string[]
}

export interface ScenarioList {
  scenarios: ScenarioSummary[]
  /** All tags of the catalogue, the most used first. */
  tags: { tag: string; count: number }[]
}

export interface ScenarioDetails extends ScenarioSummary {
  yaml: string
  story: ScenarioStory
  lesson: { symptom: string; questions: string[]; explanation: string | null; fix: string | null } | null
}

export interface StartRequest {
  /** By name in the catalogue; or `yaml`, the text of a scenario. */
  scenario?: string
  yaml?: string
  /** 0 (default): any free one. */
  port?: number
  seed?: number
  settleMs?: number
  /** It ends when nobody has used it for so long. */
  lifetimeMs?: number
  /** More names for the certificate. */
  names?: string[]
}

export interface ServerInfo {
  id: string
  scenario: string
  title: string
  /** What a client dials. */
  host: string
  port: number
  mode: 'starttls' | 'implicit' | 'off'
  /** Whose order decides which cipher suite is taken. */
  suiteOrder: 'client' | 'server'
  /** ISO 8601. */
  startedAt: string
  /** When it ends unless it is used; of an ended one when it ended. */
  endsAt: string
  running: boolean
  /** Connections without port checks, and how many of them are open. */
  sessions: number
  open: number
  messages: number
  /** Id of the server that sends its mail on to this one; null: clients dial it. */
  hopOf: string | null
  /** PEM of the authority that clients have to trust. */
  ca: string
}

/** How the mail of one session fared. */
export interface SessionInfo extends SessionSummary {
  /** `open` while the connection is. */
  outcome: 'encrypted' | 'in-clear' | 'none' | 'open'
  /** What the client offered, in one line; null before a hello. */
  hello: string | null
  /** The last bad news in words: a refusal, an alert, a failed handshake. */
  trouble: string | null
  /** How long each phase took, in milliseconds; absent: it was not reached. */
  phases: Partial<Record<Phase, number>>
}

export const PHASES = ['greeting', 'handshake', 'login', 'mail'] as const
/** To the greeting, from the ClientHello to the end of the handshake, from AUTH to its answer, from MAIL to acceptance. */
export type Phase = (typeof PHASES)[number]

/** An event with the words that the terminal has for it. */
export type ToldEvent = TranscriptEvent & {
  words: string[]
  /** Something went wrong for someone, or anyone on the way could read it. */
  bad: boolean
}

export interface SessionPage {
  sessions: SessionInfo[]
  total: number
}

export interface TranscriptPage {
  events: ToldEvent[]
  /** Ask for what comes `after` this; null: that is all there is. */
  next: number | null
}

export interface Overview {
  /** Sessions by TLS version; `none`: without TLS. */
  byVersion: Record<string, number>
  messages: { all: number; inClear: number; byVersion: Record<string, number> }
  handshakesFailed: number
  probes: number
  /** Outcomes of sessions that ended, in slices of the time since the start. */
  outcomes: { fromMs: number; encrypted: number; inClear: number; none: number }[]
  /** Median and longest time of each phase, in milliseconds. */
  phases: { phase: Phase; medianMs: number; longestMs: number; sessions: number }[]
}

export interface MessageInfo {
  id: string
  session: number
  sender: string
  recipients: string[]
  secured: boolean
  size: number
  subject: string
}

export interface ParsedMessage extends MessageInfo {
  headers: { key: string; value: string }[]
  from: string
  to: string[]
  text: string | null
  html: string | null
  attachments: { filename: string; mediaType: string; size: number }[]
}

export interface JudgeRequest {
  policy?: Policy
  /** How long to wait for a first session. */
  timeoutMs?: number
  client?: ClientReport
}

export interface JudgementInfo extends Judgement {
  /** What a right client does beside what this one did; `failed` names the expectation that was not met. */
  comparison: { expected: string; did: string; failed: string | null }[]
  /** `reason` in words; null where there is none. */
  reasonWords: string | null
  explanation: string
  /** What the client has said of itself so far. */
  client: ClientReport | null
}

export interface DiagnosisInfo {
  id: string
  /** What happened, what to change and on which side, and where that is written; `{name}` stands for what a run fills in. */
  cause: string
  advice: string
  reference: string
}

export interface ClientCertificateInfo {
  certificate: string
  key: string
  ca: string
}

/** Every code of an error, with its HTTP status and what it means. */
export const ERROR_CODES = {
  'bad-request': [400, 'The request does not fit its description.'],
  'scenario-invalid': [400, 'The scenario cannot be used as it is written; `problems` has every mistake.'],
  'certificate-invalid': [400, 'A certificate or a key of the scenario cannot be used.'],
  'token-required': [401, 'The token is missing or wrong.'],
  'host-refused': [403, 'The Host header names another host than the one that is listened on (DNS rebinding).'],
  'origin-refused': [403, 'The request comes from a page of another origin.'],
  'not-found': [404, 'There is no such route.'],
  'scenario-not-found': [404, 'The catalogue has no scenario of this name.'],
  'server-not-found': [404, 'There is no server of this id: it was never started, or it was forgotten.'],
  'session-not-found': [404, 'The server has had no such session, or its transcript has left.'],
  'message-not-found': [404, 'The server has no message of this id.'],
  'report-not-found': [404, 'There is no report format of this name.'],
  'port-taken': [409, 'The port, or every port of the range, is taken.'],
  'server-ended': [409, 'The server has ended; what it recorded can still be read.'],
  'too-many-servers': [409, 'As many servers as are allowed run already.'],
  'too-large': [413, 'The body of the request is too large.'],
  'wrong-content-type': [415, 'The body of a request has to be `application/json`.'],
  'cannot-serve': [422, 'The scenario asks for something that this machine cannot serve.'],
  'cannot-listen': [422, 'The port cannot be opened for another reason than that it is taken.'],
  'too-many-streams': [429, 'As many event streams as are allowed are open already.'],
  bug: [500, 'A mistake of the simulator itself.'],
} as const satisfies Record<string, readonly [number, string]>
export type ErrorCode = keyof typeof ERROR_CODES
