// The shards of a check, merged: every report is that of the whole check, apart from times.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { folder, simulate } from '../cli/command.ts'
import { check, checked, client, documentOf } from './command.ts'

const SCENARIOS = ['no-starttls', 'healthy', 'cert-expired', 'tls12-only', 'tls-required', 'relay-in-clear']
const REPORTS = ['json', 'junit', 'html', 'tap', 'default', 'github', 'inbound-messages-csv'] as const
const SHARDS = 3

// Some fifty runs of the command, each with its clients.
t.setTimeout(300_000)

/** `--reporter` for each of them, into files of this name. */
const into = (place: string, name: string) =>
  REPORTS.flatMap((report) => ['--reporter', `${report}=${join(place, `${name}.${report}`)}`])

/** What is left of a report without its times. */
function timeless(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z| UTC)?/g, '<date>')
    .replace(/\d+\.\d{3}/g, '<seconds>')
    .replace(/ in \d+\.\d s/g, ' in <seconds>')
    .replace(/("?durationMs"?: )\d+/g, '$1<ms>')
    .replace(/(#\d+) +(?=<seconds>)/g, '$1 ')
}

/** Checks the whole and its shards with these arguments and this client, merges, and compares every report. */
async function sameReports(t: Test, args: readonly string[], command: readonly string[]): Promise<void> {
  await using place = await folder()
  const whole = await check([...SCENARIOS, ...args, ...into(place.path, 'whole')], command)
  const files: string[] = []
  for (let index = 1; index <= SHARDS; index++) {
    const file = join(place.path, `shard-${index}.json`)
    await check([...SCENARIOS, ...args, '--shard', `${index}/${SHARDS}`, '--reporter', `json=${file}`], command)
    files.push(file)
  }
  // The order of the files is not that of the shards.
  const merged = await simulate(['merge', ...files.reverse(), ...into(place.path, 'merged')])
  t.equal(merged.exit, whole.exit)
  for (const report of REPORTS) {
    const [expected = '', found = ''] = await Promise.all(
      ['whole', 'merged'].map((name) => readFile(join(place.path, `${name}.${report}`), 'utf8')),
    )
    t.ok(expected.length > 20, `${report} says something`)
    t.equal(timeless(found), timeless(expected), report)
  }
}

t.test('a client that insists on TLS', async (t) => {
  await sameReports(t, [], client('mailer', 'require'))
})

t.test('a client that fails, with its transcripts, its words and the control that failed', async (t) => {
  await sameReports(t, [], client('mailer', 'ignore'))
})

t.test('without a control, and with what is skipped', async (t) => {
  await sameReports(t, ['--no-control'], client('odd', 'cannot'))
})

t.test('with a baseline: what is accepted and what has changed', async (t) => {
  await using place = await folder()
  const baseline = join(place.path, 'baseline.json')
  const known = { verdict: 'fail', outcome: 'in-clear', leak: 'credentials' }
  const results = { healthy: known, 'no-starttls': known, 'tls12-only': { ...known, verdict: 'pass' } }
  await writeFile(baseline, JSON.stringify({ version: 1, policy: 'mandatory', results }))
  await sameReports(t, ['--baseline', baseline], client('mailer', 'ignore'))
})

t.test('a shard says which it is and what reports need; a whole check does not', async (t) => {
  const REQUIRING = client('mailer', 'require')
  const whole = await checked(['no-starttls'], REQUIRING)
  t.notOk(Object.hasOwn(documentOf(whole), 'shard'))
  const { shard, results } = await checked(['no-starttls', 'healthy', '--shard', '1/2'], REQUIRING)
  t.match(shard, {
    ...{ index: 1, count: 2, scenarios: 1, policy: 'mandatory', control: { scenario: 'healthy', title: String } },
    runs: [{ title: String, output: String, skipped: null, events: [{ seq: 1, event: 'session.opened' }] }],
  })
  t.equal(results.length, 1)
})

t.test('shards that do not make one check are refused, with what is wrong', async (t) => {
  await using place = await folder()
  const file = (name: string) => join(place.path, `${name}.json`)
  const command = client('odd', 'cannot')
  const part = async (name: string, args: string[]) => {
    await writeFile(file(name), (await check([...args, '--no-control', '--json'], command)).stdout)
    return file(name)
  }
  const one = await part('1', ['no-starttls', 'healthy', 'tls12-only', '--shard', '1/3'])
  const two = await part('2', ['no-starttls', 'healthy', 'tls12-only', '--shard', '2/3'])
  const three = await part('3', ['no-starttls', 'healthy', 'tls12-only', '--shard', '3/3'])
  const other = await part('other', ['cert-expired', 'cert-wrong-host', '--shard', '2/2'])
  const empty = await part('empty', ['cert-expired', '--shard', '2/3'])
  const whole = await part('whole', ['cert-expired'])
  const strict = await part('strict', ['cert-expired', '--shard', '2/3', '--policy', 'unverified'])
  for (const [files, why] of [
    [[one, three], 'Shard 2 of 3 is not among the files: run "simulate check --shard" for it and add its report.'],
    [[two], 'Shard 1, 3 of 3 is not among the files'],
    [[one, other], `${one} is shard 1/3, ${other} is shard 2/2: are they shards of one check?`],
    [[one, whole], `${whole} is no shard, and ${one} is: are they shards of one check?`],
    [[one, two, three, empty], 'Two files are shard 2/3: are they shards of one check?'],
    [[one, one], 'no-starttls is in two of the files: are they shards of one check?'],
    [[one, strict, three], 'The files are of several policies, mandatory and unverified'],
  ] as const) {
    const { stdout, stderr, exit } = await simulate(['merge', ...files])
    t.ok(stderr.includes(why), why, { stderr })
    t.equal(stdout, '')
    t.equal(exit, 2)
  }
  t.equal((await simulate(['merge', one, two, three])).exit, 3, 'all were skipped')
})

t.test('a part without a scenario is a part', async (t) => {
  await using place = await folder()
  const files: string[] = []
  for (const index of [1, 2]) {
    const file = join(place.path, `${index}.json`)
    const shard = ['--shard', `${index}/2`, '--reporter', `json=${file}`]
    await check(['no-starttls', ...shard], client('mailer', 'require'))
    files.push(file)
  }
  const { stdout, exit } = await simulate(['merge', ...files, '--json'])
  t.match(JSON.parse(stdout).results, [{ scenario: 'no-starttls', verdict: 'pass' }])
  t.equal(exit, 0)
})

t.test('a shard that was written over is told', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'x.json')
  const { stdout } = await check(['no-starttls', '--shard', '1/1', '--json'], client('mailer', 'require'))
  const document = JSON.parse(stdout)
  const { shard } = document
  const [run] = shard.runs
  for (const broken of [
    'x',
    { ...shard, index: 2 },
    { ...shard, index: 0 },
    { ...shard, count: '1' },
    { ...shard, scenarios: 0 },
    { ...shard, policy: null },
    { ...shard, control: {} },
    { ...shard, control: { ...shard.control, client: { exit: 0 } } },
    { ...shard, control: { ...shard.control, judgement: {} } },
    { ...shard, runs: [] },
    { ...shard, runs: [{ ...run, title: 1 }] },
    { ...shard, runs: [{ ...run, output: 1 }] },
    { ...shard, runs: [{ ...run, skipped: true }] },
    { ...shard, runs: [{ ...run, startedAt: 'soon' }] },
    { ...shard, runs: [{ ...run, events: null }] },
    { ...shard, runs: [{ ...run, secondHop: [] }] },
    { ...shard, runs: [{ ...run, secondHop: { scenario: 'x', events: [{}] } }] },
    { ...shard, runs: [{ ...run, events: [{ event: 'x', seq: 1, session: 1, atMs: 1 }] }] },
    { ...shard, runs: [{ ...run, events: [{ event: 'session.opened', seq: '1', session: 1, atMs: 1 }] }] },
  ]) {
    await writeFile(file, JSON.stringify({ ...document, shard: broken }))
    const { stderr, exit } = await simulate(['merge', file])
    t.match(stderr, 'its "shard" is incomplete. Expected the JSON report of "simulate check".')
    t.equal(exit, 2)
  }
  const [result] = document.results
  for (const baseline of ['x', { state: 'known' }, { state: 'accepted' }, { state: 'changed', known: {} }]) {
    await writeFile(file, JSON.stringify({ ...document, results: [{ ...result, baseline }] }))
    t.match((await simulate(['merge', file])).stderr, 'result 1 is incomplete')
  }
  await writeFile(file, stdout)
  t.equal((await simulate(['merge', file])).exit, 0)
})

t.test('a bug of the simulator in a shard is one in the whole', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'x.json')
  const { stdout } = await check(['no-starttls', '--shard', '1/1', '--json'], client('mailer', 'require'))
  const document = JSON.parse(stdout)
  document.shard.runs[0].events.push({ seq: 999, session: 1, atMs: 9, event: 'session.failed', detail: 'TypeError' })
  await writeFile(file, JSON.stringify(document))
  const { stderr, exit } = await simulate(['merge', file])
  t.match(stderr, '"session.failed" in the transcript of no-starttls')
  t.equal(exit, 70)
})

t.test('a shard that was ended before its end leaves the whole inconclusive', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'x.json')
  const { stdout } = await check(['no-starttls', '--shard', '1/1', '--json'], client('mailer', 'require'))
  const document = JSON.parse(stdout)
  document.shard.scenarios = 3
  await writeFile(file, JSON.stringify(document))
  const { stderr, exit } = await simulate(['merge', file])
  t.match(stderr, 'Ended by a signal: 1 of 3 scenarios are judged.\n')
  t.equal(exit, 4)
  await writeFile(file, JSON.stringify({ ...document, results: [], shard: { ...document.shard, runs: [] } }))
  t.equal((await simulate(['merge', file])).exit, 4)
})
