import t from 'tap'
import { tableReport } from '../../src/report/table.ts'
import {
  ALL,
  BROKEN,
  HOSTILE,
  IN_CLEAR,
  NOTHING_CAME,
  OPTIONS,
  PASSED,
  resultOf,
  resultSaying,
  SKIPPED,
  UNCONFIRMED,
  UNSEEN,
} from './results.ts'

const render = (results: typeof ALL, options = OPTIONS) => tableReport.render(results, options)

t.test('one row per scenario, and the counts at the end', async (t) => {
  const lines = render([PASSED, UNCONFIRMED, SKIPPED]).split('\n')
  t.same(lines.slice(0, 5), [
    'scenario          outcome    leak  verdict             diagnosis',
    '-'.repeat(80),
    'healthy           encrypted  none  pass',
    'starttls-removed  none       none  pass (unconfirmed)',
    'rc4               none       none  skipped             not-served-here',
  ])
  t.equal(lines.at(-2), '3 scenarios: 1 pass (unconfirmed), 1 pass, 1 skipped (policy mandatory)')
})

t.test('causes that do not fit beside stand below their rows', async (t) => {
  const long = resultOf('a-scenario-with-a-rather-long-name', {
    leak: 'credentials',
    basis: 'silence',
    confirmed: false,
    diagnoses: [{ id: 'what-happened-in-many-words', cause: '', advice: '', reference: '', events: [] }],
  })
  const lines = render([long]).split('\n')
  t.match(lines[0], /^scenario +outcome {4}leak {9}verdict$/)
  t.match(lines[2], /^a-scenario-with-a-rather-long\.\.\. +encrypted {2}credentials {2}pass \(unconfirmed\)$/)
  t.equal(lines[3], '  what-happened-in-many-words')
})

t.test('a failure is told: expected beside what the client did, the cause, what to do', async (t) => {
  t.match(
    render([IN_CLEAR]),
    `
fail  no-starttls: No STARTTLS
  The client: exit code 0, it says delivered.

  expected                          | client did
  ----------------------------------+-------------------------------------------
  connects                          | connects
  EHLO probe.example                | EHLO probe.example
  no-leak: nothing outside TLS      | MAIL FROM:<anna@example.com>:        <<<<<
                                    | envelope in clear

  starttls-not-offered
    The server does not list STARTTLS.
    To do: Turn it on.
    See: RFC 3207
`,
  )
})

t.test('what is inconclusive or skipped says why, a bug of ours what broke', async (t) => {
  t.match(render([NOTHING_CAME]), '\ninconclusive  cut: About cut\n  No client connected.\n')
  t.match(render([SKIPPED]), '\nskipped  rc4: About rc4\n  No RC4 on this machine\n')
  t.match(render([BROKEN]), '\nbug of the simulator  drip: About drip\n  TypeError: x')
})

t.test('what passes is only a row', async (t) => {
  t.notMatch(render([PASSED, UNCONFIRMED]), /About/)
})

t.test('a control that could not deliver is said first', async (t) => {
  const said = render([PASSED], { ...OPTIONS, control: { ...IN_CLEAR, scenario: 'healthy' } })
  t.match(said, /^control: healthy: in-clear\. The client could not deliver/)
})

t.test('colour only where it is allowed, and then around the same words', async (t) => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape codes of colours are what is looked for
  const codes = /\x1b\[\d+m/g
  const coloured = render(ALL, { ...OPTIONS, colour: true })
  t.match(coloured, codes)
  t.equal(coloured.replace(codes, ''), render(ALL))
})

for (const [name, text] of Object.entries({ ...HOSTILE, long: 'x'.repeat(500), words: 'word '.repeat(100) })) {
  t.test(`${name}: 80 columns, nothing hidden, no line of its own`, async (t) => {
    const lines = render([resultSaying(text)]).split('\n')
    t.same(
      lines.filter((line) => line.length > 80),
      [],
    )
    t.same(
      lines.filter((line) => UNSEEN.test(line)),
      [],
    )
    t.same(
      lines.filter((line) => /^\s*::|##\[/.test(line)),
      [],
      'nothing that GitHub would take for a command',
    )
  })
}
