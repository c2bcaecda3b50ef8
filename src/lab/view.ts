// A lab as its trainee sees it: what the page and the API show. Nothing in it tells an answer before it was given.
import { eventWords } from '../report/shown-events.ts'
import type { ClientHelloFacts, EventName, TranscriptEvent } from '../transcript/events.ts'
import { visible } from '../transcript/visible.ts'
import { idOf, logLines } from './grade.ts'
import type { LiveHop } from './live-hop.ts'
import type { LiveLab } from './live-lab.ts'
import type { Course, Lab } from './load.ts'
import { present, type ShownQuestion } from './present.ts'
import type { AnswerRecord, LabRecord } from './progress/record.ts'
import { POINTS, type Question } from './question.ts'
import { type HopRun, helloOf, type LabRun } from './run.ts'

/** One event of a transcript, to be shown and to be marked by its `seq`. */
export interface TranscriptRow {
  seq: number
  session: number
  atMs: number
  event: EventName
  secured: boolean
  words: string[]
}

export type HopView = Omit<HopRun, 'transcript' | 'events' | 'log'> & {
  /** One line each, to be marked by their place from 0. */
  log: string[]
  transcript: TranscriptRow[]
  hello: ClientHelloFacts | null
}

export type RunView = Omit<LabRun, 'hops'> & { hops: HopView[] }

export function runView(run: LabRun): RunView {
  return { ...run, hops: run.hops.map(hopView) }
}

function hopView({ events: _, ...hop }: HopRun): HopView {
  return { ...hop, log: logLines(hop), transcript: transcriptRows(hop.transcript), hello: helloOf(hop) }
}

/** Every event that is about a session; those that a terminal leaves out as well, since they can be marked. */
export function transcriptRows(events: readonly TranscriptEvent[]): TranscriptRow[] {
  return events
    .filter(({ event }) => event !== 'tls.engine-chosen')
    .map((event) => {
      const words = eventWords(event)
      return {
        seq: event.seq,
        session: event.session,
        atMs: event.atMs,
        event: event.event,
        secured: 'secured' in event && event.secured === true,
        words: words.length > 0 ? words : [factsOf(event)],
      }
    })
}

/** `credentials received: mechanism PLAIN, user alarms@example.com` */
function factsOf(event: TranscriptEvent): string {
  const [, name = ''] = event.event.split('.')
  const facts = Object.entries(event)
    .filter(([key, value]) => !COMMON.includes(key) && value !== null && typeof value !== 'object')
    .map(([key, value]) => `${key} ${visible(String(value))}`)
  return `${name.replaceAll('-', ' ')}${facts.length > 0 ? `: ${facts.join(', ')}` : ''}`
}

const COMMON = ['seq', 'session', 'atMs', 'event', 'secured']

/** What the list of labs has of one. */
export interface LabSummary {
  name: string
  title: string
  promise: string
  needs: readonly string[]
  /** Products and scenarios, by hop. */
  senders: string[]
  questions: number
  points: number
}

export function labSummary({ name, title, promise, needs = [], hops, questions }: Lab): LabSummary {
  const points = questions.reduce((all, { points: each = POINTS }) => all + each, 0)
  const senders = hops.map(({ sender }) => sender)
  return { name, title, promise: promise.trim(), needs, senders, questions: questions.length, points }
}

export interface CourseSummary {
  name: string
  title: string
  summary: string
  labs: readonly string[]
  exam: { questions: number; passFrom: number } | null
}

export function courseSummary({ name, title, summary, labs, exam }: Course): CourseSummary {
  return { name, title, summary: summary.trim(), labs, exam: exam ?? null }
}

/** One lab of one trainee, as it stands. */
export interface LabState {
  lab: LabSummary
  ticket: string
  symptom: { tool: Lab['symptom']['tool']; hop: number; source: string | null }
  questions: (ShownQuestion & {
    record: AnswerRecord | null
    /** Hints so far. */
    given: string[]
    /** Ids of the right options, or of the steps in their order, once they were answered; null before, and of marks. */
    solution: string[] | null
  })[]
  hops: {
    sender: string
    scenario: string
    host: string
    port: number
    /** A client begins with TLS. */
    implicit: boolean
    /** PEM of the authority of the server, for a client of the trainee's own. */
    ca: string
    settings: ReturnType<LiveHop['settings']>
    printed: string[]
  }[]
  /** Whether each is right is told once it was tried. */
  fixes: { id: string; where: string; side: string; tried: boolean; right: boolean | null; because: string | null }[]
  applied: string | null
  /** What happened to the customer: ticket and questions are about this run. */
  incident: RunView | null
  /** The newest run; null: there was none since the incident. */
  run: RunView | null
  solvedAt: string | null
  /** Told once the mail went through, or every question was answered right. */
  explanation: Lab['explanation'] | null
}

/** `seed` decides the order of answers; the id of the trainee, so that neighbours have other orders. */
export function labState(live: LiveLab, record: LabRecord, seed: string): LabState {
  const { lab } = live
  const { symptom } = lab
  const answered = lab.questions.every(({ id }) => record.answers[id]?.right === true)
  return {
    lab: labSummary(lab),
    ticket: lab.ticket.trim(),
    symptom: { tool: symptom.tool, hop: symptom.hop ?? 1, source: symptom.source ?? null },
    questions: lab.questions.map((question) => ({
      ...present(question, `${seed}/${question.id}`),
      record: record.answers[question.id] ?? null,
      given: (question.hints ?? []).slice(0, record.answers[question.id]?.hints ?? 0),
      solution: record.answers[question.id]?.right === true ? solutionOf(question) : null,
    })),
    hops: live.hops.map((hop) => ({
      sender: hop.sender,
      scenario: hop.hop.loaded.name,
      host: hop.host,
      port: hop.port,
      implicit: hop.implicit,
      ca: hop.ca,
      settings: hop.settings(),
      printed: hop.printed(),
    })),
    fixes: lab.fixes.map(({ id, where, side, right = false, because }) => {
      const tried = record.fixes.includes(id)
      return { id, where, side, tried, right: tried ? right : null, because: tried ? because.trim() : null }
    }),
    applied: live.applied,
    incident: live.incident ? runView(live.incident) : null,
    run: live.lastRun && live.lastRun !== live.incident ? runView(live.lastRun) : null,
    solvedAt: record.solvedAt,
    explanation: record.solvedAt !== null || answered ? lab.explanation : null,
  }
}

function solutionOf({ options, steps }: Question): string[] | null {
  const texts = options?.flatMap(({ text, right }) => (right === true ? [text] : [])) ?? steps
  return texts?.map(idOf) ?? null
}
