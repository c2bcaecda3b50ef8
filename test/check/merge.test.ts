// Shards of one check, joined again: the same as one run.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { folder, simulate } from '../cli/command.ts'
import { check, checked, client, documentOf } from './command.ts'

const REQUIRING = client('mailer', 'require')
const IN_CLEAR = client('mailer', 'ignore')

t.test('shards that are merged are what one run would have been', async (t) => {
  await using place = await folder()
  const names = ['no-starttls', 'healthy', 'cert-expired', 'tls12-only', 'tls-required']
  const whole = await checked(names, REQUIRING)
  const files: string[] = []
  for (let index = 1; index <= 3; index++) {
    const shard = await checked([...names, '--shard', `${index}/3`], REQUIRING)
    t.equal(shard.exit, 0)
    t.equal(shard.results.length, index < 3 ? 2 : 1)
    const file = join(place.path, `${index}.json`)
    await writeFile(file, shard.stdout)
    files.push(file)
  }
  const merged = await simulate(['merge', ...files, '--json'])
  t.equal(merged.exit, 0)
  const withoutTimes = ({ results }: ReturnType<typeof documentOf>) =>
    results.map(({ durationMs: _, diagnoses, ...result }) => ({ ...result, diagnoses: diagnoses.map(({ id }) => id) }))
  t.same(withoutTimes(documentOf(merged)), withoutTimes(whole))

  const twice = await simulate(['merge', files[0] ?? '', files[0] ?? ''])
  t.match(twice.stderr, 'no-starttls is in two of the files: are they shards of one check?')
  t.equal(twice.exit, 2)
  const report = join(place.path, 'merged.xml')
  t.equal((await simulate(['merge', ...files, '--reporter', `junit=${report}`])).exit, 0)
  t.match(await readFile(report, 'utf8'), 'tests="5" failures="0"')
})

t.test('a shard without a scenario passes, and so does the job it runs in', async (t) => {
  const { results, exit } = await checked(['healthy', '--shard', '2/2'], REQUIRING)
  t.same(results, [])
  t.equal(exit, 0)
})

t.test('merge takes nothing but documents of one check', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'x.json')
  const { stdout } = await check(['no-starttls', '--json'], IN_CLEAR)
  const document = JSON.parse(stdout)
  const [result] = document.results
  for (const [content, why] of [
    ['{', 'this is no JSON'],
    ['{"version":2,"results":[]}', 'it has no version 1 and results'],
    [JSON.stringify({ version: 1, results: [{ ...result, verdict: 'fine' }] }), 'result 1 is incomplete'],
    [JSON.stringify({ version: 1, results: [{ ...result, failed: [{}] }] }), 'result 1 is incomplete'],
    [JSON.stringify({ version: 1, results: [result, {}] }), 'result 2 is incomplete'],
    [
      JSON.stringify({ version: 1, results: [result, { ...result, scenario: 'other', policy: 'opportunistic' }] }),
      'The files are of several policies, mandatory and opportunistic',
    ],
  ] as const) {
    await writeFile(file, content)
    const { stderr, exit } = await simulate(['merge', file])
    t.match(stderr, why)
    t.equal(exit, 2)
  }
  await writeFile(file, stdout)
  t.equal((await simulate(['merge', file])).exit, 1, 'the exit is that of the results')
  t.equal((await simulate(['merge', join(place.path, 'none.json')])).exit, 2)
  t.equal((await simulate(['merge'])).exit, 2)
})
