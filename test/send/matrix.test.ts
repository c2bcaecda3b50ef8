// Every setting of four products against eight servers: the mail goes as the seed says (matrix.ts).
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { sendAs, senders, settingsAs } from '../../src/send/index.ts'
import { senderNamed } from '../../src/send/senders/index.ts'
import { MATRIX, type Row, SCENARIOS } from './matrix.ts'

const LETTERS = { encrypted: 'E', 'in-clear': 'C', none: 'N' } as const

for (const [at, scenario] of SCENARIOS.entries()) {
  t.test(scenario, async (t) => {
    await using server = await startScenario(scenario)
    const identity = await server.clientCertificate()
    for (const row of MATRIX) {
      server.reset()
      const target = { host: server.host, port: server.port, ca: server.ca, ...(row.certificate && { identity }) }
      const { says, secured, log, error } = await sendAs(row.sender, row.settings, target)
      const outcome = outcomeOf(server.messages)
      const title = `${titleOf(row)}: ${row.from}`
      t.equal(LETTERS[outcome], row.outcomes.split(' ')[at], title, { log: log.join('\n'), error })
      t.equal(says === 'delivered', outcome !== 'none', `${titleOf(row)}: what it says is what happened`)
      t.equal(secured, outcome === 'none' ? null : outcome === 'encrypted', `${titleOf(row)}: how it went`)
    }
  })
}

t.test('every setting and every word of these products is in the table', async (t) => {
  const products = senders.filter((name) => /^(exchange-2016|securemail|cisco|mailmarshal)/.test(name))
  t.same([...new Set(MATRIX.map(({ sender }) => sender))].sort(), [...products].sort())
  for (const name of products) {
    const rows = MATRIX.filter(({ sender }) => sender === name)
    for (const [key, { words = [], standard }] of Object.entries(senderNamed(name).settings)) {
      const used = rows.flatMap(({ settings }) => (key in settings ? [String(settings[key])] : []))
      t.ok(used.length > 0, `${name} ${key}`)
      if (typeof standard === 'boolean') continue
      for (const word of words) {
        t.ok(used.some((value) => value.includes(word)) || word === standard, `${name} ${key}=${word}`)
      }
    }
  }
})

t.test('each row can be set, and has a letter for every server', async (t) => {
  for (const row of MATRIX) {
    t.doesNotThrow(() => settingsAs(row.sender, row.settings), titleOf(row))
    t.match(row.outcomes, /^([ECN] ){7}[ECN]$/, titleOf(row))
  }
})

function outcomeOf(messages: readonly { secured: boolean }[]): keyof typeof LETTERS {
  if (messages.length === 0) return 'none'
  return messages.every(({ secured }) => secured) ? 'encrypted' : 'in-clear'
}

function titleOf({ sender, settings, certificate }: Row): string {
  return `${sender} ${JSON.stringify(settings)}${certificate ? ' with a certificate' : ''}`
}
