import t from 'tap'
import { facts, inSessions, rule, ruleBook } from './rule-suite.ts'

const yes = true
const no = false

t.test('first: n speaks in the first n sessions', (t) => {
  t.strictSame(inSessions(4, { first: 2 }), [yes, yes, no, no])
  t.end()
})

t.test('every: n speaks in every n-th session', (t) => {
  t.strictSame(inSessions(6, { every: 3 }), [no, no, yes, no, no, yes])
  t.strictSame(inSessions(3, { every: 1 }), [yes, yes, yes])
  t.end()
})

t.test('chance: 0 never speaks, chance: 1 always', (t) => {
  t.notOk(inSessions(500, { chance: 0 }).includes(yes))
  t.notOk(inSessions(500, { chance: 1 }).includes(no))
  t.end()
})

t.test('chance speaks in about its share of the sessions', (t) => {
  const share = inSessions(4000, { chance: 0.25 }).filter(Boolean).length / 4000
  // Five standard deviations of a binomial distribution are 0.034.
  t.ok(Math.abs(share - 0.25) < 0.035, `${share} of the sessions`)
  t.end()
})

t.test('chance repeats itself with the same seed, and differs with another, or for another rule', (t) => {
  const drawn = inSessions(64, { chance: 0.5 }, { seed: 7 })
  t.strictSame(inSessions(64, { chance: 0.5 }, { seed: 7 }), drawn)
  t.notSame(inSessions(64, { chance: 0.5 }, { seed: 8 }), drawn)
  t.notSame(inSessions(64, { chance: 0.5 }, { seed: 7, id: 1 }), drawn)
  t.end()
})

t.test('a ramp goes from its first chance to its last over so many sessions, then stays', (t) => {
  const drawn = inSessions(3000, { ramp: { from: 0, to: 1, over: 2000 } })
  const share = (from: number, to: number) => drawn.slice(from, to).filter(Boolean).length / (to - from)
  t.ok(share(0, 500) < 0.25, 'few at first')
  t.ok(share(0, 500) < share(500, 1000) && share(500, 1000) < share(1000, 1500), 'more and more')
  t.equal(share(2000, 3000), 1, 'all in the end')
  t.notOk(drawn[0], 'the first session draws with the first chance')
  t.end()
})

t.test('a ramp over one session is at its last chance at once', (t) => {
  t.strictSame(inSessions(3, { ramp: { from: 0, to: 1, over: 1 } }), [yes, yes, yes])
  t.end()
})

t.test('a repeat inside a session gets the same answer and counts once', (t) => {
  const book = ruleBook()
  const rules = [rule({ times: { first: 1, per: 'server' } })]
  const spoke = [1, 1, 2, 1, 2, 3].map((session) => book.decide(rules, 'MAIL', facts({ session })) !== null)
  t.strictSame(spoke, [yes, yes, no, yes, no, no])
  t.end()
})

t.test('chance is drawn once per session', (t) => {
  const book = ruleBook()
  const rules = [rule({ times: { chance: 0.5, per: 'server' } })]
  for (let session = 1; session <= 50; session++) {
    const spoke = [1, 2, 3].map(() => book.decide(rules, 'MAIL', facts({ session })) !== null)
    t.equal(new Set(spoke).size, 1, `session ${session}`)
  }
  t.end()
})

t.test('per: source counts each address apart', (t) => {
  const about = (session: number) => ({ from: session % 2 === 0 ? '127.0.0.2' : '127.0.0.1' })
  t.strictSame(inSessions(6, { first: 1, per: 'source' }, { about }), [yes, yes, no, no, no, no])
  t.end()
})

