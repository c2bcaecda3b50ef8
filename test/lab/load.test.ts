// Mistakes in the files of labs and courses: each with its line, what was found, what was expected.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import t from 'tap'
import { parse } from 'yaml'
import { CATALOGUE } from '../../src/catalogue.ts'
import { courseJsonSchema, labJsonSchema } from '../../src/lab/json-schema.ts'
import { loadCourses, loadLab, loadLabs } from '../../src/lab/load.ts'
import { listScenarios } from '../../src/scenario/catalogue.ts'
import { scenarioJsonSchema } from '../../src/scenario/json-schema.ts'
import { ScenarioError } from '../../src/scenario/scenario-error.ts'
import { vocabulary } from '../../src/vocabulary.ts'

const GOOD = readFileSync(join(CATALOGUE, 'labs/sent-in-clear.yaml'), 'utf8')
const TWO_HOPS = readFileSync(join(CATALOGUE, 'labs/two-hops.yaml'), 'utf8')

/** What is put in the place of what, and the line of the message: `LINE:COLUMN key`, what it says, and its code. */
const TABLE: readonly [what: string, from: string | RegExp, to: string, message: RegExp][] = [
  ['an unknown key', 'ticket:', 'tiket:', /:\d+:1 {2}tiket|the key "tiket" is not known[\s\S]*Did you mean "ticket"\?/],
  ['a version', 'lab: 1', 'lab: 2', /:2:6 {2}lab 2 is no version .*\[SCENARIO_WRONG_VERSION\]/],
  [
    'an unknown sender',
    'sender: exchange-2016',
    'sender: exchange-2015',
    /:6:9 {2}sender .*\[SEND_UNKNOWN_SENDER\]\n {2}Did you mean "exchange-2016"\?/,
  ],
  [
    'an unknown setting',
    '{ IgnoreSTARTTLS: true }',
    '{ IgnoreSTARTLS: true }',
    /:7:\d+ {2}settings\.IgnoreSTARTLS .*\[SEND_UNKNOWN_SETTING\]\n {2}Did you mean "IgnoreSTARTTLS"\?/,
  ],
  [
    'a value',
    '{ IgnoreSTARTTLS: true }',
    '{ IgnoreSTARTTLS: perhaps }',
    /:7:\d+ {2}settings\.IgnoreSTARTTLS .*\[SEND_WRONG_VALUE\]\n {2}Expected True or False/,
  ],
  [
    'an unknown scenario',
    'scenario: healthy',
    'scenario: helthy',
    /:5:11 {2}scenario .*\[SCENARIO_NOT_FOUND\]\n {2}Did you mean "healthy"\?/,
  ],
  [
    'an unknown event',
    'event: smtp.reply-sent',
    'event: smtp.reply-send',
    /questions\[2\]\.answer\.event .*\[SCENARIO_UNKNOWN_WORD\]\n {2}Did you mean "smtp\.reply-sent"\?/,
  ],
  [
    'no right answer',
    /right: true\n {8}because: ESMTPS/,
    'right: false\n        because: ESMTPS',
    /questions\[0\]\.options 0 of 3 answers are right.*\[LAB_NO_RIGHT_ANSWER\]/,
  ],
  [
    'two right answers to one',
    /because: Every Received/,
    'right: true\n        because: Every Received',
    /questions\[0\]\.options 2 of 3 answers are right/,
  ],
  [
    'a wrong answer without a reason',
    / {8}because: Every Received line does that, with TLS and without\.\n/,
    '',
    /questions\[0\]\.options\[2\] a wrong answer has no reason.*\[LAB_NO_REASON\]/,
  ],
  ['a key of another kind', 'kind: order', 'kind: many', /questions\[1\].*"options" is missing.*\[LAB_WRONG_KEY\]/],
  [
    'a mark without its event',
    'answer: { event: smtp.reply-sent, has: STARTTLS }',
    'answer: { has: STARTTLS }',
    /questions\[2\]\.answer "event" is missing/,
  ],
  ['one id twice', 'id: order', 'id: header', /questions\[1\]\.id "header" is there twice.*\[LAB_SAME_TWICE\]/],
  [
    'an answer twice',
    'It names the address of the sender.',
    'It does not name a certificate of the sender.',
    /questions\[0\]\.options\[2\] this answer is there twice/,
  ],
  [
    'no right fix',
    /right: true\n {4}because: The connector/,
    'because: The connector',
    /fixes 0 of 3 fixes are right.*\[LAB_NO_RIGHT_FIX\]/,
  ],
  [
    'a server that is none',
    'on: MAIL',
    'on: mail',
    /fixes\[1\]\.change\.server\.rules\[0\]\.on .*\[SCENARIO_UNKNOWN_POINT\]/,
  ],
  [
    'a hop that is not there',
    'change: { restart: true }',
    'change: { restart: true, hop: 2 }',
    /fixes\[2\]\.change\.hop there is no second hop.*\[LAB_UNKNOWN_HOP\]/,
  ],
]

