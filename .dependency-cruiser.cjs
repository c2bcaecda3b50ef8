// Which room may import which: one direction, no cycle (see docs/explanation/rooms.md).
const room = (names) => `^src/(${names.join('|')})/`
const may = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: [from, ...to] },
})
const LEAVES = [room(['scenario', 'transcript'])]
// Words of products, for those who play them and those who write their logs.
const WORDS = room(['product-log'])

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    may('transcript-imports-nothing-of-ours', room(['transcript']), []),
    may('scenario-imports-only-the-transcript', room(['scenario']), [room(['transcript'])]),
    may('ca-stands-alone', room(['ca']), LEAVES),
    may('tls-stands-alone', room(['tls']), LEAVES),
    may('smtp-stands-alone', room(['smtp']), LEAVES),
    may('path-stands-alone', room(['path']), LEAVES),
    may('verdict-only-reads', room(['verdict']), LEAVES),
    may('capture-stands-alone', room(['capture']), LEAVES),
    may('client-report-only-reads', room(['client-report']), [
      '^src/tls/wire/',
      ...LEAVES,
      room(['verdict', 'report']),
    ]),
    may('product-log-is-words', room(['product-log']), LEAVES),
    may('report-only-reads', room(['report']), [...LEAVES, WORDS, room(['verdict'])]),
    may('saved-keeps-what-reports-read', room(['saved']), [...LEAVES, room(['verdict', 'report'])]),
    may('run-joins-the-rooms', room(['run']), [...LEAVES, room(['ca', 'tls', 'smtp', 'path'])]),
    may('check-runs-and-judges', room(['check']), [
      ...LEAVES,
      room(['ca', 'run', 'verdict', 'report']),
      '^src/[^/]+\\.ts$',
    ]),
    may('matchers-look-at-judgements', room(['matchers']), [...LEAVES, room(['verdict']), '^src/start-scenario\\.ts$']),
    may('http-knows-requests-only', room(['http']), []),
    may('control-drives-the-rooms', room(['control']), [
      ...LEAVES,
      room(['http', 'ca', 'tls', 'run', 'verdict', 'report']),
      '^src/[^/]+\\.ts$',
    ]),
    may('lab-runs-senders-against-scenarios', room(['lab']), [
      ...LEAVES,
      room(['http', 'control', 'ca', 'send', 'run', 'verdict', 'report']),
      '^src/[^/]+\\.ts$',
    ]),
    may('send-speaks-tls-itself', room(['send']), ['^src/tls/wire/', WORDS, ...LEAVES]),
    may('relay-sends-on', room(['relay']), [...LEAVES, room(['send'])]),
    may('probe-looks-from-outside', room(['probe']), [
      ...LEAVES,
      room(['send']),
      '^src/tls/wire/',
      '^src/tls/engines\\.ts$',
      '^src/ca/der\\.ts$',
    ]),
    {
      name: 'only-their-entry-points-import-the-matchers',
      severity: 'error',
      from: { pathNot: '^src/(matchers/|vitest\\.ts$|jest\\.ts$)' },
      to: { path: '^src/(matchers/|vitest\\.ts$|jest\\.ts$)' },
    },
    {
      name: 'nobody-imports-the-command-line',
      severity: 'error',
      from: { pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'only-one-file-touches-the-internals-of-smtp-server',
      severity: 'error',
      from: { pathNot: '^src/smtp/connection\\.ts$' },
      to: { path: 'smtp-server' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    // Its parser knows no TSX; test/contract/page.test.ts looks at what the page imports.
    exclude: { path: '^src/web/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
}
