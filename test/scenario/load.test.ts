// What a right scenario becomes: every form of every key, `extends`, personas, objects.
import t from 'tap'
import { sourceMatcher } from '../../src/scenario/address.ts'
import { loadPersona, loadScenario } from '../../src/scenario/load.ts'
import { load, mistakesIn, scenarioText, vocabulary } from './stand-ins.ts'

const serverOf = async (...lines: string[]) => (await load({ 'x.yaml': scenarioText('server:', ...lines) })).server

t.test('a scenario of one line is the healthy server', async (t) => {
  t.same(await load({ 'x.yaml': 'scenario: 1' }), {
    scenario: 1,
    name: 'x',
    file: 'x.yaml',
    voice: null,
    next: null,
    warnings: [],
  })
})

t.test('every key of the server keeps its meaning', async (t) => {
  const server = await serverOf(
    '  hostname: mail.example.com',
    '  size: 35MiB',
    '  proxyProtocol: true',
    '  tls:',
    '    mode: implicit',
    '    versions: [TLSv1, TLSv1.2]',
    '    ciphers: TLS_RSA_WITH_AES_128_CBC_SHA',
    '    groups: [X25519]',
    '    certificate: { fault: expired, days: 3 }',
    '    clientCertificate: { ask: require, verify: name, refuse: reply, names: [probe] }',
    '    handshake: { hang: 2s }',
    '    engine: openssl',
    '  auth: { mechanisms: [LOGIN], required: true, inClear: refused, accounts: [{ user: a, pass: "b c" }] }',
    '  policies: [{ from: [127.0.0.2, "fd00::/8"], auth: { mechanisms: [] , required: false } }]',
  )
  t.match(server, {
    hostname: 'mail.example.com',
    size: 35 * 1024 * 1024,
    proxyProtocol: true,
    tls: {
      ciphers: ['TLS_RSA_WITH_AES_128_CBC_SHA'],
      certificate: { fault: 'expired', days: 3 },
      handshake: { hang: 2000 },
    },
    auth: { accounts: [{ user: 'a', pass: 'b c' }] },
    policies: [{ from: ['127.0.0.2', 'fd00::/8'], auth: { mechanisms: [] } }],
  })
})

t.test('EHLO lines are said as written', async (t) => {
  const server = await serverOf('  ehlo: { plain: ["{host} Hello", "SIZE 100", STARTTLS], tls: ["{host}"] }')
  t.same(server?.ehlo, { plain: ['{host} Hello', 'SIZE 100', 'STARTTLS'], tls: ['{host}'] })
})

t.test('a reply in each of its forms', async (t) => {
  const replies: [yaml: string, expected: object][] = [
    ['"450 4.7.1 Try #later"', { code: 450, lines: ['450 4.7.1 Try #later'], performs: false }],
    ['250 Fine', { code: 250, lines: ['250 Fine'], performs: true }],
    ['"250"', { code: 250, lines: ['250'], performs: true }],
    ['[250 a, 250 b, 250 c]', { code: 250, lines: ['250-a', '250-b', '250 c'], performs: true }],
    ['[550-a, 550 b]', { code: 550, lines: ['550-a', '550 b'], performs: false }],
    ['{ lines: 250 no effect, performs: false }', { code: 250, lines: ['250 no effect'], performs: false }],
    ['{ lines: [550 a, 550 b], performs: true }', { code: 550, lines: ['550-a', '550 b'], performs: true }],
    ['{ raw: "220 a\\r\\n", performs: true }', { raw: '220 a\r\n', performs: true }],
    ['{ raw: "220" }', { raw: '220', performs: false }],
  ]
  for (const [yaml, expected] of replies) {
    const server = await serverOf('  rules:', '    - on: MAIL', `      reply: ${yaml}`)
    t.same(server?.rules?.[0]?.reply, expected, yaml)
  }
})

t.test('a real comment may stand on its own line, behind quotes, and behind other values', async (t) => {
  const server = await serverOf(
    '  rules:',
    '    # why',
    '    - on: MAIL # where',
    '      delay: 2s # how long',
    '      reply: "450 x" # because',
  )
  t.match(server?.rules, [{ on: ['MAIL'], delay: 2000, reply: { lines: ['450 x'] } }])
})

