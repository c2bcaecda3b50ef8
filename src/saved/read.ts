// Reads a saved run back, as far as it is whole, and says what is missing.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerReport } from '../report/reporter.ts'
import type { ScenarioResult } from '../report/result.ts'
import { isEvent, isJudgement } from '../report/result-shape.ts'
import { isMapping } from '../scenario/shape.ts'
import { POLICIES, type Policy } from '../scenario/words.ts'
import type { ShownCertificate } from '../transcript/contracts.ts'
import type { TranscriptEvent } from '../transcript/events.ts'
import type { TlsaRecord } from '../transcript/tlsa.ts'
import { nothing } from '../verdict/judge.ts'
import type { Judgement } from '../verdict/judgement.ts'
import { SavedRunError } from './error.ts'
import {
  AUTHORITY_FILE,
  messageFile,
  RUN_FILE,
  SERVER_FILE,
  type ServerFile,
  TRANSCRIPT_FILE,
  VERSION,
} from './format.ts'

/** One server of a saved run: what reporters take, and what is kept beside. */
export interface SavedServer extends ServerReport {
  /** Null when the run was cut off before its verdict, and for the second server of a relay. */
  result: ScenarioResult | null
  tlsa: readonly TlsaRecord[]
}

export interface SavedRun {
  folder: string
  servers: SavedServer[]
  /** The authority's certificate as PEM; null when it is missing. */
  certificatePem: string | null
  /** What is missing or damaged, a sentence each; empty when the run is whole. */
  problems: string[]
}

/** Throws SavedRunError for a folder in which nothing of a run can be read. */
export async function readSavedRun(folder: string): Promise<SavedRun> {
  const problems: string[] = []
  const names = await serverFolders(folder, problems)
  const servers: SavedServer[] = []
  for (const name of names) {
    const server = await readServer(join(folder, name), problems)
    if (server) servers.push(server)
  }
  if (servers.length === 0) {
    if (problems.length === 0) throw new SavedRunError('SAVED_RUN_MISSING', `${folder} holds no saved run.`, NAME_ONE)
    const words = `${folder} holds a run of which nothing can be read. ${problems.join(' ')}`
    throw new SavedRunError('SAVED_RUN_DAMAGED', words, 'What is left of it are the messages, as files.')
  }
  for (const { result, number } of servers) {
    const hop = servers.find(({ hopOf }) => hopOf === number)
    if (result && hop) result.secondHop = { scenario: hop.scenario.name, events: hop.events }
  }
  const certificatePem = await readFile(join(folder, AUTHORITY_FILE), 'utf8').catch(() => null)
  if (certificatePem === null) problems.push(`${join(folder, AUTHORITY_FILE)} is missing.`)
  else if (!isWholePem(certificatePem)) problems.push(`${join(folder, AUTHORITY_FILE)} is cut off.`)
  return { folder, servers, certificatePem, problems }
}

const NAME_ONE = 'Name the folder that "simulate SCENARIO... --save DIR" has written.'

/** Whether anything of a run lies in a folder. */
export async function holdsRun(folder: string): Promise<boolean> {
  const found = await readdir(folder).catch(() => [])
  return found.some((name) => name === RUN_FILE || isServerFolder(name))
}

/** As `run.json` lists them; without it those that look like one. */
async function serverFolders(folder: string, problems: string[]): Promise<string[]> {
  const file = join(folder, RUN_FILE)
  const found = await readdir(folder).catch((error: Error) => {
    throw new SavedRunError('SAVED_RUN_MISSING', `${folder} cannot be read: ${error.message}.`, NAME_ONE)
  })
  const value = found.includes(RUN_FILE) ? await readJson(file) : undefined
  checkVersion(file, value)
  if (isMapping(value) && Array.isArray(value.servers) && value.servers.every(isServerFolder)) return value.servers
  const names = found.filter(isServerFolder).sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
  if (value === undefined && names.length === 0) return []
  problems.push(
    value === undefined
      ? `${file} is missing: the run was cut off while it was saved, and is read as far as it goes.`
      : `${file} is damaged: the run is read as far as it goes.`,
  )
  return names
}

async function readServer(folder: string, problems: string[]): Promise<SavedServer | null> {
  const file = join(folder, SERVER_FILE)
  const facts = await readJson(file)
  checkVersion(file, facts)
  if (!isServerFile(facts)) {
    problems.push(`${file} is ${facts === undefined ? 'missing' : 'damaged'}: this server is left out.`)
    return null
  }
  const { number, hopOf, title, hosts, port, hostname, policy, skipped, groups } = facts
  const { events, judgement } =
    skipped === null
      ? await readTranscript(join(folder, TRANSCRIPT_FILE), { isJudged: hopOf === null }, problems)
      : { events: [], judgement: nothing(policy as Policy, 'not-served-here', 'skipped') }
  return {
    number,
    hopOf,
    scenario: { name: facts.scenario, title },
    hosts,
    port,
    hostname,
    startedAt: new Date(facts.startedAt),
    policy,
    skipped,
    groups,
    tlsa: facts.tlsa,
    events,
    certificates: await readCertificates(folder, facts, problems),
    result: judgement && resultOf(facts, events, judgement),
    messages: await readMessages(folder, facts, problems),
  }
}

function resultOf(facts: ServerFile, events: readonly TranscriptEvent[], judgement: Judgement): ScenarioResult {
  const { scenario, title, sessions, durationMs, startedAt, skipped } = facts
  return { scenario, title, judgement, client: null, sessions, durationMs, startedAt, events, skipped, baseline: null }
}

