// Keeps a run in a folder: per server its transcript, messages and certificates; beside them the judgements.
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ndjsonReporter } from '../report/ndjson.ts'
import type { ServerReport } from '../report/reporter.ts'
import { type ScenarioResult, toDocument } from '../report/result.ts'
import type { ShownCertificate } from '../transcript/contracts.ts'
import type { TlsaRecord } from '../transcript/tlsa.ts'
import { SavedRunError } from './error.ts'
import {
  AUTHORITY_FILE,
  JUDGEMENTS_FILE,
  messageFile,
  RUN_FILE,
  type RunFile,
  SERVER_FILE,
  type ServerFile,
  serverFolder,
  TRANSCRIPT_FILE,
  VERSION,
} from './format.ts'
import { writeWhole } from './whole-file.ts'

/** One server of a run that is over. */
export interface ServerToSave {
  report: ServerReport
  /** Null for the second server of a relay, which is not judged. */
  result: ScenarioResult | null
  /** What a domain would publish for it. */
  tlsa: readonly TlsaRecord[]
}

/**
 * Writes a run; `certificatePem` is what clients had to trust. Each file is written beside its place and renamed, and
 * `run.json` comes last: without it the folder is not whole. No private key is written. Throws SavedRunError.
 */
export async function writeSavedRun(
  folder: string,
  servers: readonly ServerToSave[],
  certificatePem: string,
): Promise<void> {
  await attempt(folder, async () => {
    await mkdir(folder, { recursive: true })
    // What lies there from another run is no longer whole from here on.
    await rm(join(folder, RUN_FILE), { force: true })
  })
  await write(folder, AUTHORITY_FILE, certificatePem)
  await write(folder, JUDGEMENTS_FILE, json(toDocument(servers.flatMap(({ result }) => result ?? []))))
  const folders: string[] = []
  for (const server of servers) {
    const name = serverFolder(server.report.number, server.report.scenario.name)
    await writeServer(join(folder, name), server)
    folders.push(name)
  }
  await write(folder, RUN_FILE, json({ version: VERSION, servers: folders } satisfies RunFile))
}

async function writeServer(folder: string, { report, result, tlsa }: ServerToSave): Promise<void> {
  const certificates = named(report.certificates)
  const { number, hopOf, scenario, hosts, port, hostname, startedAt, policy, skipped, messages, groups } = report
  const facts: ServerFile = {
    version: VERSION,
    number,
    hopOf,
    scenario: scenario.name,
    title: scenario.title ?? scenario.name,
    hosts: [...hosts],
    port,
    hostname,
    startedAt: startedAt.toISOString(),
    policy,
    skipped,
    groups: [...groups],
    sessions: result?.sessions ?? new Set(report.events.map(({ session }) => session)).size,
    durationMs: result?.durationMs ?? 0,
    messages: messages.map(({ id, raw }) => ({ id, bytes: raw.length })),
    tlsa: [...tlsa],
    certificates: certificates.map(({ session, by, file }) => ({ session, by, file })),
  }
  await attempt(folder, () => mkdir(folder, { recursive: true }))
  await write(folder, SERVER_FILE, json(facts))
  if (skipped !== null) return
  await write(folder, TRANSCRIPT_FILE, transcriptOf(report, result))
  await attempt(folder, async () => {
    for (const sub of ['messages', 'certificates']) await mkdir(join(folder, sub), { recursive: true })
  })
  for (const { id, raw } of messages) await write(folder, messageFile(id), raw)
  for (const [file, pem] of new Map(certificates.map((each) => [each.file, each.pem]))) await write(folder, file, pem)
}

/** A file for each distinct one: `certificates/server-1.pem`. */
function named(certificates: readonly ShownCertificate[]): (ShownCertificate & { file: string })[] {
  const files = { server: new Map<string, string>(), client: new Map<string, string>() }
  return certificates.map((shown) => {
    const known = files[shown.by]
    const file = known.get(shown.pem) ?? `certificates/${shown.by}-${known.size + 1}.pem`
    known.set(shown.pem, file)
    return { ...shown, file }
  })
}

function transcriptOf(report: ServerReport, result: ScenarioResult | null): string {
  const lines: string[] = []
  const reporter = ndjsonReporter({ write: (text) => lines.push(text), aside: () => {}, colour: false, servers: 1 })
  reporter.ready(report)
  for (const event of report.events) reporter.event(report, event)
  if (result) reporter.done(report, result)
  return lines.join('')
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function write(folder: string, name: string, content: string | Buffer): Promise<void> {
  const file = join(folder, name)
  return attempt(file, () => writeWhole(file, content))
}

async function attempt(path: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    throw new SavedRunError(
      'SAVED_RUN_UNWRITABLE',
      `${path} cannot be written: ${(error as Error).message}.`,
      'The run is not kept whole. Make room or choose another folder, and run again.',
      { cause: error },
    )
  }
}
