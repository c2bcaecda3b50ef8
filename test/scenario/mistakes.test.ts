// One small file per mistake: its code, its line and column, and what the message says.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { SCENARIO_ERROR_CODES } from '../../src/scenario/error-codes.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { formatProblem } from '../../src/scenario/scenario-error.ts'
import { load, mistakesIn, scenarioText, vocabulary } from './stand-ins.ts'

interface Case {
  code: string
  /** Lines behind `scenario: 1`, which is line 1; or whole files. */
  yaml: string | Record<string, string | Uint8Array>
  /** `line:column`, after `file:` where it is not x.yaml; no number: the whole file. */
  at: string
  /** Part of the message. */
  says: string
}

const rule = (...lines: string[]) =>
  ['server:', '  rules:', '    - on: MAIL', ...lines.map((l) => `      ${l}`)].join('\n')
const tls = (...lines: string[]) => ['server:', '  tls:', ...lines.map((l) => `    ${l}`)].join('\n')
const deepBlock = (levels: number) => Array.from({ length: levels }, (_, i) => `${' '.repeat(i + 1)}a:\n`).join('')
const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
for (let i = 1; i < 9; i++) bomb.push(`a${i}: &a${i} [${new Array(9).fill(`*a${i - 1}`).join(', ')}]`)

