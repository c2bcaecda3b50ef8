// Handouts: from real runs, answers on pages of their own, nothing of what a server says becomes markup.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { exportHandouts } from '../../src/lab/export.ts'
import { answersPage, handoutPage } from '../../src/lab/handout.ts'
import { LiveLab } from '../../src/lab/live-lab.ts'
import { type Lab, loadCourses, loadLab, loadLabs } from '../../src/lab/load.ts'
import { simulate } from '../cli/command.ts'

const labs = await loadLabs()

t.test('each lab has a page for trainees and one for the trainer', async (t) => {
  const folder = join(t.testdir(), 'handouts')
  const courses = await loadCourses(labs)
  const files = await exportHandouts(folder, [...labs.values()], [...courses.values()])
  t.equal(files.length, 2 * labs.size + 1)
  for (const lab of labs.values()) {
    const handout = textOf(readFileSync(join(folder, `${lab.name}.html`), 'utf8'))
    const answers = textOf(readFileSync(join(folder, `${lab.name}-answers.html`), 'utf8'))
    for (const fragment of lab.symptom.contains) t.ok(handout.includes(fragment), `${lab.name}: ${fragment}`)
    t.ok(handout.includes(lab.ticket.trim()), `${lab.name}: its ticket`)
    for (const { ask, options = [] } of lab.questions) {
      t.ok(handout.includes(ask) && answers.includes(ask), `${lab.name}: ${ask}`)
      for (const { because } of options) {
        if (because === undefined) continue
        t.notOk(handout.includes(because), `${lab.name}: the handout does not tell ${because}`)
        t.ok(answers.includes(because), `${lab.name}: the answers tell ${because}`)
      }
    }
    for (const { because } of lab.fixes) t.notOk(handout.includes(because.trim()), `${lab.name}: ${because}`)
    t.notOk(answers.includes('Nothing in this run') || answers.includes('Not run'), lab.name)
    t.ok(answers.includes(lab.explanation.mechanism.trim()), lab.name)
  }
  const index = readFileSync(join(folder, 'index.html'), 'utf8')
  for (const [, file = ''] of index.matchAll(/href="([^"]+)"/g)) t.ok(readdirSync(folder).includes(file), file)
})

t.test('what a hostile server says stays text', async (t) => {
  const lab = await loadLab('sent-in-clear')
  const evil = '</pre><script>alert(1)</script>'
  const hostile = { ...lab, ticket: evil, hops: lab.hops.map((hop) => ({ ...hop })) } as Lab
  const live = await LiveLab.start(hostile)
  t.teardown(() => live.stop())
  const run = await live.run()
  const [hop] = run.hops
  if (!hop) throw new Error('Nothing ran')
  const spoilt = { ...run, hops: [{ ...hop, log: [evil, '\u001b[31mred\u202e'], header: [evil], queue: [evil] }] }
  for (const page of [handoutPage(hostile, spoilt), answersPage(hostile, spoilt, [])]) {
    t.notMatch(page, /<script/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that they are gone is what is shown here
    t.notMatch(page, /[\u001b\u202e]/)
    t.match(page, /Content-Security-Policy" content="default-src &#39;none&#39;/)
  }
})

t.test('simulate train --export', async (t) => {
  const folder = join(t.testdir(), 'paper')
  const one = await simulate(['train', '--export', folder, 'greylisting'])
  t.match(one, { exit: 0, stdout: /greylisting\n3 pages in / })
  t.same(readdirSync(folder).sort(), ['greylisting-answers.html', 'greylisting.html', 'index.html'])
  t.match(await simulate(['train', '--export', folder, 'gray-listing']), {
    exit: 2,
    stderr: /Did you mean "greylisting"/,
  })
  t.match(await simulate(['train', '--export', folder, '--course', 'x']), {
    exit: 2,
    stderr: /expected one of certificates/,
  })
  t.match(await simulate(['train', '--export', join(folder, 'index.html')]), { exit: 2, stderr: /cannot be written/ })
  t.match(await simulate(['train', 'greylisting']), { exit: 2 })
  t.match(await simulate(['train', '--list']), { exit: 0, stdout: /two-hops .*Encrypted to the filter/ })
})

/** What a reader sees of a page. */
function textOf(page: string): string {
  return page
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