t.test('per: envelope counts source, sender and recipients apart, in any order of recipients', (t) => {
  const book = ruleBook()
  const rules = [rule({ times: { first: 1, per: 'envelope' } })]
  let session = 0
  const spoke = (from: string, sender: string, ...recipients: string[]) =>
    book.decide(rules, 'MAIL', facts({ session: ++session, from, sender, recipients })) !== null
  t.ok(spoke('127.0.0.1', 'a@x.org', 'b@y.org'))
  t.notOk(spoke('127.0.0.1', 'a@x.org', 'b@y.org'), 'the same again')
  t.ok(spoke('127.0.0.2', 'a@x.org', 'b@y.org'), 'another source')
  t.ok(spoke('127.0.0.1', 'c@x.org', 'b@y.org'), 'another sender')
  t.ok(spoke('127.0.0.1', 'a@x.org', 'b@y.org', 'd@y.org'), 'more recipients')
  t.notOk(spoke('127.0.0.1', 'a@x.org', 'd@y.org', 'b@y.org'), 'the same in another order')
  t.end()
})

t.test('per: session counts the matches inside each session', (t) => {
  const book = ruleBook()
  const rules = [rule({ times: { first: 2, per: 'session' } })]
  const spoke = [1, 1, 1, 2, 2, 2].map((session) => book.decide(rules, 'MAIL', facts({ session })) !== null)
  t.strictSame(spoke, [yes, yes, no, yes, yes, no])
  t.end()
})

t.test('a rule that several servers share counts for all of them, two rules count apart', (t) => {
  const book = ruleBook()
  const once = { first: 1, per: 'server' } as const
  t.ok(book.decide([rule({ id: 3, name: 'server.rules[0]', times: once })], 'MAIL', facts({ session: 1 })))
  t.notOk(
    book.decide([rule({ id: 3, name: 'server.policies[0].rules[0]', times: once })], 'MAIL', facts({ session: 2 })),
  )
  t.ok(book.decide([rule({ id: 4, times: once })], 'MAIL', facts({ session: 3 })))
  t.end()
})

t.test('a window starts the count anew', (t) => {
  const time = { ms: 0 }
  const book = ruleBook({ time })
  const rules = [rule({ times: { first: 1, per: 'server', windowMs: 60_000 } })]
  const at = (ms: number, session: number) => {
    time.ms = ms
    return book.decide(rules, 'MAIL', facts({ session })) !== null
  }
  t.ok(at(1000, 1))
  t.notOk(at(60_999, 2), 'still inside')
  t.ok(at(61_000, 3), 'a minute after the first')
  t.notOk(at(61_001, 4))
  t.end()
})

t.test('an ended session leaves nothing behind but the counts', (t) => {
  const book = ruleBook()
  const rules = [
    rule({ id: 0, times: { every: 1000, per: 'server' } }),
    rule({ id: 1, times: { every: 1000, per: 'session' } }),
  ]
  for (let session = 1; session <= 50; session++) {
    book.decide(rules, 'MAIL', facts({ session }))
    t.equal(book.size, 2, 'one counter for the server, one for the open session')
    book.sessionEnded(session)
    t.equal(book.size, 1)
  }
  t.end()
})

t.test('counters of ever new sources are bounded', (t) => {
  const book = ruleBook()
  const rules = [rule({ times: { first: 1, per: 'source' } })]
  for (let session = 1; session <= 100_100; session++) {
    book.decide(rules, 'MAIL', facts({ session, from: `source ${session}` }))
    book.sessionEnded(session)
  }
  t.equal(book.size, 100_000)
  const spoke = (source: number) =>
    book.decide(rules, 'MAIL', facts({ session: 1e6 + source, from: `source ${source}` }))
  t.notOk(spoke(100_100), 'the newest is known')
  t.ok(spoke(1), 'the oldest is forgotten')
  t.end()
})

t.test('clear forgets all counts', (t) => {
  const book = ruleBook()
  const rules = [rule({ times: { first: 1, per: 'server' } })]
  t.ok(book.decide(rules, 'MAIL', facts({ session: 1 })))
  t.notOk(book.decide(rules, 'MAIL', facts({ session: 2 })))
  book.clear()
  t.ok(book.decide(rules, 'MAIL', facts({ session: 2 })), 'also what was decided for an open session')
  t.end()
})