const MISTAKES: readonly Case[] = [
  { code: 'SCENARIO_NOT_FOUND', yaml: {}, at: '', says: 'x.yaml  the file does not exist.' },
  { code: 'SCENARIO_EMPTY', yaml: { 'x.yaml': '' }, at: '', says: 'the file is empty' },
  { code: 'SCENARIO_EMPTY', yaml: { 'x.yaml': '# nothing yet\n' }, at: '', says: 'the file is empty' },
  { code: 'SCENARIO_EMPTY', yaml: { 'x.yaml': '---\n' }, at: '', says: 'the file is empty' },
  { code: 'SCENARIO_NOT_TEXT', yaml: { 'x.yaml': 'a: \0\n' }, at: '', says: 'binary' },
  { code: 'SCENARIO_NOT_TEXT', yaml: { 'x.yaml': new Uint8Array([0x61, 0xff]) }, at: '', says: 'not UTF-8' },
  { code: 'SCENARIO_NOT_TEXT', yaml: { 'x.yaml': new Uint8Array([0xff, 0xfe, 0x61, 0]) }, at: '', says: 'UTF-16' },
  { code: 'SCENARIO_TOO_LARGE', yaml: { 'x.yaml': `#${'x'.repeat(1024 * 1024)}` }, at: '', says: 'too large' },
  { code: 'SCENARIO_YAML_SYNTAX', yaml: 'title: "open', at: '3:1', says: 'Missing closing "quote' },
  { code: 'SCENARIO_YAML_SYNTAX', yaml: { 'x.yaml': '['.repeat(200_000) }, at: '', says: 'nested too deeply' },
  { code: 'SCENARIO_YAML_SYNTAX', yaml: '- '.repeat(200_000), at: '', says: 'nested too deeply' },
  { code: 'SCENARIO_YAML_SYNTAX', yaml: 'a:\n'.concat(deepBlock(1_000)), at: '', says: 'nested too deeply' },
  { code: 'SCENARIO_YAML_SYNTAX', yaml: rule('reply: 421 4.7.0 TLS: no'), at: '5:14', says: 'Quote the reply' },
  { code: 'SCENARIO_SEVERAL_DOCUMENTS', yaml: 'title: a\n---\ntitle: b', at: '3:1', says: 'several YAML documents' },
  { code: 'SCENARIO_DUPLICATE_KEY', yaml: 'title: a\ntitle: b', at: '3:1', says: 'the key title is there twice' },
  { code: 'SCENARIO_YAML_ALIAS', yaml: 'title: *nobody', at: '2:8', says: '*nobody names no anchor' },
  { code: 'SCENARIO_YAML_ALIAS', yaml: 'server: &s { tls: *s }', at: '2:19', says: 'the alias *s holds itself' },
  { code: 'SCENARIO_YAML_ALIAS', yaml: bomb.join('\n'), at: '', says: 'far too many values' },
  { code: 'SCENARIO_YAML_TAG', yaml: 'title: !run a', at: '2:8', says: 'the tag !run is not allowed' },
  { code: 'SCENARIO_YAML_KEY', yaml: '? [a]\n: b', at: '2:3', says: 'a key is no plain word' },
  { code: 'SCENARIO_NOT_A_MAPPING', yaml: { 'x.yaml': '- a\n' }, at: '1:1', says: 'the file holds no mapping' },
  { code: 'SCENARIO_WRONG_VERSION', yaml: { 'x.yaml': 'scenario: 2\nnew: 1\n' }, at: '1:11', says: '2 is no version' },
  { code: 'SCENARIO_UNKNOWN_KEY', yaml: 'servr: {}', at: '2:1', says: 'Did you mean "server"?' },
  {
    code: 'SCENARIO_UNKNOWN_KEY',
    yaml: tls('certificat: expired'),
    at: '4:5',
    says: 'server.tls the key "certificat"',
  },
  { code: 'SCENARIO_MISSING_KEY', yaml: { 'x.yaml': 'title: a\n' }, at: '1:1', says: '"scenario" is missing' },
  { code: 'SCENARIO_MISSING_KEY', yaml: 'server:\n  rules:\n    - delay: 1s', at: '4:7', says: '"on" is missing' },
  { code: 'SCENARIO_WRONG_TYPE', yaml: 'server: yes', at: '2:9', says: 'server "yes" is text' },
  { code: 'SCENARIO_WRONG_TYPE', yaml: 'server:', at: '2:8', says: 'nothing' },
  { code: 'SCENARIO_WRONG_VALUE', yaml: 'server: { hostname: a b }', at: '2:21', says: 'a host name' },
  { code: 'SCENARIO_WRONG_VALUE', yaml: 'upstream: mail.example.com', at: '2:11', says: 'host:port' },
  { code: 'SCENARIO_WRONG_VALUE', yaml: 'upstream: "::1:25"', at: '2:11', says: 'host:port' },
  { code: 'SCENARIO_WRONG_VALUE', yaml: tls('versions: []'), at: '4:15', says: 'the list has 0 entries' },
  { code: 'SCENARIO_WRONG_VALUE', yaml: rule('times: { first: 1, every: 2 }'), at: '5:14', says: 'first and every' },
  { code: 'SCENARIO_WRONG_VALUE', yaml: rule('times: { per: source }'), at: '5:14', says: 'exactly one of' },
  { code: 'SCENARIO_WRONG_VALUE', yaml: rule('times: { chance: 30 }'), at: '5:24', says: 'a share from 0 to 1' },
  {
    code: 'SCENARIO_WRONG_VALUE',
    yaml: rule('reply: { raw: a, lines: 250 x }'),
    at: '5:14',
    says: 'both "lines" and "raw"',
  },
  {
    code: 'SCENARIO_WRONG_VALUE',
    yaml: rule('reply: { performs: true }'),
    at: '5:14',
    says: 'neither "lines" nor "raw"',
  },
  { code: 'SCENARIO_UNKNOWN_WORD', yaml: tls('mode: startls'), at: '4:11', says: 'Did you mean "starttls"?' },
  { code: 'SCENARIO_UNKNOWN_WORD', yaml: tls('versions: [TLSv1.2, TLS1.3]'), at: '4:25', says: 'versions[1]' },
  { code: 'SCENARIO_UNKNOWN_WORD', yaml: 'expect: { mandatory: { cleartext: pass } }', at: '2:24', says: 'encrypted' },
  { code: 'SCENARIO_WRONG_UNIT', yaml: rule('delay: 2'), at: '5:14', says: '2s' },
  { code: 'SCENARIO_WRONG_UNIT', yaml: 'server: { size: 35MB }', at: '2:17', says: '35MiB' },
  {
    code: 'SCENARIO_UNQUOTED_REPLY',
    yaml: rule('reply: 500 #5.5.1 no'),
    at: '5:14',
    says: 'Quote it: "500 #5.5.1 no"',
  },
  { code: 'SCENARIO_UNQUOTED_REPLY', yaml: rule('reply: 450 4.7.1 see #3'), at: '5:14', says: 'before "#3"' },
  {
    code: 'SCENARIO_UNQUOTED_REPLY',
    yaml: rule('reply:', '  - 450-a', '  - 450 b # c'),
    at: '7:11',
    says: 'before "# c"',
  },
  { code: 'SCENARIO_UNQUOTED_REPLY', yaml: rule('reply: 250'), at: '5:14', says: 'the number 250, not a reply' },
  { code: 'SCENARIO_BAD_REPLY', yaml: rule('reply: go away'), at: '5:14', says: 'does not start with a reply code' },
  { code: 'SCENARIO_BAD_REPLY', yaml: rule('reply: "150 hello"'), at: '5:14', says: '200 to 599' },
  { code: 'SCENARIO_BAD_REPLY', yaml: rule('reply: [250 a, 251 b]'), at: '5:22', says: 'the first one has 250' },
  { code: 'SCENARIO_BAD_REPLY', yaml: rule('reply: "250 a\\r\\n250 b"'), at: '5:14', says: 'control character' },
  { code: 'SCENARIO_BAD_REPLY', yaml: 'server: { ehlo: { plain: [h, 250-SIZE] } }', at: '2:30', says: 'Leave "250-"' },
  { code: 'SCENARIO_UNKNOWN_PLACEHOLDER', yaml: rule('reply: "250 {hots}"'), at: '5:14', says: 'Did you mean "host"?' },
  {
    code: 'SCENARIO_UNKNOWN_PLACEHOLDER',
    yaml: 'server: { ehlo: { tls: [h, "{auth}"] } }',
    at: '2:28',
    says: '{auth}',
  },
  {
    code: 'SCENARIO_UNKNOWN_POINT',
    yaml: 'server: { rules: [{ on: ehlo }] }',
    at: '2:25',
    says: 'Did you mean "EHLO"?',
  },
  {
    code: 'SCENARIO_UNKNOWN_POINT',
    yaml: 'server: { rules: [{ on: AUTH-COMMAND }] }',
    at: '2:25',
    says: '"AUTH-command"',
  },
  { code: 'SCENARIO_BAD_ADDRESS_RANGE', yaml: rule('when: { from: 127.0.0.1/33 }'), at: '5:21', says: '0 to 32' },
  {
    code: 'SCENARIO_BAD_ADDRESS_RANGE',
    yaml: 'server: { policies: [{ from: localhost }] }',
    at: '2:30',
    says: 'no address',
  },
  {
    code: 'SCENARIO_NO_SCORES',
    yaml: 'server: { policies: [{ from: { score: none } }] }',
    at: '2:30',
    says: 'no source has one',
  },
  {
    code: 'SCENARIO_SCORES_UNUSED',
    yaml: 'server: { scores: [{ from: 10.0.0.1, score: 1 }] }',
    at: '2:19',
    says: 'no policy goes by a score',
  },
  { code: 'SCENARIO_UNKNOWN_PERSONA', yaml: 'persona: postfx', at: '2:10', says: '"postfx" is not known' },
  { code: 'SCENARIO_EXTENDS_NOT_FOUND', yaml: 'extends: gone', at: '2:10', says: '"gone" does not exist (x -> gone)' },
  {
    code: 'SCENARIO_EXTENDS_CYCLE',
    yaml: { 'x.yaml': 'scenario: 1\nextends: ./a.yaml\n', 'a.yaml': 'extends: ./x.yaml\n' },
    at: 'a.yaml:1:10',
    says: 'x -> a -> x',
  },
  { code: 'SCENARIO_EXTENDS_CYCLE', yaml: 'extends: ./x.yaml', at: '2:10', says: 'x -> x' },
  { code: 'SCENARIO_RELAY_NOT_FOUND', yaml: 'relay: { scenario: gone }', at: '2:20', says: '"gone" does not exist' },
  { code: 'SCENARIO_RELAY_LOOP', yaml: 'relay: { scenario: ./x.yaml }', at: '2:20', says: 'to itself: x -> x' },
  {
    code: 'SCENARIO_RELAY_TOO_FAR',
    yaml: {
      'x.yaml': 'scenario: 1\nrelay: { scenario: ./a.yaml }\n',
      'a.yaml': 'scenario: 1\nrelay: { scenario: ./x.yaml }\n',
    },
    at: '2:20',
    says: 'a relays to ./x.yaml, and there are two hops only',
  },
  {
    code: 'SCENARIO_RELAY_NOT_PLAYED',
    yaml: {
      'x.yaml': 'scenario: 1\nrelay: { scenario: real, tls: none }\n',
      'catalogue/real.yaml': 'scenario: 1\nupstream: mail.example.com:25\n',
    },
    at: '2:20',
    says: 'real is a real server (upstream)',
  },
  {
    code: 'SCENARIO_UNKNOWN_KEY',
    yaml: {
      'x.yaml': 'scenario: 1\nrelay: { scenario: ./a.yaml }\n',
      'a.yaml': 'scenario: 1\nservr: {}\n',
    },
    at: 'a.yaml:2:1',
    says: 'Did you mean "server"?',
  },
  { code: 'SCENARIO_UNKNOWN_WORD', yaml: 'relay: { scenario: a, tls: encrypt }', at: '2:28', says: 'unverified' },
  {
    code: 'SCENARIO_TLS_IS_OFF',
    yaml: tls('mode: off', 'certificate: expired'),
    at: '5:18',
    says: 'server.tls.mode off',
  },
  {
    code: 'SCENARIO_TLS_IS_OFF',
    yaml: tls('mode: off', 'clientCertificate: { ask: require }'),
    at: '5:24',
    says: 'mode',
  },
  {
    code: 'SCENARIO_STARTTLS_IN_IMPLICIT_TLS',
    yaml: tls('mode: implicit', 'starttls: { offer: false }'),
    at: '5:15',
    says: 'server.tls.mode implicit',
  },
  {
    code: 'SCENARIO_NO_COMMON_VERSION',
    yaml: tls('versions: [TLSv1, TLSv1.2]', 'ciphers: TLS_AES_128_GCM_SHA256'),
    at: '5:14',
    says: 'at least one of TLSv1.3 in server.tls.versions',
  },
  {
    code: 'SCENARIO_EHLO_WRITTEN_OUT',
    yaml: 'server: { size: 1KiB, ehlo: { plain: [h], tls: [h] } }',
    at: '2:17',
    says: 'the line SIZE inside server.ehlo',
  },
  {
    code: 'SCENARIO_EHLO_WRITTEN_OUT',
    yaml: 'server: { auth: { mechanisms: [PLAIN] }, ehlo: { plain: [h], tls: [h] } }',
    at: '2:31',
    says: 'server.auth.mechanisms has nothing to fill in',
  },
  {
    code: 'SCENARIO_EHLO_WRITTEN_OUT',
    yaml: 'server: { tls: { starttls: { offer: true } }, ehlo: { plain: [h] } }',
    at: '2:37',
    says: 'the line STARTTLS inside server.ehlo',
  },
  {
    code: 'SCENARIO_EHLO_NEVER_SAID',
    yaml: 'server: { tls: { mode: off }, ehlo: { tls: [h] } }',
    at: '2:44',
    says: 'is never said with server.tls.mode off',
  },
  {
    code: 'SCENARIO_AUTH_WITHOUT_MECHANISM',
    yaml: 'server: { auth: { mechanisms: [], required: true } }',
    at: '2:45',
    says: 'server.auth.mechanisms is empty',
  },
  {
    code: 'SCENARIO_CERTIFICATE_NOT_ASKED',
    yaml: tls('clientCertificate: { verify: chain }'),
    at: '4:34',
    says: 'without server.tls.clientCertificate.ask',
  },
  {
    code: 'SCENARIO_NAMES_NOT_VERIFIED',
    yaml: tls('clientCertificate: { ask: require, names: [a] }'),
    at: '4:47',
    says: 'verify: name beside it',
  },
  {
    code: 'SCENARIO_REFUSAL_NEEDS_SCRIPTED',
    yaml: tls('clientCertificate: { ask: require, verify: chain, refuse: handshake }\n    engine: openssl'),
    at: '4:63',
    says: 'or no engine',
  },
  {
    code: 'SCENARIO_WINDOW_WITHOUT_COUNT',
    yaml: rule('times: { chance: 0.5, window: 1m }'),
    at: '5:37',
    says: 'chance, which counts nothing',
  },
  {
    code: 'SCENARIO_UPSTREAM_AND_SERVER',
    yaml: 'upstream: a:25\nserver: {}',
    at: '3:9',
    says: 'a real server answers',
  },
  {
    code: 'SCENARIO_UPSTREAM_AND_SERVER',
    yaml: 'upstream: a:25\nrelay: { scenario: a }',
    at: '3:8',
    says: 'a real server takes the mail',
  },
]

