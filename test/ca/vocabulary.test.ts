import t from 'tap'
import { CA_ERROR_CODES, CaError } from '../../src/ca/errors.ts'
import { FAULTS, faultsOf } from '../../src/ca/faults/index.ts'
import { CERTIFICATE_FAULTS, certificateShape } from '../../src/ca/vocabulary.ts'
import type { Problem } from '../../src/scenario/shape.ts'

function parse(value: unknown) {
  const problems: Problem[] = []
  return { value: certificateShape.parse(value, ['certificate'], problems), problems }
}

t.test('a text is the name of a fault', (t) => {
  for (const { name } of faultsOf('server')) t.same(parse(name), { value: { fault: name }, problems: [] })
  t.match(parse('server-purpose').problems, [{ code: 'SCENARIO_UNKNOWN_CERTIFICATE' }], 'that one is for clients')
  t.end()
})

t.test('a list is shown one after the other', (t) => {
  t.same(parse(['expired', { days: 90 }, {}]), { value: [{ fault: 'expired' }, { days: 90 }, {}], problems: [] })
  t.match(parse([]).problems, [{ code: 'SCENARIO_WRONG_VALUE', found: 'the list has 0 entries' }])
  t.match(parse(['expired']).problems, [{ code: 'SCENARIO_WRONG_VALUE', found: 'the list has 1 entries' }])
  t.match(parse(['expired', 'expird']).problems, [{ path: ['certificate', 1], didYouMean: 'expired' }])
  t.match(parse([{}, { fault: 'expired', days: 3 }]).problems, [{ code: 'SCENARIO_CONTRADICTION' }])
  t.end()
})

t.test('an unknown fault is told with the nearest known one and where to look', (t) => {
  const problem = {
    code: 'SCENARIO_UNKNOWN_CERTIFICATE',
    found: '"expird" is not known',
    didYouMean: 'expired',
    hint: 'All certificate faults: docs/reference/certificates.md',
  }
  t.match(parse('expird').problems, [{ ...problem, path: ['certificate'] }])
  t.match(parse({ fault: 'expird' }).problems, [{ ...problem, path: ['certificate', 'fault'] }])
  t.match(parse('valid').problems, [{ code: 'SCENARIO_UNKNOWN_CERTIFICATE' }])
  t.end()
})

t.test('a mapping describes a certificate or names your own', (t) => {
  const good = [
    {},
    { fault: 'expired', names: ['mx.test', '::1'], key: 'rsa', signature: 'sha512', chain: 'full' },
    { days: 10, key: 'rsa+ecdsa' },
    { pem: 'both.pem', passphrase: 'secret' },
    { pem: 'certificate.pem', key: 'rsa' },
    { pfx: 'whole.p12', passphrase: '1234' },
  ]
  for (const value of good) t.same(parse(value), { value, problems: [] })
  t.end()
})

t.test('your own certificate stands alone', (t) => {
  const cases = [
    [{ pem: 'a.pem', fault: 'expired' }, 'fault'],
    [{ pfx: 'a.p12', names: ['mx.test'] }, 'names'],
    [{ pfx: 'a.p12', key: 'a.key' }, 'key'],
    [{ pem: 'a.pem', pfx: 'a.p12' }, 'pfx'],
  ] as const
  for (const [value, key] of cases) {
    t.match(parse(value).problems, [{ code: 'SCENARIO_CONTRADICTION', path: ['certificate', key], atKey: true }])
    t.equal(parse(value).problems.length, 1)
  }
  t.match(parse({ pem: 'a.pem', kye: 'a.key' }).problems, [{ code: 'SCENARIO_UNKNOWN_KEY', didYouMean: 'key' }])
  t.end()
})

t.test('a fault does not stand beside a key that it settles itself', (t) => {
  const contradictions = [
    { fault: 'expired', days: 3 },
    { fault: 'wrong-host', names: ['mx.test'] },
    { fault: 'rsa512', key: 'ecdsa' },
    { fault: 'md5', signature: 'sha256' },
    { fault: 'self-signed', chain: 'full' },
    { signature: 'md5', key: 'rsa+ecdsa' },
  ]
  for (const value of contradictions) {
    t.match(parse(value).problems, [{ code: 'SCENARIO_CONTRADICTION', path: ['certificate'] }], JSON.stringify(value))
  }
  t.end()
})

t.test('wrong values and keys are told where they stand', (t) => {
  t.match(parse({ days: 0 }).problems, [{ path: ['certificate', 'days'] }])
  t.match(parse({ key: 'rsa4096' }).problems, [{ path: ['certificate', 'key'], code: 'SCENARIO_UNKNOWN_WORD' }])
  t.match(parse({ names: ['a name'] }).problems, [{ path: ['certificate', 'names', 0] }])
  t.match(parse({ nmaes: [] }).problems, [{ code: 'SCENARIO_UNKNOWN_KEY', didYouMean: 'names' }])
  t.match(parse(true).problems, [{ code: 'SCENARIO_WRONG_TYPE' }])
  t.end()
})

t.test('the reference has every fault with the keys that can stand beside it', (t) => {
  t.same(
    CERTIFICATE_FAULTS.map(({ name }) => name),
    FAULTS.map(({ name }) => name),
  )
  const rsa512 = CERTIFICATE_FAULTS.find(({ name }) => name === 'rsa512')
  t.same(Object.keys(rsa512?.options ?? {}), ['names', 'signature', 'chain', 'days'])
  t.match(Object.keys(certificateShape.parts?.[1]?.fields ?? {}).sort(), [
    'chain',
    'days',
    'fault',
    'key',
    'names',
    'passphrase',
    'pem',
    'pfx',
    'signature',
  ])
  t.match(JSON.stringify(certificateShape.json()), /"expired"/)
  t.end()
})

t.test('an error says what was found, what to do, and its code', (t) => {
  const error = new CaError('CA_EXPIRED', 'ca.pem expired.', 'Make a new one.')
  t.match(error, { code: 'CA_EXPIRED', message: 'ca.pem expired. Make a new one.', nextStep: 'Make a new one.' })
  for (const [code, doc] of Object.entries(CA_ERROR_CODES)) t.match(`${code} ${doc}`, /^(CA|CERTIFICATE)_[A-Z_]+ .+\.$/)
  t.end()
})
