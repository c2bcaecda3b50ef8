// Settings from text and from values; mistakes say where, what, and what was meant.
import t from 'tap'
import { entries, flag, readSettings, word } from '../../src/send/settings.ts'

const about = { doc: 'x', source: 'x' }
const SETTINGS = {
  RequireTLS: flag({ standard: false, ...about }),
  TlsAuthLevel: word(['', 'EncryptionOnly', 'DomainValidation'], { standard: '', ...about }),
  Domains: entries({ standard: [], ...about }, /^[a-z.]*$/, 'domains'),
}

t.test('defaults, text and values', async (t) => {
  t.same(readSettings('x', SETTINGS, {}), { RequireTLS: false, TlsAuthLevel: '', Domains: [] })
  t.same(readSettings('x', SETTINGS, { requiretls: '$true', TLSAUTHLEVEL: 'domainvalidation', Domains: 'a.b, c.d' }), {
    RequireTLS: true,
    TlsAuthLevel: 'DomainValidation',
    Domains: ['a.b', 'c.d'],
  })
  t.same(readSettings('x', SETTINGS, { RequireTLS: true, Domains: [''] }).Domains, [''], 'an empty line is an entry')
  t.same(readSettings('x', SETTINGS, { Domains: 'a.b,' }).Domains, ['a.b', ''])
  t.same(readSettings('x', SETTINGS, { Domains: '' }).Domains, [], 'nothing is no entry')
})

t.test('mistakes', async (t) => {
  t.throws(() => readSettings('exchange', SETTINGS, { RequireTSL: true }), {
    code: 'SEND_UNKNOWN_SETTING',
    message:
      'exchange  the setting "RequireTSL" is not known.  [SEND_UNKNOWN_SETTING]\n' +
      '  Did you mean "RequireTLS"?  Expected one of RequireTLS, TlsAuthLevel, Domains.',
  })
  t.throws(() => readSettings('exchange', SETTINGS, { TlsAuthLevel: 'DomainValidaton' }), {
    code: 'SEND_WRONG_VALUE',
    message:
      'exchange TlsAuthLevel  "DomainValidaton" does not fit.  [SEND_WRONG_VALUE]\n' +
      '  Did you mean "DomainValidation"?  Expected one of nothing, EncryptionOnly, DomainValidation.',
  })
  t.throws(() => readSettings('exchange', SETTINGS, { RequireTLS: 'maybe' }), { code: 'SEND_WRONG_VALUE' })
  t.throws(() => readSettings('exchange', SETTINGS, { Domains: 'A B' }), { code: 'SEND_WRONG_VALUE' })
  t.throws(() => readSettings('exchange', {}, { a: 1 }), /Expected no setting: this sender has none/)
})
