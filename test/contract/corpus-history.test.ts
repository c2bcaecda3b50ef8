// A changed label of the corpus is a commit of its own that says why: in the commits of this clone, and shown to be found
// where it is not so.
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { hasHistory, relabellings } from '../corpus/history.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

const skip = (await hasHistory(PROJECT)) ? false : 'the files came without their commits'

t.test('in the commits of this project', { skip }, async (t) => {
  const wrong = (await relabellings(PROJECT)).filter((each) => each.wrong.length > 0)
  t.same(wrong, [])
})

t.test('a commit that changes one label and says why is right', async (t) => {
  const clone = cloneWith(t, FIRST)
  clone.commit({ [CURL]: FIRST[CURL].replace('outcome: none', 'outcome: in-clear') }, 'curl goes on in clear\n\nSeen.')
  const [found, ...others] = await relabellings(clone.folder)
  t.match(found, { changed: ['curl required / no-starttls / mandatory'], wrong: [] })
  t.same(others, [])
})

t.test('labels that are new, or said in other words, are not changed', async (t) => {
  const clone = cloneWith(t, { [CURL]: FIRST[CURL].replace(/required: \{.*\}/, 'required: ~') })
  clone.commit({ [CURL]: FIRST[CURL], [OTHER]: 'a note' }, 'the label')
  clone.commit(
    { [CURL]: FIRST[CURL].replace('It ends.', 'It ends with 64.'), [OTHER]: 'more' },
    'the reason, put better',
  )
  t.same(await relabellings(clone.folder), [])
})

t.test('two labels in one commit', async (t) => {
  const clone = cloneWith(t, FIRST)
  clone.commit({ [CURL]: FIRST[CURL].replaceAll('verdict: pass', 'verdict: warn') }, 'labels\n\nTwo at once.')
  t.match(await relabellings(clone.folder), [{ wrong: ['2 labels in one commit'] }])
})

t.test('a label that changes together with something else', async (t) => {
  const clone = cloneWith(t, FIRST)
  clone.commit(
    { [CURL]: FIRST[CURL].replace('starttls-not-offered', 'starttls-masked'), [OTHER]: 'the judge, mended' },
    'the judge\n\nAnd the label with it.',
  )
  t.match(await relabellings(clone.folder), [{ wrong: ['2 files in the commit that changes a label'] }])
})

t.test('a label that changes without a word', async (t) => {
  const clone = cloneWith(t, FIRST)
  clone.commit({ [CURL]: FIRST[CURL].replace('outcome: none', 'outcome: in-clear') }, 'labels')
  t.match(await relabellings(clone.folder), [{ wrong: ['no word of why'] }])
})

t.test('a label that was withdrawn and comes back as another has changed', async (t) => {
  const clone = cloneWith(t, FIRST)
  clone.commit({ [CURL]: FIRST[CURL].replace(/(required|tries): \{.*because.*\}/g, '$1: ~') }, 'without labels')
  clone.commit({ [CURL]: FIRST[CURL].replaceAll('verdict: pass', 'verdict: warn') }, 'labels\n\nAnew.')
  t.match(await relabellings(clone.folder), [{ wrong: ['2 labels in one commit'] }])
})

t.test('a label whose file is moved has changed only if it says something else', async (t) => {
  const clone = cloneWith(t, FIRST)
  const moved = 'test/corpus/pairs/curl-starttls.yaml'
  clone.commit({ [CURL]: null, [moved]: FIRST[CURL] }, 'moved')
  t.same(await relabellings(clone.folder), [])
  clone.commit({ [moved]: null, [CURL]: FIRST[CURL].replace('outcome: none', 'outcome: in-clear') }, 'and back\n\nSo.')
  t.match(await relabellings(clone.folder), [{ wrong: ['2 files in the commit that changes a label'] }])
})

t.test('the files without their commits have no history, nor has a clone without most of them', async (t) => {
  t.equal(await hasHistory(t.testdir({ 'package.json': '{}' })), false)
  const clone = cloneWith(t, FIRST)
  t.equal(await hasHistory(clone.folder), true)
  clone.commit({ [OTHER]: 'more' }, 'a second one')
  t.equal(await hasHistory(clone.shallow()), false)
})

const CURL = 'test/corpus/pairs/curl.yaml'
const OTHER = 'src/judge.ts'
const FIRST = {
  [CURL]: `
client: curl
settings: { required: curl --ssl-reqd, tries: curl --ssl }
flips:
  - scenario: no-starttls
    policy: mandatory
    option: [--ssl-reqd, --ssl]
    labels:
      required: { verdict: pass, outcome: none, diagnosis: starttls-not-offered, because: It ends. }
      tries: { verdict: pass, outcome: encrypted, diagnosis: ~, because: It goes on. }
`,
} as const

/** Null: the file is removed. */
type Files = Readonly<Record<string, string | null>>

function cloneWith(t: Test, files: Files) {
  const folder = t.testdir({})
  const settings = ['user.name=nobody', 'user.email=nobody@example.com', 'commit.gpgsign=false']
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...settings.flatMap((setting) => ['-c', setting]), ...args], { stdio: 'pipe' })
  const commit = (changed: Files, message: string) => {
    for (const [file, text] of Object.entries(changed)) {
      if (text === null) {
        rmSync(join(folder, file))
        continue
      }
      mkdirSync(join(folder, file, '..'), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
    git('add', '.')
    git('commit', '--quiet', '--message', message)
  }
  git('init', '--quiet')
  commit(files, 'the first labels')
  const shallow = () => {
    const copy = join(folder, 'shallow')
    git('clone', '--quiet', '--depth', '1', pathToFileURL(folder).href, copy)
    return copy
  }
  return { folder, commit, shallow }
}
