// The whole catalogue in one process: what is slow, such as a certificate of ten thousand names, waits until a client comes.
import { performance } from 'node:perf_hooks'
import t from 'tap'
import { CATALOGUE } from '../../src/catalogue.ts'
import { startScenario } from '../../src/index.ts'
import { listScenarios } from '../../src/scenario/catalogue.ts'
import { connect } from '../raw-client.ts'

/** Of work, on whatever else the machine is busy with: in real time that is what it takes on an idle one. */
const LIMIT_MS = 3000

t.test('all scenarios start at once within three seconds, and one that has a slow certificate greets', async (t) => {
  const names = await listScenarios(CATALOGUE)
  const before = process.cpuUsage()
  const began = performance.now()
  const servers = await Promise.all(names.map((name) => startScenario(name)))
  const { user, system } = process.cpuUsage(before)
  t.comment(`${names.length} scenarios in ${Math.round(performance.now() - began)} ms`)
  t.ok((user + system) / 1000 < LIMIT_MS, `${(user + system) / 1000} ms of work for ${names.length} scenarios`)
  t.equal(new Set(servers.map(({ port }) => port)).size, names.length, 'each listens on a port of its own')
  const slow = servers[names.indexOf('cert-10000-sans')]
  if (!slow) return t.fail('cert-10000-sans has started')
  {
    await using client = await connect(slow)
    await client.hears('220 *')
    await client.asks('QUIT', '221 *')
  }
  await Promise.all(servers.map((server) => server.stop()))
})
