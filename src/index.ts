// The public API. Nothing else is public.
export type { ClientCertificate } from './ca/client-certificate.ts'
export { CaError } from './ca/errors.ts'
export { EnvironmentError } from './run/environment-error.ts'
export { type LocatedProblem, ScenarioError } from './scenario/scenario-error.ts'
export {
  type ClientOptions,
  type ExplainedJudgement,
  type JudgeOptions,
  type ReceivedMessage,
  type ScenarioServer,
  type StartOptions,
  startScenario,
} from './start-scenario.ts'
export type { EventName, TranscriptEvent } from './transcript/events.ts'
export type { SessionSummary } from './transcript/summary.ts'
export type { TlsaRecord } from './transcript/tlsa.ts'
export type { ClientReport, Diagnosis, FailedExpectation, Judgement } from './verdict/judgement.ts'
