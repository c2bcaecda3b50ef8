// Each legacy suite, spoken by stacks that share no code with the server: in every version, a mail that arrives whole.
import t, { type Test } from 'tap'
import { type ScenarioServer, startScenario } from '../../src/index.ts'
import { CELLS, type Cell, isServedByOpenssl } from './peers/cells.ts'
import { messageOf } from './peers/message.ts'
import { requirePeer, runPeer } from './peers/run-peer.ts'
import { nextSession } from './session.ts'

// Some records of the largest size, so that counters and chained blocks go on from one to the next.
const BODY_BYTES = 40_000

// More than seven hundred deliveries, on a machine that may be busy with other tests.
t.setTimeout(300_000)
t.jobs = 3

for (const [title, cells] of byServer()) {
  t.test(title, async (t) => {
    await delivers(t, 'scripted', cells)
    const served = cells.filter(isServedByOpenssl)
    // Both layers must agree, wherever OpenSSL still can.
    if (served.length > 0) await delivers(t, 'openssl', served)
  })
}

/** One server for all peers of these cells, with nothing on offer but their suite in their version. */
async function delivers(t: Test, engine: 'scripted' | 'openssl', cells: readonly Cell[]): Promise<void> {
  const [{ version, suite, certificate } = none()] = cells
  const tls = { engine, versions: [version], ciphers: [suite], ...(certificate && { certificate }) }
  await t.test(`${engine} layer`, async (t) => {
    await using server = await startScenario({ server: { tls } })
    for (const cell of cells) {
      await t.test(
        cell.peer,
        requirePeer(cell.peer, (t) => delivery(t, server, cell)),
      )
    }
  })
}

async function delivery(t: Test, server: ScenarioServer, { peer, version, suite, sslv2Hello }: Cell): Promise<void> {
  server.reset()
  const result = await runPeer(peer, {
    port: server.port,
    version,
    suite,
    bodyBytes: BODY_BYTES,
    sslv2Hello,
    // An anonymous server shows no certificate that could be checked.
    ...(!suite.includes('_anon_') && { ca: server.ca }),
  })
  const agreed = { version, suite }
  const end = peer === 'go' ? null : 'close_notify'
  t.same(result, { delivered: true, ...agreed, alert: null, end, error: null }, 'what the peer says')

  const session = await nextSession(server)
  t.match(session.the('tls.hello-received').hello, { framing: sslv2Hello ? 'sslv2' : 'tls' })
  t.match(session.the('tls.established'), agreed)
  t.match(session.the('smtp.message-accepted'), { secured: true })
  const [message, ...more] = server.messages
  t.same(more, [])
  // The server puts its own headers on top.
  const raw = message?.raw.toString('latin1') ?? ''
  t.ok(raw.slice(raw.indexOf('From: ')) === messageOf(BODY_BYTES), 'the message as it was sent')
}

/** The cells that one server can serve, by what it offers. */
function byServer(): Map<string, Cell[]> {
  const groups = new Map<string, Cell[]>()
  for (const cell of CELLS) {
    const { version, suite, certificate, sslv2Hello } = cell
    const extras = [certificate && ` with ${certificate}`, sslv2Hello && ' behind a hello of SSLv2'].filter(Boolean)
    const title = `${version} ${suite}${extras.join('')}`
    groups.set(title, [...(groups.get(title) ?? []), cell])
  }
  return groups
}

function none(): never {
  throw new RangeError('A server needs a cell')
}
