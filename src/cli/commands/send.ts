// `simulate send`: one mail as a product of the seeds sends it, with that product's settings, log and queue.
import type { Identity, Target } from '../../send/index.ts'
import { visible } from '../../transcript/visible.ts'
import type { Arguments } from '../arguments.ts'
import type { Command, Terminal } from '../command.ts'
import { type ExitName, UsageError } from '../exit.ts'
import { pemOf } from '../pem-file.ts'

export const send: Command = {
  usage: 'send <host:port>',
  summary: 'Sends one mail as a known product does; "simulate send --list" shows all.',
  options: {
    as: { value: 'NAME', doc: 'The sender, such as exchange-2016' },
    set: { value: 'KEY=VALUE', several: true, doc: 'A setting of the product' },
    log: { doc: "Show the product's own log" },
    list: { doc: 'Show all senders' },
    settings: { doc: 'With --as: show the settings as that product prints them, and send nothing' },
    from: { value: 'ADDRESS', doc: 'Sender of the mail. Default: alarms@example.com' },
    to: { value: 'ADDRESS', several: true, doc: 'Recipient of the mail. Default: desk@example.org' },
    ca: { value: 'FILE', doc: 'Trust the authorities in this file (PEM)' },
    cert: { value: 'FILE', doc: "The certificate in the sender's store (PEM); wants --key" },
    key: { value: 'FILE', doc: 'Its private key (PEM)' },
  },
  async run(given, terminal) {
    // Loaded here: no other command needs it.
    const { sendAs, settingsAs, listSenders } = await import('../../send/index.ts')
    if (given.on('list')) {
      terminal.out(`${listSenders().join('\n')}\n`)
      return 'pass'
    }
    const name = given.text('as')
    if (name === undefined) throw new UsageError('Which sender? Name one with --as; "simulate send --list" shows all.')
    const settings = settingsOf(given)
    if (given.on('settings')) {
      terminal.out(`${settingsAs(name, settings).join('\n')}\n`)
      return 'pass'
    }
    const [address, ...more] = given.positionals
    if (address === undefined || more.length > 0)
      throw new UsageError('Where to? Name one server, such as localhost:2525.')
    const target = { ...addressOf(address), ...(await materialsOf(given)) }
    const from = given.text('from')
    const to = given.all('to')
    const report = await sendAs(name, settings, target, {
      mail: { ...(from !== undefined && { from }), ...(to.length > 0 && { to }) },
      onLine: given.on('log') ? (line) => show(terminal, [line]) : () => {},
    })
    const { says, secured, error, queue } = report
    const how = says === 'delivered' ? `delivered, ${secured ? 'encrypted' : 'in clear'}` : SAYS[says]
    show(terminal, [`${name}: ${how}${error === null ? '' : `: ${error}`}`, ...queue])
    return EXITS[says]
  },
}

const SAYS = { failed: 'not delivered', cannot: 'cannot be played here' } as const

const EXITS: Readonly<Record<'delivered' | 'failed' | 'cannot', ExitName>> = {
  delivered: 'pass',
  failed: 'client-failed',
  cannot: 'cannot',
}

/** What a server says is in these lines. */
function show({ out }: Terminal, lines: readonly string[]): void {
  const all = lines.flatMap((line) => line.split('\n'))
  out(all.map((line) => `${visible(line)}\n`).join(''))
}

function settingsOf(given: Arguments): Record<string, string> {
  return Object.fromEntries(
    given.all('set').map((pair) => {
      const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
      if (key === undefined || value === undefined) {
        throw new UsageError(`--set ${pair}: expected KEY=VALUE, such as RequireTLS=True.`)
      }
      return [key.trim(), value]
    }),
  )
}

function addressOf(address: string): { host: string; port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(address) ?? []
  const host = bracketed ?? plain
  const port = Number(digits)
  if (host !== undefined && port > 0 && port <= 65535) return { host, port }
  throw new UsageError(`${address}: expected HOST:PORT, such as localhost:2525 or [::1]:25.`)
}

async function materialsOf(given: Arguments): Promise<Pick<Target, 'ca' | 'identity'>> {
  const ca = await pemOf(given, 'ca')
  const cert = await pemOf(given, 'cert')
  const key = await pemOf(given, 'key')
  if ((cert === undefined) !== (key === undefined)) throw new UsageError('--cert and --key go together.')
  const identity: Identity | undefined = cert !== undefined && key !== undefined ? { cert, key } : undefined
  return { ...(ca !== undefined && { ca }), ...(identity && { identity }) }
}