t.test('a rule with every condition and each way of counting', async (t) => {
  const server = await serverOf(
    '  auth: { accounts: [{ user: u, pass: p }] }',
    '  rules:',
    '    - on: [connect, MAIL, AUTH-command, XYZZY]',
    '      when: { tls: any, tlsBelow: TLSv1.2, strengthBelow: 112, from: 10.0.0.0/8, sender: Example.COM,',
    '              recipient: [a@b.example], mechanism: NTLM, authenticated: false, clientCertificate: none, credentials: wrong }',
    '      times: { first: 2, per: source, window: 1m }',
    '      then: reset',
    '    - { on: any, times: { every: 3 } }',
    '    - { on: any, times: { chance: 0.25 } }',
    '    - { on: any, times: { ramp: { from: 0.05, to: 0.5, over: 100 } } }',
  )
  t.match(server?.rules, [
    {
      on: ['connect', 'MAIL', 'AUTH-command', 'XYZZY'],
      when: { from: ['10.0.0.0/8'], sender: ['example.com'], recipient: ['a@b.example'], mechanism: ['NTLM'] },
      times: { first: 2, per: 'source', window: 60_000 },
      // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format
      then: 'reset',
    },
    { times: { every: 3 } },
    { times: { chance: 0.25 } },
    { times: { ramp: { from: 0.05, to: 0.5, over: 100 } } },
  ])
})

t.test('what a right client does: a list passes, a mapping grades', async (t) => {
  const { expect } = await load({
    'x.yaml': scenarioText(
      'expect: { mandatory: [encrypted, none], opportunistic: { none: warn }, retries: { atLeast: 1 } }',
    ),
  })
  t.same(expect, {
    outcomes: { mandatory: { encrypted: 'pass', none: 'pass' }, opportunistic: { none: 'warn' } },
    named: { retries: { atLeast: 1 } },
  })
})

t.test('an upstream stands in place of the server', async (t) => {
  t.same((await load({ 'x.yaml': scenarioText('upstream: mail.example.com:25') })).upstream, {
    host: 'mail.example.com',
    port: 25,
  })
  t.match(await load({ 'x.yaml': scenarioText('upstream: "[::1]:2525"') }), { upstream: { host: '::1', port: 2525 } })
})

t.test('an object needs no version, and leaves undefined keys out', async (t) => {
  const scenario = await load({}, { title: 'Mine', server: { size: undefined, tls: { mode: 'off' } } })
  t.match(scenario, { name: 'scenario', file: null, title: 'Mine', server: { tls: { mode: 'off' } } })
  const { message } = await mistakesIn(load({}, { server: { tsl: {} } }))
  t.match(message, 'scenario object  server the key "tsl" is not known.  [SCENARIO_UNKNOWN_KEY]')
})

t.test('a byte order mark and Windows line ends do not move the places', async (t) => {
  const { message } = await mistakesIn(load({ 'x.yaml': '\uFEFFscenario: 1\r\nserver:\r\n  siez: 1KiB\r\n' }))
  t.match(message, 'x.yaml:3:3  server the key "siez"')
})

t.test('relay', async (t) => {
  const files = {
    'catalogue/next.yaml': scenarioText('title: Next', 'server: { hostname: next.example }'),
    'catalogue/relays.yaml': scenarioText('relay: { scenario: next, tls: mandatory }'),
    'sub/near.yaml': scenarioText('relay: { scenario: ./other.yaml }'),
    'sub/other.yaml': scenarioText('server: { hostname: other.example }'),
  }
  const relayOf = async (...lines: string[]) => load({ ...files, 'x.yaml': scenarioText(...lines) })

  t.test('loads the second server with the first', async (t) => {
    const { relay, next } = await relayOf('relay: { scenario: next }')
    t.same(relay, { scenario: 'next' })
    t.match(next, { name: 'next', title: 'Next', next: null, server: { hostname: 'next.example' } })
  })

  t.test('comes down by extends, and a path stays relative to the file that has it', async (t) => {
    const inherited = await relayOf('extends: relays', 'relay: { tls: none }')
    t.same(inherited.relay, { scenario: 'next', tls: 'none' })
    t.match(inherited.next, { name: 'next' })
    t.match((await relayOf('extends: sub/near.yaml')).next, { server: { hostname: 'other.example' } })
    t.equal((await relayOf('extends: relays', 'relay: null')).next, null)
  })
})

