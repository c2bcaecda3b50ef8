// `simulate report`: waits for mail to an address that it names, and tells what it saw of each sender.
import { access, constants, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Client, clientsOf } from '../../client-report/clients.ts'
import { codesOf, localPartOf } from '../../client-report/codes.ts'
import { type ClientFacts, EXTRAS, type Extra, factsOf } from '../../client-report/facts.ts'
import { textReport } from '../../client-report/text.ts'
import { visibleJson } from '../../report/terminal.ts'
import { EnvironmentError } from '../../run/environment-error.ts'
import { LOOPBACK } from '../../run/listen.ts'
import { type RunningServer, startServer } from '../../run/server.ts'
import type { LoadedScenario } from '../../scenario/load.ts'
import { near } from '../../scenario/shape.ts'
import type { Arguments } from '../arguments.ts'
import { authorityIn, writeCertificate } from '../authority.ts'
import type { Command, Terminal } from '../command.ts'
import { UsageError } from '../exit.ts'
import { warnOfOpenHosts } from '../loopback.ts'
import { onStopSignal } from '../stop-signals.ts'
import { TakenMails } from '../taken-mails.ts'
import { writeWhole } from '../whole-file.ts'

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
    const desk = new Desk(scenario, server, settings, authorityGiven, terminal)
    try {
      desk.open()
      await desk.closed
    } finally {
      await server.stop()
    }
    return (await desk.finish()) ? 'pass' : 'inconclusive'
  },
}

interface Settings {
  scenario: string
  hosts: readonly string[]
  port: number
  names: readonly string[]
  /** How many codes, and after how many reports it ends; null: at the timeout or when the user says so. */
  count: number
  ends: boolean
  timeoutMs: number | undefined
  extras: readonly Extra[]
  json: boolean
  html: string | undefined
  reply: string | undefined
  seed: number
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

/** Takes what comes, and answers whoever has left. */
class Desk {
  /** Resolves when enough reports are there, at the time limit, or when the user says so; rejects for a file. */
  readonly closed: Promise<void>
  readonly #scenario: LoadedScenario
  readonly #server: RunningServer
  readonly #settings: Settings
  readonly #authorityGiven: boolean
  readonly #terminal: Terminal
  readonly #asked: { address: string; codes: readonly string[] }
  readonly #mails = new TakenMails()
  /** What was last told of a client, so that it is told again only when it came again. */
  readonly #told = new Map<string, string>()
  #close: () => void = () => {}
  #fail: (error: unknown) => void = () => {}
  /** One look after the other. */
  #looking: Promise<void> = Promise.resolve()
  readonly #answered = new Set<string>()
  readonly #mentioned = new Set<string>()

  constructor(
    scenario: LoadedScenario,
    server: RunningServer,
    settings: Settings,
    authorityGiven: boolean,
    terminal: Terminal,
  ) {
    this.#scenario = scenario
    this.#server = server
    this.#settings = settings
    this.#authorityGiven = authorityGiven
    this.#terminal = terminal
    const hostname = server.plan.servers[0]?.smtp.hostname ?? 'smtp.test'
    this.#asked = {
      address: `${localPartOf(settings.seed)}@${hostname}`,
      codes: codesOf(settings.seed, settings.count),
    }
    this.closed = new Promise((resolve, reject) => {
      this.#close = resolve
      this.#fail = reject
    })
  }

  open(): void {
    const { timeoutMs } = this.#settings
    onStopSignal(this.#close)
    if (timeoutMs !== undefined) setTimeout(this.#close, timeoutMs).unref()
    this.#announce()
    this.#server.onTry(() => {
      this.#looking = this.#looking.then(() => this.#look({ atTheEnd: false })).catch(this.#fail)
    })
  }

