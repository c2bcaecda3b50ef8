// Keeps a run in a folder: transcripts, messages as .eml, judgements, and the certificate that clients had to trust.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ndjsonReporter } from '../report/ndjson.ts'
import { type ScenarioResult, toDocument } from '../report/result.ts'
import type { Played } from './played.ts'

/**
 * Writes one folder per server, named by number and scenario: `transcript.ndjson` (as --json prints it, the verdict
 * last; the second server of a relay has none), `messages/ID.eml`; `judgements.json` and `ca.pem` beside them. No private key is written.
 */
export async function saveRun(
  folder: string,
  played: readonly Played[],
  results: readonly ScenarioResult[],
  certificatePem: string,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'ca.pem'), certificatePem)
  await writeFile(join(folder, 'judgements.json'), `${JSON.stringify(toDocument(results), null, 2)}\n`)
  for (const [at, { scenario, server, report }] of played.entries()) {
    if (!server) continue
    const own = join(folder, `${report.number}-${scenario.name}`)
    await mkdir(join(own, 'messages'), { recursive: true })
    await writeFile(join(own, 'transcript.ndjson'), transcriptOf(report, results[at]))
    for (const { id, raw } of server.messages) await writeFile(join(own, 'messages', `${id}.eml`), raw)
  }
}

function transcriptOf(report: Played['report'], result: ScenarioResult | undefined): string {
  const lines: string[] = []
  const reporter = ndjsonReporter({ write: (text) => lines.push(text), aside: () => {}, colour: false, servers: 1 })
  reporter.ready(report)
  for (const event of report.events) reporter.event(report, event)
  if (result) reporter.done(report, result)
  return lines.join('')
}
