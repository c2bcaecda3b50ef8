// Plays a pair: a server of its own, the real client once, and the judgement, with the control as `check` has it.
import { readFileSync } from 'node:fs'
import { CATALOGUE } from '../../src/catalogue.ts'
import { startScenario } from '../../src/index.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import type { Policy } from '../../src/scenario/words.ts'
import { judge } from '../../src/verdict/judge.ts'
import type { Judgement } from '../../src/verdict/judgement.ts'
import { vocabulary } from '../../src/vocabulary.ts'
import { InteractiveClient, run } from '../clients/client.ts'
import { connected, RECIPIENT, SENDER } from '../clients/mailers.ts'
import { PEER_VERSIONS } from '../clients/peers/peer.ts'
import { runPeer } from '../clients/peers/run-peer.ts'
import { aged } from '../transcript/aged.ts'
import { fill, type Materials } from './materials.ts'
import type { Pair } from './pair.ts'

export interface Played {
  judgement: Judgement
  /** The same transcript, judged as it is and after a long run in which it has left the recorder. */
  judged: { now: Judgement; afterALongRun: Judgement }
  /** What the client did, for whoever has to find out why. */
  client: { delivered: boolean; output: string }
  verbs: string
}

/** Plays pairs, at most `slots` at a time; the controls are played once for each setting and policy. */
export function createPlayer(materials: Materials, slots: number): (pair: Pair) => Promise<Played> {
  const controls = new Map<string, Promise<Played>>()
  const limited = limiter(slots)
  const playOf = ({ command, policy }: Pair, scenario: string, control: Judgement | null) =>
    limited(() => play({ command, scenario, policy, materials, control }))
  const controlOf = (pair: Pair) => {
    const key = `${pair.policy} ${pair.command}`
    const known = controls.get(key) ?? playOf(pair, 'healthy', null)
    controls.set(key, known)
    return known
  }
  return async (pair) => {
    const control = await controlOf(pair)
    return pair.scenario === 'healthy' ? control : playOf(pair, pair.scenario, control.judgement)
  }
}

interface Play {
  command: string
  scenario: string
  policy: Policy
  materials: Materials
  control: Judgement | null
}

async function play({ command, scenario: name, policy, materials, control }: Play): Promise<Played> {
  await using server = await startScenario(name, { settleMs: 0 })
  const client = await send(command, { ...materials, host: server.host, port: `${server.port}` })
  if (!client.delivered) server.reportClientError(client.output)
  const told: Judgement = await server.judge({ policy, ...(control && { control }) })
  const scenario = await loadScenario(name, { vocabulary, catalogue: CATALOGUE })
  const { transcript } = server
  const says = client.delivered ? 'delivered' : 'failed'
  const judged = (events: typeof transcript) =>
    judge({ scenario, transcript: events, policy, client: { says }, control, settleMs: 0 })
  const now = judged(transcript)
  // The embedding API hears of failures only; that the client claims delivery counts, too.
  const judgement = client.delivered ? now : told
  const verbs = server.transcript.flatMap((event) =>
    event.event === 'smtp.command-received' ? [`${event.verb || '-'}${event.secured ? '*' : ''}`] : [],
  )
  const afterALongRun = judged(aged(transcript).events)
  return { judgement, judged: { now, afterALongRun }, client, verbs: verbs.join(' ') }
}

/** Those that only carry what is typed into them. */
const TYPED = ['openssl', 'gnutls-cli']

const TEXT = 'The disk is full.'
const MAIL = [`From: ${SENDER}`, `To: ${RECIPIENT}`, 'Subject: an alarm', '', TEXT, ''].join('\r\n')

async function send(command: string, values: Materials): Promise<Played['client']> {
  const words = command.split(' ').map((word) => fill(word, values))
  const assigned = words.findIndex((word) => !/^[A-Z_]+=/.test(word))
  const env = Object.fromEntries(words.slice(0, assigned).map((word) => word.split('=', 2) as [string, string]))
  const [program = '', ...args] = words.slice(assigned)
  if (TYPED.includes(program)) return typed(new InteractiveClient(program, args, { env }))
  if (program === 'jsse') return delivered(args)
  const { exitCode, output } = await run(program, args, { env, input: MAIL })
  return { delivered: exitCode === 0, output }
}

/** `jsse PORT CA --from=VERSION SUITE...`, up to TLS 1.2, or `--only=VERSION`: the program of ours that is started once. */
async function delivered([port, ca = '', limit = '', ...suite]: string[]): Promise<Played['client']> {
  const version = PEER_VERSIONS.find((each) => limit.endsWith(`=${each}`)) ?? 'TLSv1.2'
  const offer = { version, upTo: limit.startsWith('--only=') ? version : 'TLSv1.2', suite } as const
  const result = await runPeer('jsse', { port: Number(port), ca: readFileSync(ca, 'utf8'), ...offer })
  return { delivered: result.delivered, output: result.error ?? '' }
}

/** Types a mail as long as each reply is the one that it goes on with. */
async function typed(client: InteractiveClient): Promise<Played['client']> {
  const turns: [string[], string][] = [
    [['EHLO client.test'], '250'],
    [[`MAIL FROM:<${SENDER}>`], '250'],
    [[`RCPT TO:<${RECIPIENT}>`], '250'],
    [['DATA'], '354'],
    [['Subject: an alarm', '', TEXT, '.'], '250'],
  ]
  let delivered = false
  try {
    await connected(client)
    for (const [at, [lines, code]] of turns.entries()) {
      client.says(...lines)
      const heard = await client.hears(/^[2-5]\d\d /m)
      if (!new RegExp(`^${code} `, 'm').test(heard)) break
      delivered = at === turns.length - 1
    }
    client.finishes('QUIT\r\n')
  } catch {
    // It ended before the mail was through.
  }
  const { output } = await client.ended
  return { delivered, output }
}

function limiter(slots: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let free = slots
  return async (task) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