for (const [what, from, to, message] of TABLE) {
  t.test(what, async (t) => {
    const text = GOOD.replace(from, to)
    t.not(text, GOOD)
    const folder = t.testdir({ 'mine.yaml': text })
    const error = await loadLab(join(folder, 'mine.yaml')).catch((each: unknown) => each)
    t.ok(error instanceof ScenarioError)
    t.match((error as Error).message, message)
    t.match((error as Error).message, /mine\.yaml:\d+:\d+ /, 'with its place')
  })
}

t.test('settings of a fix are those of the product that it names', async (t) => {
  const folder = t.testdir({
    'mine.yaml': GOOD.replace(
      'change: { restart: true }',
      'change: { sender: careful, settings: { RequireTLS: true } }',
    ),
  })
  await t.rejects(
    loadLab(join(folder, 'mine.yaml')),
    /fixes\[2\]\.change\.settings\.RequireTLS .*\[SEND_UNKNOWN_SETTING\]/,
  )
})

t.test('the second hop is checked as the first is', async (t) => {
  const folder = t.testdir({
    'mine.yaml': TWO_HOPS.replace('sender: cisco-esa', 'sender: cisco-esa\n  settings: { Default: no }'),
  })
  await t.rejects(loadLab(join(folder, 'mine.yaml')), /onward\.settings\.Default .*\[SEND_WRONG_VALUE\]/)
})

t.test('a file of your own may name a scenario beside it', async (t) => {
  const folder = t.testdir({
    'mine.yaml': GOOD.replace('scenario: healthy', 'scenario: ./server.yaml'),
    'server.yaml': 'scenario: 1\ntitle: Mine\nexpect: { mandatory: [encrypted] }\n',
  })
  const lab = await loadLab(join(folder, 'mine.yaml'))
  t.equal(lab.hops[0]?.loaded.title, 'Mine')
})

t.test('a name that is not there', async (t) => {
  await t.rejects(loadLab('gray-listing'), { code: 'LAB_NOT_FOUND', message: /Did you mean "greylisting"\?/ })
  await t.rejects(loadLab('./nothing.yaml'), { code: 'LAB_NOT_FOUND', message: /the file does not exist/ })
})

t.test('needs and courses have to fit each other', async (t) => {
  const lab = (needs: string) => GOOD.replace('scenario: healthy', `needs: [${needs}]\nscenario: healthy`)
  const unknown = t.testdir({ 'one.yaml': lab('two'), 'tow.yaml': GOOD })
  await t.rejects(
    loadLabs(unknown),
    /one\.yaml:5:9 {2}needs\[0\] "two" is not known\. {2}\[LAB_UNKNOWN_NEED\]\n {2}Did you mean "tow"\?/,
  )
  const circle = t.testdir({ 'one.yaml': lab('two'), 'two.yaml': lab('three'), 'three.yaml': lab('one') })
  await t.rejects(loadLabs(circle), /"two" itself needs one\. {2}\[LAB_NEEDS_CYCLE\]/)

  const folder = t.testdir({ 'one.yaml': GOOD, 'two.yaml': lab('one') })
  const labs = await loadLabs(folder)
  const courses = join(folder, 'courses')
  mkdirSync(courses)
  const course = (listed: string) =>
    writeFileSync(join(courses, 'mine.yaml'), `course: 1\ntitle: Mine\nsummary: Mine.\nlabs: [${listed}]\n`)
  course('two, one')
  await t.rejects(
    loadCourses(labs, courses),
    /mine\.yaml:4:8 {2}labs\[0\] "two" needs "one", which does not stand before it/,
  )
  course('one, twoo')
  await t.rejects(loadCourses(labs, courses), /"twoo" is not known\. {2}\[LAB_UNKNOWN_NEED\]\n {2}Did you mean "two"\?/)
  course('one, two')
  t.same([...(await loadCourses(labs, courses)).keys()], ['mine'])
})

t.test('editors take the files of the catalogue, and see the mistakes', async (t) => {
  const ajv = new Ajv({ strict: false })
  ajv.addSchema(scenarioJsonSchema(vocabulary), 'scenario.schema.json')
  const checkLab = ajv.compile(labJsonSchema())
  const checkCourse = ajv.compile(courseJsonSchema())
  for (const [folder, check] of [
    ['labs', checkLab],
    ['courses', checkCourse],
  ] as const) {
    for (const name of await listScenarios(join(CATALOGUE, folder))) {
      const value = parse(readFileSync(join(CATALOGUE, folder, `${name}.yaml`), 'utf8'))
      t.ok(check(value), name, { errors: check.errors })
    }
  }
  for (const [from, to] of [
    ['ticket:', 'tiket:'],
    ['kind: order', 'kind: orders'],
    ['on: MAIL', 'onn: MAIL'],
  ] as const) {
    t.notOk(checkLab(parse(GOOD.replace(from, to))), to)
  }
})
