// How long until a client can talk, and until a server is gone.
import { connect, type Socket } from 'node:net'
import { startScenario } from '../../src/index.ts'
import { greeted, inTurn, median, processToGreeting, row, timed } from './measure.ts'

const BARE =
  "require('node:net').createServer((s) => s.end('220 x\\r\\n')).listen(Number(process.argv[1]), '127.0.0.1')"
const STOCK =
  "const { SMTPServer } = require('smtp-server'); new SMTPServer({ authOptional: true, logger: false }).listen(Number(process.argv[1]), '127.0.0.1')"

export async function benchStart(): Promise<void> {
  const figures = await inTurn(
    {
      bare: () => processToGreeting((port) => ['-e', BARE, String(port)]),
      stock: () => processToGreeting((port) => ['-e', STOCK, String(port)]),
      ours: () => processToGreeting((port) => ['dist/simulate.cjs', 'healthy', '--port', String(port)]),
    },
    9,
  )
  const { bare = Number.NaN, stock = Number.NaN, ours = Number.NaN } = figures
  row(
    'process to first greeting',
    `${ours.toFixed(0)} ms; bare Node ${bare.toFixed(0)} ms, stock smtp-server ${stock.toFixed(0)} ms`,
  )
  row('  ratio to bare Node (goal 1.5)', (ours / bare).toFixed(2))
}

export async function benchEmbedding(): Promise<void> {
  const starts: number[] = []
  const stops: number[] = []
  for (let round = 0; round <= 100; round++) {
    const started = performance.now()
    const server = await startScenario('healthy')
    await greeted(server.port)
    if (round > 0) starts.push(performance.now() - started)
    const idle = await Promise.all(Array.from({ length: 20 }, () => openIdle(server.port)))
    const stop = await timed(server.stop)
    if (round > 0) stops.push(stop)
    for (const socket of idle) socket.destroy()
  }
  row('startScenario to greeting (goal 5 ms, limit 10 ms)', `${median(starts).toFixed(1)} ms`)
  row('stop() with 20 live idle sockets (goal 50 ms)', `${median(stops).toFixed(1)} ms`)
  const many = await timed(async () => {
    const servers = await Promise.all(Array.from({ length: 500 }, () => startScenario('healthy')))
    await Promise.all(servers.map((server) => server.stop()))
  })
  row('500 servers started and stopped (goal 1 s to start)', `${many.toFixed(0)} ms`)
}

function openIdle(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', reject)
    socket.once('data', () => {
      socket.off('error', reject).on('error', () => {})
      resolve(socket)
    })
  })
}