t.test('extends', async (t) => {
  const base = scenarioText(
    'title: Base',
    'tags: [a]',
    'seed: 7',
    'persona: p',
    'server:',
    '  size: 1MiB',
    '  tls: { versions: [TLSv1, TLSv1.2], certificate: { fault: expired, days: 3 } }',
    '  rules: [{ on: MAIL, reply: 450 a }, { on: RCPT, reply: 450 b }]',
    'expect: { mandatory: [encrypted] }',
  )
  const persona = 'persona: 1\ntitle: P\nproduct: P\nsources: [x]\nehlo: { plain: ["{host}"], tls: ["{host}"] }\n'
  const files = { 'catalogue/base.yaml': base, 'catalogue/personas/p.yaml': persona }

  t.test('takes persona, server and expect, and neither title, tags nor seed', async (t) => {
    const scenario = await load({ ...files, 'x.yaml': scenarioText('extends: base', 'server: { size: 2MiB }') })
    t.match(scenario, { server: { size: 2 * 1024 * 1024, rules: { length: 2 } }, voice: { name: 'p' } })
    t.match(scenario.expect?.outcomes, { mandatory: { encrypted: 'pass' } })
    t.notOk('title' in scenario || 'tags' in scenario || 'seed' in scenario)
  })

  t.test('a list replaces a list, a choice replaces a choice, null restores the default', async (t) => {
    const child = scenarioText(
      'extends: base',
      'persona: null',
      'server:',
      '  size: null',
      '  tls: { certificate: { fault: wrong-host } }',
      '  rules: [{ on: DATA, reply: 450 c }]',
    )
    const { server, voice } = await load({ ...files, 'x.yaml': child })
    t.same(server, {
      tls: { versions: ['TLSv1', 'TLSv1.2'], certificate: { fault: 'wrong-host' } },
      rules: [{ on: ['DATA'], reply: { code: 450, lines: ['450 c'], performs: false } }],
    })
    t.equal(voice, null)
  })

  t.test('goes down a chain, by relative path too', async (t) => {
    const chain = {
      ...files,
      'x.yaml': scenarioText('extends: sub/middle.yaml'),
      'sub/middle.yaml': scenarioText('extends: ../own.yaml', 'server: { size: 3MiB }'),
      'own.yaml': scenarioText('extends: base', 'server: { hostname: own.example }'),
    }
    t.match(await load(chain), { server: { size: 3 * 1024 * 1024, hostname: 'own.example', rules: { length: 2 } } })
  })

  t.test('a mistake is told in the file that holds the key', async (t) => {
    const chain = {
      'x.yaml': scenarioText('extends: ./b.yaml', 'server: { siez: 1KiB }'),
      'b.yaml': scenarioText('server:', '  tls: { mode: of }'),
    }
    const { problems } = await mistakesIn(load(chain))
    t.match(problems, [
      { code: 'SCENARIO_UNKNOWN_KEY', file: 'x.yaml', line: 3, column: 11 },
      { code: 'SCENARIO_UNKNOWN_WORD', file: 'b.yaml', line: 3, column: 16 },
    ])
  })

  t.test('a contradiction with an extended scenario says how to take the key away', async (t) => {
    const child = scenarioText('extends: base', 'server: { tls: { mode: off } }')
    const { problems } = await mistakesIn(load({ ...files, 'x.yaml': child }))
    t.match(problems[0], { file: 'catalogue/base.yaml', line: 8, hint: /null takes it away/ })
  })
})

t.test('a persona', async (t) => {
  const folder = t.testdir({
    personas: {
      'good.yaml':
        'persona: 1\ntitle: Good\nproduct: Good 1\nsources: [x]\nsize: 1MiB\nauth: [LOGIN]\n' +
        'ehlo: { plain: &e ["{host} Hello", "{size}", "{starttls}", "{auth}"], tls: *e }\n' +
        'texts: { greeting: "220 {host} #1", help: [214 a, 214 b] }\n' +
        'rules: [{ on: MAIL, when: { tls: none }, reply: 530 x }]\n',
      'bad.yaml': 'persona: 1\ntitle: a\ntexts:\n  maill-ok: "250 x"\n  help: 214 see #1\n',
    },
  })
  const options = { vocabulary, catalogue: folder }
  t.match(await loadPersona('good', options), {
    name: 'good',
    ehlo: { plain: ['{host} Hello', '{size}', '{starttls}', '{auth}'] },
    texts: { greeting: ['220 {host} #1'], help: ['214-a', '214 b'] },
    rules: [{ on: ['MAIL'] }],
  })
  const bad = await mistakesIn(loadPersona('bad', options))
  t.match(bad.problems, [
    { code: 'SCENARIO_MISSING_KEY' },
    { code: 'SCENARIO_MISSING_KEY' },
    { code: 'SCENARIO_MISSING_KEY' },
    { code: 'SCENARIO_UNKNOWN_WORD', line: 4, column: 3, didYouMean: 'mail-ok' },
    { code: 'SCENARIO_UNQUOTED_REPLY', line: 5, column: 9 },
  ])
  const wrong = await mistakesIn(loadScenario({ persona: 'bda' }, options))
  t.match(wrong, { code: 'SCENARIO_UNKNOWN_PERSONA', message: /Did you mean "bad"\?/ })
})

t.test('source ranges match IPv4 and IPv6 addresses', (t) => {
  const matches = sourceMatcher(['127.0.0.2', '10.0.0.0/8', 'fd00::/8'])
  t.same(['127.0.0.2', '10.255.0.1', 'fd12::1'].map(matches), [true, true, true])
  t.same(['127.0.0.1', '11.0.0.1', 'fe80::1%eth0', 'nonsense'].map(matches), [false, false, false, false])
  t.ok(sourceMatcher(['0.0.0.0/0'])('8.8.8.8'))
  t.end()
})