  /** Tells of those that never sent a mail with a code, too. False when nobody has come. */
  async finish(): Promise<boolean> {
    await this.#looking
    await this.#look({ atTheEnd: true })
    const { ends, count } = this.#settings
    if (this.#told.size === 0) this.#terminal.err('Nobody has come.\n')
    return ends ? this.#answered.size >= count : this.#answered.size > 0
  }

  #announce(): void {
    const { hosts, port } = this.#server
    const { address, codes } = this.#asked
    if (this.#settings.json) {
      this.#terminal.out(`${visibleJson({ event: 'listening', host: hosts[0], port, address, codes })}\n`)
      return
    }
    const shown = hosts.map((host) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`))
    const [code] = codes
    this.#terminal.out(
      `${this.#scenario.name}\nlistening on ${shown.join(' and ')} (a simulator: nothing that it takes is delivered).\n\n` +
        `Send a mail to ${address} with ${codes.length === 1 ? `${code} in the subject` : 'one of these in the subject, another one from each sender'}.\n` +
        (codes.length === 1 ? '' : codes.map((each) => `  ${each}\n`).join('')) +
        'Its report comes about a second after the connection has ended. Ctrl-C ends the wait.\n\n',
    )
  }

  async #look({ atTheEnd }: { atTheEnd: boolean }): Promise<void> {
    const mails = await this.#mails.of(this.#server.messages)
    const clients = clientsOf(this.#server.recorder.events, mails, this.#asked)
    const options = { scenario: this.#scenario, authorityGiven: this.#authorityGiven, extras: this.#settings.extras }
    const all = clients.map((client) => ({ client, facts: factsOf(client, options) }))
    const ready = all.filter(({ client }) => atTheEnd || (client.code !== null && isOver(client)))
    for (const { client, facts } of ready) await this.#tell(client, facts)
    if (!atTheEnd) this.#mention(all.filter(({ client }) => client.code === null && isOver(client)))
    const { html } = this.#settings
    if (html !== undefined && (ready.length > 0 || atTheEnd)) {
      const { htmlReport } = await import('../../client-report/html.ts')
      await write(
        html,
        htmlReport(
          ready.map(({ facts }) => facts),
          new Date(),
        ),
      )
    }
    if (this.#settings.ends && this.#answered.size >= this.#settings.count) this.#close()
  }

  async #tell(client: Client, facts: ClientFacts): Promise<void> {
    const key = `${client.from} ${client.code ?? ''}`
    const sessions = facts.sessions.join(',')
    if (this.#told.get(key) === sessions) return
    this.#told.set(key, sessions)
    if (client.code !== null) this.#answered.add(key)
    if (this.#settings.json) this.#terminal.out(`${visibleJson({ event: 'report', ...facts })}\n`)
    else this.#terminal.out(`${textReport(facts)}\n`)
    await this.#reply(client, facts)
  }

  /** Who came without a code may still bring one: the report waits, but not a word of it would look like a hang. */
  #mention(others: readonly { client: Client; facts: ClientFacts }[]): void {
    for (const { client, facts } of others) {
      const line = `${client.from} has come without a mail with a code, session ${facts.sessions.join(', ')}: its report comes at the end.\n`
      if (this.#mentioned.has(line)) continue
      this.#mentioned.add(line)
      this.#terminal.err(line)
    }
  }

  async #reply(client: Client, facts: ClientFacts): Promise<void> {
    const { reply } = this.#settings
    if (reply === undefined) return
    const { replyMail } = await import('../../client-report/reply.ts')
    const mail = replyMail(client, facts, { address: this.#asked.address, at: new Date() })
    const file = `${client.code ?? 'no-code'}-${client.from.replace(/[^\w.]/g, '_')}.eml`
    if (mail !== null) await write(join(reply, file), mail)
    else this.#terminal.err(`${file} is not written: there is no address that could be answered.\n`)
  }
}

/** None of its sessions is open any more. */
function isOver({ tries }: Client): boolean {
  return tries.every(({ sessions }) => sessions.every(({ closedAtMs }) => closedAtMs !== null))
}

async function write(file: string, content: string): Promise<void> {
  await writeWhole(file, content).catch((error: Error) => {
    const next = 'The report itself is on the terminal. Make room, or name another place.'
    throw new EnvironmentError('FILE_NOT_WRITTEN', `${file} could not be written: ${error.message}.`, next, {
      cause: error,
    })
  })
}
