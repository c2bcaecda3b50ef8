// `npm run fuzz [FLIGHTS] [SEED]`: spoils flights of clients until one of them does harm; 200,000 unless told otherwise.
import { fuzz } from './fuzz.ts'

const [flights = 200_000, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number)
const SLICE = 10_000
let done = 0
let worst = 0
const totals = { established: 0, failed: 0, alerts: new Map<number, number>() }
for (let part = 0; done < flights; part++) {
  const { wrong, ...counts } = await fuzz({ flights: Math.min(SLICE, flights - done), seed: seed + part })
  if (wrong.length > 0) {
    process.stdout.write(`${wrong.join('\n\n')}\n`)
    process.exit(1)
  }
  done += counts.flights
  totals.established += counts.established
  totals.failed += counts.failed
  for (const [number, times] of counts.alerts) totals.alerts.set(number, (totals.alerts.get(number) ?? 0) + times)
  worst = Math.max(worst, process.memoryUsage().rss)
}
const alerts = [...totals.alerts].sort(([a], [b]) => a - b).map(([number, times]) => `${number}: ${times}`)
process.stdout.write(
  `${done} flights from seed ${seed}: ${totals.established} handshakes survived, ${totals.failed} failed\n`,
)
process.stdout.write(`alerts sent: ${alerts.join(', ')}\nmemory at most ${Math.round(worst / 2 ** 20)} MiB\n`)