const WARNINGS: readonly Case[] = [
  { code: 'SCENARIO_NO_EXPECT', yaml: tls('mode: off'), at: '3:3', says: 'differs from the healthy server' },
  {
    code: 'SCENARIO_UNREACHABLE_RULE',
    yaml: `${rule('reply: 450 x')}\n    - on: [MAIL]\n      reply: 550 x\nexpect: { mandatory: [none] }`,
    at: '6:7',
    says: 'server.rules[0] always answers first',
  },
  {
    code: 'SCENARIO_NO_WRONG_CREDENTIALS',
    yaml: 'server: { rules: [{ on: AUTH, when: { credentials: wrong } }] }\nexpect: { mandatory: [none] }',
    at: '2:52',
    says: 'without server.auth.accounts',
  },
  {
    code: 'SCENARIO_WINDOW_WITHOUT_PER',
    yaml: `${rule('times: { first: 2, window: 1m }')}\nexpect: { mandatory: [none] }`,
    at: '5:34',
    says: 'per: source to count each client apart',
  },
  {
    code: 'SCENARIO_UNUSUAL_NAME',
    yaml: 'server: { rules: [{ on: STARTLS }] }\nexpect: { mandatory: [none] }',
    at: '2:25',
    says: 'Did you mean "STARTTLS"?',
  },
  {
    code: 'SCENARIO_UNUSUAL_NAME',
    yaml: 'server: { rules: [{ on: AUTH, when: { mechanism: PLIAN } }] }\nexpect: { mandatory: [none] }',
    at: '2:50',
    says: 'Did you mean "PLAIN"?',
  },
]

