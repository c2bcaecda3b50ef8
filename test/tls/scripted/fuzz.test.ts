// A slice of the fuzz run, the same in every run; `npm run fuzz` is the long one.
import t from 'tap'
import { fuzz } from './fuzz.ts'

t.test('whatever a client sends, the handshake ends, and one event says how', async (t) => {
  const { flights, established, failed, alerts, wrong } = await fuzz({ flights: 3000, seed: 20 })
  t.strictSame(wrong, [])
  t.equal(flights, 3000)
  t.ok(established > 100, `${established} handshakes survived what was done to them`)
  t.ok(failed > 1000, `${failed} did not`)
  // Decoding, order, protection, and nothing in common: the flights reach every part of the server.
  for (const number of [10, 20, 40, 47, 50, 51, 70]) t.ok(alerts.get(number), `alert ${number}`)
})
