import t from 'tap'
import { transcript } from '../transcript-builder.ts'
import { unmet } from './unmet.ts'

const NAME = 'refuses-null-and-anonymous'
const agreedOn = (suite: string) => transcript().session().tls({}, { suite, bits: 0 })

t.test('a mail with NULL or an anonymous suite is not refused, with others it is nothing to refuse', async (t) => {
  for (const suite of ['TLS_RSA_WITH_NULL_SHA', 'TLS_DH_anon_WITH_AES_256_CBC_SHA', 'TLS_ECDH_anon_WITH_NULL_SHA']) {
    t.match(await unmet(NAME, true, agreedOn(suite).mail().quit()), { found: `MAIL with ${suite}`, verdict: 'fail' })
  }
  for (const suite of ['TLS_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_DES_CBC_SHA']) {
    t.equal(await unmet(NAME, true, agreedOn(suite).mail().quit()), null, suite)
  }
})

t.test('credentials count, whatever becomes of them', async (t) => {
  t.match(await unmet(NAME, true, agreedOn('TLS_RSA_WITH_NULL_SHA').auth('535 no').quit()), { found: /^AUTH with / })
})

t.test('a client that looks at what was agreed on and leaves has refused', async (t) => {
  t.equal(await unmet(NAME, true, agreedOn('TLS_RSA_WITH_NULL_SHA').quit()), null)
})

t.test('false asks nothing', async (t) => {
  t.equal(await unmet(NAME, false, agreedOn('TLS_RSA_WITH_NULL_SHA').mail().quit()), null)
})
