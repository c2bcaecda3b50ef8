import t from 'tap'
import { githubReport, githubSummary } from '../../src/report/github.ts'
import {
  ALL,
  HOSTILE,
  IN_CLEAR,
  NOTHING_CAME,
  OPTIONS,
  PASSED,
  resultOf,
  resultSaying,
  SKIPPED,
  UNSEEN,
  WARNED,
} from './results.ts'

/** Workflow commands as the runner takes them apart: https://github.com/actions/runner, ActionCommand.TryParseV2. */
function commandsIn(output: string) {
  return output.split('\n').flatMap((line) => {
    const match = /^\s*::([\w-]+)(?: ([^:]*))?::(.*)$/.exec(line)
    if (!match) return []
    const [, kind = '', properties = '', message = ''] = match
    const pairs = properties.split(',').map((pair) => pair.split('=', 2).map((part) => unescaped(part, true)))
    return [{ kind, properties: Object.fromEntries(pairs), message: unescaped(message, false) }]
  })
}

function unescaped(text: string, property: boolean): string {
  const plain = property ? text.replace(/%3A/g, ':').replace(/%2C/g, ',') : text
  return plain.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%25/g, '%')
}

t.test('a failure is an error, a warning a warning, a skipped scenario a notice, a pass nothing', async (t) => {
  const commands = commandsIn(githubReport.render([SKIPPED, WARNED, PASSED, NOTHING_CAME, IN_CLEAR], OPTIONS))
  t.same(
    commands.map(({ kind, properties }) => [kind, properties.title]),
    [
      ['error', 'no-starttls: fail'],
      ['error', 'cut: inconclusive'],
      ['warning', 'weak: warn'],
      ['notice', 'rc4: skipped'],
    ],
  )
  t.equal(
    commands[0]?.message,
    'no-leak: expected nothing outside TLS, found envelope in clear\nThe server does not list STARTTLS.\nTo do: Turn it on.',
  )
})

t.test('at most ten of a kind, what the client did wrong first, and a word about the rest', async (t) => {
  const many = [...Array(8).fill(NOTHING_CAME), ...Array(4).fill(IN_CLEAR), ...Array(11).fill(WARNED)]
  const output = githubReport.render(many, OPTIONS)
  const kinds = commandsIn(output).map(({ kind }) => kind)
  t.equal(kinds.filter((kind) => kind === 'error').length, 10)
  t.equal(kinds.filter((kind) => kind === 'warning').length, 10)
  t.same(
    commandsIn(output)
      .slice(0, 4)
      .map(({ properties }) => properties.title),
    Array(4).fill('no-starttls: fail'),
  )
  t.match(output, '\n2 more errors: see the summary of this step.\n')
  t.match(output, '\n1 more warning: see the summary of this step.\n')
})

t.test('a control that failed takes the first of the ten places', async (t) => {
  const control = { ...IN_CLEAR, scenario: 'healthy' }
  const output = githubReport.render(Array(10).fill(NOTHING_CAME), { ...OPTIONS, control })
  const commands = commandsIn(output)
  t.equal(commands.length, 10)
  t.equal(commands[0]?.properties.title, 'control: healthy')
  t.match(output, '1 more error:')
})

t.test('the summary has all results as a table, and the story of those that are not right', async (t) => {
  const markdown = githubSummary(ALL)
  t.match(markdown, '| <code>healthy</code> | encrypted | none | pass |  |\n')
  t.match(markdown, '| <code>no-starttls</code> | in-clear | envelope | fail | starttls-not-offered |\n')
  t.match(markdown, '### fail: <code>no-starttls</code>\n')
  t.match(markdown, /\| <code>no-leak&#58; nothing outside TLS<\/code> \| <code>MAIL FROM.*<\/code> \| `<<<<<` \|\n/)
  t.match(markdown, 'To do: Turn it on&#46; (RFC 3207)')
  t.notMatch(markdown, '<code>healthy</code>\n\nAbout')
})

t.test('the summary stays below what GitHub takes, and says what is missing', async (t) => {
  const big = resultOf('big', {
    ...IN_CLEAR.judgement,
    failed: [{ id: 'x', expected: 'y '.repeat(5000), found: '', events: [], verdict: 'fail' }],
  })
  const markdown = githubSummary(Array(300).fill(big))
  t.ok(Buffer.byteLength(markdown) < 1024 * 1024)
  t.match(markdown, /\n\d+ more parts did not fit into this summary\.\n$/)
})

for (const [name, text] of Object.entries(HOSTILE)) {
  t.test(`${name}: what a client says stays text`, async (t) => {
    const output = githubReport.render([resultSaying(text), PASSED], OPTIONS)
    const commands = commandsIn(output)
    t.equal(commands.length, 1, 'one command')
    t.same(Object.keys(commands[0]?.properties ?? {}), ['title'])
    t.equal(output.split('\n').length, 3, 'one line of its own and the counts')
    t.notMatch(output, UNSEEN)
    const shape = (markdown: string) =>
      markdown
        .replace(/<code>[\w\W]*?<\/code>/g, 'C')
        .split('\n')
        .map((line) => line.match(/[|#*`<>[\]]/g)?.join('') ?? '')
    const markdown = githubSummary([resultSaying(text)])
    const references = /&#\d+;/g
    t.same(shape(markdown.replace(references, '')), shape(githubSummary([resultSaying('x')])), 'the same markdown')
    t.notMatch(markdown, UNSEEN)
    t.notMatch(markdown, /www\.|@some|javascript:/, 'nothing that becomes a link')
  })
}