/** Those that need a disk. */
const ON_DISK = ['SCENARIO_IS_FOLDER', 'SCENARIO_UNREADABLE']

for (const { code, yaml, at, says } of MISTAKES) {
  t.test(`${code} at ${at || 'the file'}: ${says}`, async (t) => {
    const files = typeof yaml === 'string' ? { 'x.yaml': scenarioText(yaml) } : yaml
    const error = await mistakesIn(load(files))
    t.equal(error.problems.length, 1, error.message)
    t.equal(error.code, code, error.message)
    t.equal(placeOf(error.message), at, error.message)
    t.match(error.message, says)
  })
}

for (const { code, yaml, at, says } of WARNINGS) {
  t.test(`a warning: ${code} at ${at}`, async (t) => {
    const { warnings } = await load({ 'x.yaml': scenarioText(String(yaml)) })
    const [warning, second] = warnings
    if (!warning || second) return t.fail('not exactly one warning', { warnings })
    t.equal(warning.code, code)
    t.equal(placeOf(formatProblem(warning)), at)
    t.match(formatProblem(warning), says)
  })
}

t.test('a folder, a missing name and a file that may not be read each have their own answer', async (t) => {
  const folder = t.testdir({ 'no-starttls.yaml': 'scenario: 1', 'mine.yaml': 'scenario: 1' })
  mkdirSync(join(folder, 'x.yaml'))
  const options = { vocabulary, catalogue: folder }
  t.match(await mistakesIn(loadScenario(join(folder, 'x.yaml'), options)), { code: 'SCENARIO_IS_FOLDER' })
  const unknown = await mistakesIn(loadScenario('no-startls', options))
  t.match(unknown.message, 'no scenario is named "no-startls".  [SCENARIO_NOT_FOUND]\n  Did you mean "no-starttls"?')
  t.match((await mistakesIn(loadScenario(join(folder, 'mien.yaml'), options))).message, 'Did you mean "mine"?')
  const denied = async () => {
    throw Object.assign(new Error('no'), { code: 'EACCES' })
  }
  const unreadable = await mistakesIn(loadScenario('mine', { ...options, readFile: denied }))
  t.match(unreadable, { code: 'SCENARIO_UNREADABLE', message: /EACCES/ })
})

