// `simulate report`: waits for mail to an address that it names, and tells what it saw of each sender.
import { access, constants, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EXTRAS, type Extra } from '../../client-report/facts.ts'
import { visibleJson } from '../../report/terminal.ts'
import { LOOPBACK } from '../../run/listen.ts'
import { startServer } from '../../run/server.ts'
import { writeWhole } from '../../saved/whole-file.ts'
import { near } from '../../scenario/shape.ts'
import type { Arguments } from '../arguments.ts'
import { authorityIn, writeCertificate } from '../authority.ts'
import type { Command } from '../command.ts'
import { UsageError } from '../exit.ts'
import { warnOfOpenHosts } from '../loopback.ts'
import { type DeskSettings, ReportDesk } from '../report-desk.ts'

export const report: Command = {
  usage: 'report',
  summary: 'Waits for mail to an address that it names, and tells what it saw of each sender.',
  options: {
    scenario: { value: 'NAME', doc: 'The server that is played. Default: healthy' },
    host: { value: 'ADDR', several: true, doc: 'Listen on this address. Default: 127.0.0.1 and, where present, ::1' },
    port: { value: 'N', doc: 'Port of the server. 0: any free one. Default: 2525' },
    name: { value: 'NAME', several: true, doc: 'One more name for the certificate' },
    count: { value: 'N', doc: 'Name so many codes, one for each sender, and end after as many reports' },
    once: { doc: 'End after the first report' },
    timeout: { value: 'TIME', doc: 'End after this time, such as 5m' },
    with: { value: 'ITEMS', doc: `More in each report, with commas between: ${EXTRAS.join(',')}` },
    json: { doc: 'NDJSON on stdout: a line when the server listens, then one for each report' },
    html: { value: 'FILE', doc: 'Write the reports there as a page that stands alone' },
    reply: { value: 'DIR', doc: 'Write each report there as a mail to its sender, an .eml file; none is sent' },
    seed: { value: 'N', doc: 'Seed of address, codes and chance. Default: a new one' },
    'ca-dir': { value: 'DIR', doc: 'Keep the authority and its key there, so that a client can trust it once' },
    'ca-file': { value: 'FILE', doc: 'Write the certificate of the authority there, before the server is ready' },
  },
  async run(given, terminal) {
    const settings = await readSettings(given)
    await checkOutputs(settings)
    warnOfOpenHosts(settings.hosts, terminal)
    const { scenario, server, authorityGiven } = await start(settings)
    const desk = new ReportDesk(scenario, server, settings, authorityGiven, terminal)
    try {
      desk.open()
      await desk.closed
    } finally {
      await server.stop()
    }
    const isEnough = await desk.finish()
    const failed = server.recorder.events.find(({ event }) => event === 'session.failed')
    if (failed) {
      terminal.err(`A bug of smtp-simulator: ${visibleJson(failed)}\n`)
      return 'bug'
    }
    return isEnough ? 'pass' : 'inconclusive'
  },
}

interface Settings extends DeskSettings {
  scenario: string
  hosts: readonly string[]
  port: number
  names: readonly string[]
  caDir: string | undefined
  caFile: string | undefined
}

async function readSettings(given: Arguments): Promise<Settings> {
  const [stray] = given.positionals
  if (stray !== undefined) throw new UsageError(`report takes no "${stray}": name a scenario with --scenario ${stray}.`)
  const hosts = [...new Set(given.all('host'))]
  // To Node no address is every address.
  if (hosts.includes('')) throw new UsageError('--host: expected an address, such as 127.0.0.1.')
  const { randomInt } = await import('node:crypto')
  return {
    scenario: given.text('scenario') ?? 'healthy',
    hosts,
    port: given.integer('port', 2525, [0, 65535]),
    names: given.all('name'),
    count: given.on('once') ? 1 : given.integer('count', 1, [1, 1000]),
    ends: given.on('once') || given.text('count') !== undefined,
    timeoutMs: given.duration('timeout'),
    extras: readExtras(given.text('with')),
    json: given.on('json'),
    html: given.text('html'),
    reply: given.text('reply'),
    seed: given.integer('seed', randomInt(2 ** 32), [0, Number.MAX_SAFE_INTEGER]),
    caDir: given.text('ca-dir'),
    caFile: given.text('ca-file'),
  }
}

function readExtras(asked = ''): Extra[] {
  const words = asked.split(',').filter((word) => word !== '')
  return words.map((word) => {
    const extra = EXTRAS.find((each) => each === word)
    if (extra) return extra
    const { didYouMean } = near(word, EXTRAS)
    const hint = didYouMean ? ` Did you mean ${didYouMean}?` : ''
    throw new UsageError(`--with ${asked}: "${word}" is none of ${EXTRAS.join(', ')}.${hint}`)
  })
}

/** What cannot be written is told before anybody has sent a mail. */
async function checkOutputs({ html, reply }: Settings): Promise<void> {
  if (html !== undefined) {
    const { htmlReport } = await import('../../client-report/html.ts')
    await writeWhole(html, htmlReport([], new Date())).catch((error: Error) => {
      throw new UsageError(`--html ${html}: the file cannot be written: ${error.message}.`)
    })
  }
  if (reply === undefined) return
  try {
    await mkdir(reply, { recursive: true })
    await access(reply, constants.W_OK)
  } catch (error) {
    throw new UsageError(`--reply ${reply}: the folder cannot be written: ${(error as Error).message}.`)
  }
}

async function start({ scenario: name, hosts, port, names, seed, caDir, caFile }: Settings) {
  const [{ CATALOGUE }, { planOf }, { loadScenario }, { vocabulary }] = await Promise.all([
    import('../../catalogue.ts'),
    import('../../plan-of.ts'),
    import('../../scenario/load.ts'),
    import('../../vocabulary.ts'),
  ])
  const scenario = await loadScenario(name, { vocabulary, catalogue: CATALOGUE })
  if (scenario.upstream) {
    throw new UsageError(`--scenario ${name}: its server is a real one, of which nothing is seen but bytes.`)
  }
  const authority = await authorityIn(caDir)
  if (caFile !== undefined) await writeCertificate(caFile, authority)
  const server = await startServer(planOf(scenario, seed), {
    authority,
    hosts: hosts.length > 0 ? hosts : LOOPBACK,
    port,
    names,
    ...(scenario.file !== null && { baseDir: dirname(scenario.file) }),
  })
  return { scenario, server, authorityGiven: caDir !== undefined || caFile !== undefined }
}
