// The desk of `simulate report`: takes what comes, and answers whoever has left.
import { join } from 'node:path'
import { type Asked, type Client, clientsOf } from '../client-report/clients.ts'
import { codesOf, localPartOf } from '../client-report/codes.ts'
import { type ClientFacts, type Extra, factsOf } from '../client-report/facts.ts'
import { textReport } from '../client-report/text.ts'
import { visibleJson } from '../report/terminal.ts'
import { EnvironmentError } from '../run/environment-error.ts'
import type { RunningServer } from '../run/server.ts'
import { writeWhole } from '../saved/whole-file.ts'
import type { LoadedScenario } from '../scenario/load.ts'
import type { Terminal } from './command.ts'
import { onStopSignal } from './stop-signals.ts'
import { TakenMails } from './taken-mails.ts'

export interface DeskSettings {
  /** How many codes are named. */
  count: number
  /** It is over after so many reports; else at the timeout, or when the user says so. */
  ends: boolean
  timeoutMs: number | undefined
  extras: readonly Extra[]
  json: boolean
  html: string | undefined
  reply: string | undefined
  /** Of address and codes. */
  seed: number
}

export class ReportDesk {
  /** Resolves when enough reports are there, at the time limit, or when the user says so; rejects for a file. */
  readonly closed: Promise<void>
  readonly #scenario: LoadedScenario
  readonly #server: RunningServer
  readonly #settings: DeskSettings
  readonly #authorityGiven: boolean
  readonly #terminal: Terminal
  readonly #asked: Asked
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
    settings: DeskSettings,
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

  /** Tells of those that never sent a mail with a code, too. False when fewer reports came than were asked for. */
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
      const { htmlReport } = await import('../client-report/html.ts')
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
    const { replyMail } = await import('../client-report/reply.ts')
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
    throw new EnvironmentError('OUTPUT_UNWRITABLE', `${file} could not be written: ${error.message}.`, next, {
      cause: error,
    })
  })
}
