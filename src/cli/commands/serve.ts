// `simulate serve`: the HTTP API and the page, until it is told to stop.
import { randomBytes } from 'node:crypto'
import { writeWhole } from '../../saved/whole-file.ts'
import type { Arguments } from '../arguments.ts'
import type { Command } from '../command.ts'
import { UsageError } from '../exit.ts'
import { isLoopback, warnOfOpenHosts } from '../loopback.ts'
import { PAGE, tellBug } from '../served.ts'
import { onStopSignal } from '../stop-signals.ts'
import { tokenOf } from '../token.ts'
import { version } from '../version.ts'

export const serve: Command = {
  usage: 'serve',
  summary: 'Serves an HTTP API for tests in any language, and a page to watch sessions on.',
  options: {
    host: { value: 'ADDR', doc: 'Listen on this address, played servers too. Default: loopback' },
    port: { value: 'N', doc: 'Port of the API and the page. 0: any free one. Default: 2580' },
    'port-file': { value: 'FILE', doc: 'Write the port there once it is open' },
    ports: { value: 'FROM-TO', doc: 'Ports of played servers. Default: any free ones' },
    token: { value: 'TOKEN', doc: 'Ask for it with every request. Default: none on loopback, else a new one' },
  },
  async run(given, terminal) {
    const [named] = given.positionals
    if (named !== undefined) {
      throw new UsageError(
        `serve takes no scenario: start "${named}" on the page, or play it with "simulate ${named}".`,
      )
    }
    const { startControl } = await import('../../control/control-server.ts')
    const host = given.text('host')
    if (host === '') throw new UsageError('--host: expected an address, such as 127.0.0.1.')
    const isOpen = host !== undefined && !isLoopback(host)
    const token = tokenOf(given) ?? (isOpen ? randomBytes(24).toString('base64url') : null)
    const control = await startControl({
      ...(host !== undefined && { host, smtpHost: host }),
      port: given.integer('port', 2580, [0, 65535]),
      ports: portsOf(given),
      token,
      page: PAGE,
      onBug: (error) => tellBug(error, terminal),
      version: await version(),
    })
    const stopped = new Promise<void>((resolve) => void onStopSignal(resolve))
    try {
      if (isOpen) warnOfOpenHosts([host], terminal)
      const file = given.text('port-file')
      if (file !== undefined) await writePort(file, control.port)
      terminal.out(`${control.url}${token === null ? '' : `?token=${token}`}\n`)
      terminal.out('The page is there, the API under /api/v1, described by /api/v1/openapi.json. Ctrl-C ends it.\n')
      await stopped
    } finally {
      await control.stop()
    }
    return 'pass'
  },
}

function portsOf(given: Arguments): readonly [number, number] | null {
  const text = given.text('ports')
  if (text === undefined) return null
  const [from = Number.NaN, to = Number.NaN] = (/^(\d{1,5})-(\d{1,5})$/.exec(text)?.slice(1) ?? []).map(Number)
  if (from >= 1 && from <= to && to <= 65535) return [from, to]
  throw new UsageError(`--ports ${text}: expected two ports, the lower one first, such as 2525-2575.`)
}

async function writePort(file: string, port: number): Promise<void> {
  await writeWhole(file, `${port}\n`).catch((error: Error) => {
    throw new UsageError(`--port-file ${file}: the file cannot be written: ${error.message}.`)
  })
}
