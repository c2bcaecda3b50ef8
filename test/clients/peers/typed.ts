// A delivery typed into one of the two command lines that only carry what is typed: `openssl s_client` and `gnutls-cli`.
import { readFileSync } from 'node:fs'
import type { InteractiveClient, Run } from '../client.ts'
import type { PeerJob } from './peer.ts'

/** `problem` is the reply that was not the one expected. */
export interface Typed {
  delivered: boolean
  problem: string | null
  run: Run
}

/**
 * Types the mail once `ready` is printed, each line after the reply to the one before, and waits until the server has
 * closed. A client that ends before is no error here: what it printed tells.
 */
export async function typeDelivery(client: InteractiveClient, job: PeerJob, ready: RegExp): Promise<Typed> {
  const content = readFileSync(job.messageFile, 'utf8').replace(/\r\n$/, '').split('\r\n')
  const turns: [code: number, ...lines: string[]][] = [
    [250, 'EHLO client.test'],
    [250, `MAIL FROM:<${job.sender}>`],
    [250, `RCPT TO:<${job.recipient}>`],
    [354, 'DATA'],
    [250, ...content, '.'],
  ]
  let delivered = false
  let problem: string | null = null
  try {
    await client.hears(ready)
    for (const [code, ...lines] of turns) {
      problem = await turn(client, code, lines)
      if (problem) break
    }
    delivered = problem === null
    problem = (await turn(client, 221, ['QUIT'])) ?? problem
  } catch {
    // It ended, or was ended at its limit.
  }
  const run = await client.ended.catch((error: Error) => ({
    exitCode: null,
    stdout: '',
    stderr: '',
    output: error.message,
  }))
  return { delivered, problem, run }
}

// All of it: a reply that is only half there could still become another.
const LAST_LINE = /^(\d{3} [^\r\n]*)\r?\n/m

/** Null when the reply has this code, else the reply. */
async function turn(client: InteractiveClient, code: number, lines: string[]): Promise<string | null> {
  client.says(...lines)
  const heard = await client.hears(LAST_LINE)
  const reply = LAST_LINE.exec(heard)?.[1] ?? ''
  return reply.startsWith(`${code} `) ? null : `reply: ${reply}`
}
