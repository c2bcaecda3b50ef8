// What is known and accepted: only a change counts.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { folder } from '../cli/command.ts'
import { check, client } from './command.ts'

const REQUIRING = client('mailer', 'require')
const IN_CLEAR = client('mailer', 'ignore')

t.test('a baseline makes what is known pass, and a change either way fail', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'baseline.json')
  const names = ['healthy', 'no-starttls', '--baseline', file]
  const missing = await check(names, IN_CLEAR)
  t.match(missing.stderr, `--baseline ${file}: it cannot be read: ENOENT`)
  t.match(missing.stderr, 'Write it with --update-baseline.')
  t.equal(missing.exit, 2)

  const written = await check([...names, '--update-baseline'], IN_CLEAR)
  t.match(written.stderr, `${file}: 2 results written\n`)
  t.equal(written.exit, 0)
  t.same(JSON.parse(await readFile(file, 'utf8')), {
    version: 1,
    policy: 'mandatory',
    results: {
      healthy: { verdict: 'fail', outcome: 'in-clear', leak: 'credentials' },
      'no-starttls': { verdict: 'fail', outcome: 'in-clear', leak: 'credentials' },
    },
  })
  const known = await check(names, IN_CLEAR)
  t.match(known.stdout, /^healthy +in-clear +credentials +fail \(accepted\)/m)
  t.equal(known.exit, 0, 'what is known and accepted passes')

  const better = await check(names, REQUIRING)
  t.match(
    better.stderr,
    'healthy: was fail (outcome in-clear, leak credentials), is pass (outcome encrypted, leak none)\n',
  )
  t.match(better.stdout, /^healthy +encrypted +none +pass \(changed\)/m)
  t.match(better.stderr, `2 changed against ${file}; --update-baseline accepts them\n`)
  t.equal(better.exit, 1)
  await check([...names, '--update-baseline'], REQUIRING)
  t.equal((await check(names, IN_CLEAR)).exit, 1, 'and so is a change for the worse')
  const more = await check(['healthy', 'tls12-only', '--baseline', file], REQUIRING)
  t.match(more.stderr, 'tls12-only: not in the baseline, is pass (outcome encrypted, leak none)\n')
  t.equal(more.exit, 1)
})

t.test('a baseline that is none is a mistake, told before a client is run', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'baseline.json')
  const untouched = join(place.path, 'ran')
  const touch = [process.execPath, '--eval', `fs.writeFileSync(${JSON.stringify(untouched)}, '')`]
  for (const [content, why] of [
    ['{', 'this is no JSON'],
    ['[]', 'expected {"version": 1'],
    [
      '{"version":1,"policy":"mandatory","results":{"healthy":{}}}',
      'the entry "healthy" needs verdict, outcome and leak',
    ],
    [
      '{"version":1,"policy":"opportunistic","results":{}}',
      'it is for the policy "opportunistic", this run is for "mandatory"',
    ],
  ] as const) {
    await writeFile(file, content)
    const { stderr, exit } = await check(['healthy', '--baseline', file], touch)
    t.match(stderr, why)
    t.equal(exit, 2)
  }
  await t.rejects(readFile(untouched), { code: 'ENOENT' })
  const nowhere = await check(['healthy', '--baseline', join(file, 'x'), '--update-baseline'], REQUIRING)
  t.match(nowhere.stderr, 'it cannot be written: ENOTDIR')
  t.equal(nowhere.exit, 2)
  t.equal((await check(['healthy', '--update-baseline'], REQUIRING)).exit, 2)
})