t.test('all mistakes of a file are told at once, in its order, each once', async (t) => {
  const text = scenarioText(
    'sever: {}',
    'server:',
    '  tls: { certificate: expird }',
    '  rules:',
    '    - on: MAIL',
    '      reply: 500 #5.5.1 no',
    '      dealy: 2s',
  )
  const { message } = await mistakesIn(load({ 'x.yaml': text }))
  t.equal(
    message,
    [
      'x.yaml:2:1  the key "sever" is not known.  [SCENARIO_UNKNOWN_KEY]',
      '  Did you mean "server"?  Expected one of scenario, title, summary, sources, tags, extends, persona, server, path, upstream, relay, seed, expect, lesson.',
      'x.yaml:4:23  server.tls.certificate "expird" is not known.  [SCENARIO_UNKNOWN_CERTIFICATE]',
      '  Did you mean "expired"?  All certificate faults: docs/reference/certificates.md',
      'x.yaml:7:14  server.rules[0].reply the reply ends before "#5.5.1 no", which YAML takes as a comment.  [SCENARIO_UNQUOTED_REPLY]',
      '  Expected a reply in quotes.  Quote it: "500 #5.5.1 no"; a real comment goes on a line of its own.',
      'x.yaml:8:7  server.rules[0] the key "dealy" is not known.  [SCENARIO_UNKNOWN_KEY]',
      '  Did you mean "delay"?  Expected one of on, when, times, reply, delay, then.',
    ].join('\n'),
  )
})

