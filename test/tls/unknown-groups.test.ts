// A group that OpenSSL lacks is asked for once, and leaves nothing behind that spoils the next use of OpenSSL.
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import { CATALOGUE } from '../../src/catalogue.ts'
import { planOf } from '../../src/plan-of.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { chooseLayer } from '../../src/tls/engines.ts'
import { vocabulary } from '../../src/vocabulary.ts'

t.test('a key can be imported right after the choice of the engine', async (t) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = privateKey.export({ type: 'pkcs8', format: 'der' })
  const [server] = planOf(await loadScenario('dh512', { vocabulary, catalogue: CATALOGUE })).servers
  if (!server) throw new Error('a plan without a server')
  t.match(chooseLayer(server.tls), { layer: { name: 'scripted' }, because: /the groups dh512/ })
  t.doesNotThrow(() => createPrivateKey({ key, format: 'der', type: 'pkcs8' }))
})
