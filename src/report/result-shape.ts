// Whether a value that was read from a file is what its type says, as far as reports rely on it.
import { isMapping } from '../scenario/shape.ts'
import { EVENT_DOCS } from '../transcript/events.ts'
import type { Judgement, Verdict } from '../verdict/judgement.ts'
import type { ResultEntry } from './result.ts'

export function isEntry(entry: unknown): entry is ResultEntry {
  if (!isMapping(entry)) return false
  const { client, sessions, durationMs, baseline } = entry
  return (
    isJudgement(entry) &&
    haveWords(entry, ['scenario']) &&
    (client === null || isMapping(client)) &&
    typeof sessions === 'number' &&
    typeof durationMs === 'number' &&
    (baseline === undefined || isStanding(baseline))
  )
}

export function isJudgement(value: unknown): value is Judgement {
  if (!isMapping(value)) return false
  const { verdict, reason, failed, diagnoses } = value
  return (
    haveWords(value, ['policy', 'outcome', 'leak', 'basis']) &&
    VERDICTS.some((each) => each === verdict) &&
    (reason === null || typeof reason === 'string') &&
    isListOf(failed, ['id', 'expected', 'found']) &&
    isListOf(diagnoses, ['id', 'cause', 'advice', 'reference'])
  )
}

const VERDICTS: readonly Verdict[] = ['pass', 'warn', 'fail', 'inconclusive', 'skipped']

function isStanding(value: unknown): boolean {
  if (!isMapping(value) || (value.state !== 'accepted' && value.state !== 'changed')) return false
  return value.known === null || (isMapping(value.known) && haveWords(value.known, ['verdict', 'outcome', 'leak']))
}

export function isEvent(value: unknown): value is Record<string, unknown> {
  if (!isMapping(value) || typeof value.event !== 'string' || !Object.hasOwn(EVENT_DOCS, value.event)) return false
  return [value.seq, value.session, value.atMs].every((number) => typeof number === 'number')
}

function isListOf(list: unknown, words: readonly string[]): boolean {
  return (
    Array.isArray(list) && list.every((each) => isMapping(each) && haveWords(each, words) && Array.isArray(each.events))
  )
}

export function haveWords(entry: Readonly<Record<string, unknown>>, keys: readonly string[]): boolean {
  return keys.every((key) => typeof entry[key] === 'string')
}
