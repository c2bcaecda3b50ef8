// Connections and messages per second, driven by Postfix's smtp-source, against stock smtp-server and smtp-sink.
import { type ChildProcess, spawn } from 'node:child_process'
import { freePort, greeted, inTurn, row, runProgram, timed } from './measure.ts'

const SOURCE = '/usr/sbin/smtp-source'
const SINK = '/usr/sbin/smtp-sink'
const STOCK =
  "const { SMTPServer } = require('smtp-server'); new SMTPServer({ authOptional: true, logger: false, disableReverseLookup: true, hideSTARTTLS: true }).listen(Number(process.argv[1]), '127.0.0.1')"

interface Subject {
  name: string
  command: string
  args: (port: number) => string[]
}

const SUBJECTS: readonly Subject[] = [
  {
    name: 'ours',
    command: process.execPath,
    args: (port) => [
      'dist/simulate.cjs',
      'healthy',
      '--port',
      String(port),
      '--host',
      '127.0.0.1',
      '--reporter',
      'json=/dev/null',
    ],
  },
  { name: 'stock smtp-server', command: process.execPath, args: (port) => ['-e', STOCK, String(port)] },
  { name: 'smtp-sink', command: SINK, args: (port) => ['-u', 'nobody', `127.0.0.1:${port}`, '1000'] },
]

export async function benchLoad(): Promise<void> {
  if (!(await isInstalled(SOURCE)))
    return row('connections and messages per second', 'smtp-source (Debian: postfix) is not installed')
  await compare('connections per second, one 1 KiB message each', 3, ['-s', '20', '-l', '1024'], {
    ours: 2000,
    'stock smtp-server': 400,
    'smtp-sink': 2000,
  })
  await compare('messages per second over reused connections', 3, ['-d', '-s', '20', '-l', '1024'], {
    ours: 10_000,
    'stock smtp-server': 10_000,
    'smtp-sink': 10_000,
  })
}

async function compare(
  title: string,
  rounds: number,
  options: readonly string[],
  counts: Readonly<Record<string, number>>,
) {
  const running: ChildProcess[] = []
  const measures: Record<string, () => Promise<number>> = {}
  for (const { name, command, args } of SUBJECTS) {
    if (!(await isInstalled(command))) continue
    const port = await freePort()
    running.push(spawn(command, args(port), { stdio: 'ignore' }))
    await greeted(port)
    const messages = counts[name] ?? 1000
    const source = [...options, '-m', String(messages), `127.0.0.1:${port}`]
    measures[name] = async () => (messages / (await timed(() => runProgram(SOURCE, source)))) * 1000
  }
  const figures = await inTurn(measures, rounds)
  for (const child of running) child.kill('SIGKILL')
  const { ours = Number.NaN, ...peers } = figures
  row(
    title,
    Object.entries(figures)
      .map(([name, figure]) => `${name} ${figure.toFixed(0)}/s`)
      .join(', '),
  )
  for (const [name, figure] of Object.entries(peers)) row(`  ratio to ${name}`, (ours / figure).toFixed(2))
}

async function isInstalled(program: string): Promise<boolean> {
  const { access } = await import('node:fs/promises')
  return access(program).then(
    () => true,
    () => false,
  )
}
