import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
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

const schema = { fileName: 'junit.xsd', contents: readFileSync(new URL('./junit.xsd', import.meta.url), 'utf8') }

/** The report, after the schema has found nothing wrong with it. */
async function valid(t: Test, results: readonly ScenarioResult[], options = OPTIONS): Promise<string> {
  const contents = junitReport.render(results, options)
  const { errors } = await validateXML({ xml: { fileName: 'junit.xml', contents }, schema: { ...schema } as never })
  t.same(errors, [], 'valid against the schema')
  return contents
}

/** The element of one scenario, from its start to its end. */
function caseIn(xml: string, scenario: string): string {
  return new RegExp(`<testcase name="${scenario}"[\\s\\S]*?</testcase>`).exec(xml)?.[0] ?? ''
}

t.test('a schema that says no is heard', async (t) => {
  const contents = '<testsuites><testsuite name="x"/></testsuites>'
  const { valid } = await validateXML({ xml: { fileName: 'a.xml', contents }, schema: schema as never })
  t.equal(valid, false)
})

t.test('each kind of result has its element, and the counts are those of the elements', async (t) => {
  const xml = await valid(t, ALL)
  t.match(
    caseIn(xml, IN_CLEAR.scenario),
    '<failure type="no-leak" message="no-leak: expected nothing outside TLS, found envelope in clear">',
  )
  t.match(caseIn(xml, NOTHING_CAME.scenario), '<error type="nothing-came" message="No client connected.">')
  t.match(caseIn(xml, BROKEN.scenario), '<error type="session.failed" message="A bug of the simulator: TypeError: x">')
  t.match(caseIn(xml, SKIPPED.scenario), '<skipped message="No RC4 on this machine"/>')
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
    t.equal(xml.match(new RegExp(`<${kind} `, 'g'))?.length, count, kind)
  }
})

t.test('the transcript is in system-out, what the client printed in system-err', async (t) => {
  const found = caseIn(await valid(t, [IN_CLEAR]), IN_CLEAR.scenario)
  t.match(found, /<system-out>[^<]*C: MAIL FROM:&lt;anna@example.com&gt;[^<]*<\/system-out>/)
  t.match(found, '<system-err>sent\n</system-err>')
  t.match(found, /<failure[^>]*>[^<]*starttls-not-offered: The server does not list STARTTLS\./)
})

t.test('a warning passes, and its story stands before the transcript', async (t) => {
  const warned = { ...WARNED, events: eventsOf(['session.failed', { detail: '' }]).slice(1) }
  t.match(caseIn(await valid(t, [warned]), WARNED.scenario), /<system-out>warn: policy mandatory/)
})

t.test('a control that could not deliver can be read in the suite', async (t) => {
  const good = await valid(t, [PASSED], { ...OPTIONS, control: PASSED })
  t.match(good, '<property name="control" value="encrypted"/>')
  t.notMatch(good, 'control: healthy')
  const xml = await valid(t, [PASSED], { ...OPTIONS, control: { ...IN_CLEAR, scenario: 'healthy' } })
  t.match(xml, '<property name="control" value="in-clear"/>')
  t.match(xml, /<system-out>control: healthy: in-clear[^<]*C: EHLO probe\.example/)
})

t.test('no results are a valid report', async (t) => {
  t.match(await valid(t, []), 'tests="0"')
})

t.test('what hostile clients say is valid, all of it', async (t) => {
  await valid(t, Object.values(HOSTILE).map(resultSaying))
})

for (const [name, text] of Object.entries(HOSTILE)) {
  t.test(`${name}: what a client says stays text`, async (t) => {
    const hostile = junitReport.render([resultSaying(text)], OPTIONS)
    const tags = (xml: string) => xml.match(/<[^>]*?(?=[\s>])/g)
    t.same(
      tags(hostile),
      tags(junitReport.render([resultSaying('x')], OPTIONS)),
      'the same elements as with harmless words',
    )
    t.notMatch(hostile, UNSEEN)
  })
}