t.test('a policy is told of a contradiction that it makes, at its own key', async (t) => {
  const text = scenarioText(
    'server:',
    '  tls: { certificate: expired }',
    '  policies:',
    '    - from: 127.0.0.2',
    '      tls: { mode: off }',
  )
  const error = await mistakesIn(load({ 'x.yaml': text }))
  t.match(error.message, 'x.yaml:3:23  server.tls.certificate has no use with server.tls.mode off')
})

t.test('no prefix of a real file makes it fail with anything but a ScenarioError', async (t) => {
  const text = readFileSync(new URL('../../scenarios/tls10-reject-sometimes.yaml', import.meta.url), 'utf8')
  for (let end = 0; end < text.length; end++) {
    await load({ 'x.yaml': text.slice(0, end) }).catch((error: Error) => {
      if (error.name !== 'ScenarioError') t.fail(`cut at ${end}: ${error.stack}`)
    })
  }
})

t.test('every code of this room is in the list with its meaning, and has a case here', (t) => {
  const folder = new URL('../../src/scenario/', import.meta.url)
  const used = new Set<string>()
  for (const file of readdirSync(folder)) {
    if (file === 'error-codes.ts') continue
    for (const [, code] of readFileSync(new URL(file, folder), 'utf8').matchAll(/'(SCENARIO_[A-Z_]+)'/g)) {
      used.add(code ?? '')
    }
  }
  const listed = Object.keys(SCENARIO_ERROR_CODES)
  t.same([...used].sort(), [...listed].sort())
  const tested = new Set([...MISTAKES, ...WARNINGS].map(({ code }) => code).concat(ON_DISK))
  t.same([...tested].sort(), [...listed].sort())
  t.end()
})

/** `3:9` of `x.yaml:3:9  ...`, with the file where it is another one. */
function placeOf(message: string): string {
  const [, file = '', place = ''] = /^(\S+?)(?::(\d+:\d+))? {2}/.exec(message) ?? []
  return file === 'x.yaml' ? place : `${file}:${place}`
}