/** The lines of `--json`: events, and a verdict last. */
async function readTranscript(
  file: string,
  { isJudged }: { isJudged: boolean },
  problems: string[],
): Promise<{ events: TranscriptEvent[]; judgement: Judgement | null }> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) problems.push(`${file} is missing.`)
  const lines = (text ?? '').split('\n')
  // What stands behind the last line end is a line that was cut.
  if (lines.pop() !== '') problems.push(`${file} ends inside line ${lines.length + 1}, which is left out.`)
  const events: TranscriptEvent[] = []
  let judgement: Judgement | null = null
  for (const [at, line] of lines.entries()) {
    const value = parsed(line)
    if (isEvent(value)) events.push(own(value) as TranscriptEvent)
    else if (isMapping(value) && value.event === 'verdict' && isJudgement(value)) judgement = judgementIn(value)
    else if (!isMapping(value) || !ASIDE.has(String(value.event))) {
      problems.push(`${file}:${at + 1} is no event, and is left out.`)
    }
  }
  if (text !== null && isJudged && !judgement) problems.push(`${file} has no verdict: the run was cut off before it.`)
  return { events, judgement }
}

const ASIDE: ReadonlySet<string> = new Set(['listening', 'skipped', 'ca.ready', 'tlsa.ready'])

/** Without what stands on every line. */
function own({ server: _, scenario: _name, ...fields }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return fields
}

function judgementIn(line: Readonly<Record<string, unknown>>): Judgement {
  const { event: _, ...fields } = own(line)
  return fields as unknown as Judgement
}

async function readMessages(folder: string, { messages }: ServerFile, problems: string[]) {
  const read: { id: string; raw: Buffer }[] = []
  for (const { id, bytes } of messages) {
    const file = join(folder, messageFile(id))
    const raw = await readFile(file).catch(() => null)
    if (raw) read.push({ id, raw })
    if (!raw) problems.push(`${file} is missing.`)
    else if (raw.length !== bytes) problems.push(`${file} is damaged: ${raw.length} bytes, and ${bytes} were written.`)
  }
  return read
}

async function readCertificates(folder: string, { certificates }: ServerFile, problems: string[]) {
  const read = new Map<string, string | null>()
  const shown: ShownCertificate[] = []
  for (const { session, by, file } of certificates) {
    if (!read.has(file)) {
      const pem = await readFile(join(folder, file), 'utf8').catch(() => null)
      if (pem === null) problems.push(`${join(folder, file)} is missing.`)
      else if (!isWholePem(pem)) problems.push(`${join(folder, file)} is cut off.`)
      read.set(file, pem)
    }
    const pem = read.get(file)
    if (typeof pem === 'string') shown.push({ session, by, pem })
  }
  return shown
}

/** Undefined when it is not there, null when it is no JSON. */
async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (parsed(text) ?? null)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function checkVersion(file: string, value: unknown): void {
  if (!isMapping(value) || value.version === VERSION || typeof value.version !== 'number') return
  throw new SavedRunError(
    'SAVED_RUN_UNKNOWN_VERSION',
    `${file} has version ${value.version}, and ${VERSION} was expected.`,
    'Read it with the version of smtp-simulator that has written it.',
  )
}

// Names become paths: none may lead out of the folder.
function isServerFolder(name: unknown): name is string {
  return typeof name === 'string' && /^[1-9]\d{0,8}-[^/\\\0]+$/.test(name)
}

function isServerFile(value: unknown): value is ServerFile {
  if (!isMapping(value) || value.version !== VERSION) return false
  const { number, hopOf, port, sessions, durationMs, skipped, hosts, groups, messages, certificates, tlsa } = value
  return (
    [number, port, sessions, durationMs].every((each) => typeof each === 'number') &&
    ['scenario', 'title', 'hostname', 'startedAt', 'policy'].every((key) => typeof value[key] === 'string') &&
    !Number.isNaN(Date.parse(value.startedAt as string)) &&
    POLICIES.some((policy) => policy === value.policy) &&
    (skipped === null || typeof skipped === 'string') &&
    (hopOf === null || typeof hopOf === 'number') &&
    [hosts, groups].every((list) => Array.isArray(list) && list.every((each) => typeof each === 'string')) &&
    Array.isArray(messages) &&
    messages.every((each) => isMapping(each) && /^[\w-]+$/.test(String(each.id)) && typeof each.bytes === 'number') &&
    Array.isArray(tlsa) &&
    tlsa.every(isTlsaRecord) &&
    Array.isArray(certificates) &&
    certificates.every(isCertificateEntry)
  )
}

function isWholePem(text: string): boolean {
  return text.trimEnd().endsWith('-----END CERTIFICATE-----')
}

function isTlsaRecord(value: unknown): boolean {
  if (!isMapping(value)) return false
  const { usage, selector, matching, data, key, sent, owner } = value
  return (
    [usage, selector, matching].every((each) => typeof each === 'number') &&
    /^[0-9a-f]{64}$/.test(String(data)) &&
    [key, owner].every((each) => typeof each === 'string') &&
    typeof sent === 'boolean'
  )
}

function isCertificateEntry(value: unknown): boolean {
  return (
    isMapping(value) &&
    typeof value.session === 'number' &&
    (value.by === 'server' || value.by === 'client') &&
    /^certificates\/(server|client)-\d+\.pem$/.test(String(value.file))
  )
}
