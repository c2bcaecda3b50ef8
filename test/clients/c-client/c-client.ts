// The monitoring probe of the emailgtw story: a program on UW c-client, the library that speaks in that probe's log.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Run, run } from '../client.ts'
import { RECIPIENT, SENDER, type Target } from '../mailers.ts'

interface Login {
  user: string
  password: string
}

/** `flags` as the library writes them behind a host: `/tls`, `/novalidate-cert`; without a login it says no AUTH. */
export async function cClient(
  { host, port }: Target,
  flags: string,
  {
    login = { user: '', password: '' },
    ...options
  }: { login?: Login; env?: Record<string, string>; limitMs?: number } = {},
): Promise<Run> {
  program ??= compile()
  const args = [`${host}:${port}${flags}`, login.user, login.password, SENDER, RECIPIENT]
  return run(await program, args, options)
}

let program: Promise<string> | null = null

/** Compiles once per process; the folder goes with the process. */
async function compile(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'smtp-simulator-c-client-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const source = fileURLToPath(new URL('send-one-mail.c', import.meta.url))
  const compiled = join(folder, 'send-one-mail')
  const { exitCode, output } = await run('gcc', ['-Wall', '-o', compiled, source, '-lc-client'])
  if (exitCode !== 0) throw new Error(`send-one-mail.c does not compile:\n${output}`)
  return compiled
}
