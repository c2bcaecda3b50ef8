// Every cell of the table of DESIGN.md section 6, and the catalogue against it.
import t from 'tap'
import { type Outcome, POLICIES, type Policy } from '../../src/scenario/words.ts'
import { judge } from '../../src/verdict/judge.ts'
import { expectOf, ROWS } from './design-table.ts'
import { loaded } from './real-runs.ts'
import { healthyTranscript, type TranscriptBuilder, transcript } from './transcript-builder.ts'

/** How a try looks whose mail travelled so; that none came is the server's refusal, told by the client. */
const TRANSCRIPTS: Record<Outcome, () => TranscriptBuilder> = {
  encrypted: healthyTranscript,
  'in-clear': () => transcript().session().ehlo().mail().quit(),
  none: () => transcript().session().tls().asks('MAIL FROM:<a@x>', '550 no').quit(),
}

/** What DESIGN.md says of leaks on top of the table: in clear something of the mail is outside TLS. */
function verdictOf(kind: keyof typeof ROWS, policy: Policy, outcome: Outcome): string {
  if (outcome === 'in-clear' && policy !== 'opportunistic') return 'fail'
  return expectOf(kind)[policy][outcome] ?? 'fail'
}

for (const kind of Object.keys(ROWS) as (keyof typeof ROWS)[]) {
  t.test(kind, async (t) => {
    const scenario = await loaded({ expect: expectOf(kind) })
    for (const policy of POLICIES) {
      for (const [outcome, build] of Object.entries(TRANSCRIPTS) as [Outcome, () => TranscriptBuilder][]) {
        const client = { says: outcome === 'none' ? ('failed' as const) : ('delivered' as const) }
        const judgement = judge({ scenario, transcript: build().events, policy, client })
        const expected = verdictOf(kind, policy, outcome)
        t.match(judgement, { verdict: expected, outcome, policy, reason: null }, `${policy}, ${outcome}: ${expected}`)
        t.equal(
          judgement.failed.some(({ id }) => id === 'outcome'),
          (expectOf(kind)[policy][outcome] ?? 'fail') !== 'pass',
          'the outcome is named when it is not right',
        )
      }
    }
  })
}

/** Which kind of scenario each one of the catalogue is, as DESIGN.md says by name or by what it does. */
const KINDS: Record<string, keyof typeof ROWS> = {
  healthy: 'fine',
  'tls12-only': 'fine',
  'tls10-reject': 'fine',
  'tls-required': 'fine',
  'client-cert-required': 'fine',
  'client-cert-required-reply': 'fine',
  'no-starttls': 'TLS missing',
  'starttls-masked': 'TLS missing',
  'starttls-removed': 'TLS stripped from the list',
  'starttls-refused-454': 'TLS missing',
  'starttls-refused-502': 'TLS missing',
  'starttls-out-of-place': 'TLS missing',
  'starttls-then-nothing': 'TLS missing',
  'starttls-masked-pix': 'TLS missing',
  'starttls-not-advertised-but-works': 'fine, though not advertised',
  'ehlo-refused': 'TLS stripped from the list',
  'banner-masked': 'TLS stripped from the list',
  'starttls-order': 'TLS stripped from the list',
  'response-injection-lines': 'bytes injected in front of TLS',
  'response-injection-fragment': 'bytes injected in front of TLS',
  'response-injection-session': 'bytes injected in front of TLS',
  'pipelining-after-starttls': 'fine',
  'capabilities-change-after-tls': 'fine',
  'capabilities-lost-after-tls': 'fine',
  'microsoft-365-smtp-auth-off-tenant': 'refuses for good',
  'microsoft-365-smtp-auth-off-mailbox': 'refuses for good',
  'microsoft-365-conditional-access': 'refuses for good',
  'microsoft-365-wrong-credentials': 'refuses for good',
  'microsoft-365-basic-auth-disabled': 'fine',
  'microsoft-365-basic-auth-retired': 'fine',
  'microsoft-365-security-defaults': 'fine',
  'microsoft-365-not-authenticated': 'fine',
  'microsoft-365-old-tls-organization': 'fine',
  'auth-only-xoauth2': 'fine',
  'auth-ntlm-then-login': 'TLS missing',
  'auth-in-clear-offered': 'fine',
  'auth-wrong-password': 'refuses for good',
  'auth-temporary-failure': 'defers with 4yz',
  'auth-fails-then-works': 'defers, then takes the mail',
  'auth-mechanism-unknown': 'fine',
  'auth-needs-tls': 'fine',
  'auth-odd-prompts': 'fine',
  'cert-expired': 'certificate wrong',
  'cert-self-signed': 'certificate wrong',
  'cert-untrusted-root': 'certificate wrong',
  'cert-wrong-host': 'certificate wrong',
  'null-cipher': 'NULL or anonymous only',
  'anonymous-dh': 'NULL or anonymous only',
  'static-rsa-only': 'fine, though without forward secrecy',
  'old-ciphers-only': 'fine',
  'encryption-too-weak': 'fine',
  'weak-ciphers': 'only weak encryption left',
  'rc4-only': 'only weak encryption left',
  '3des-only': 'only weak encryption left',
  'des-only': 'only weak encryption left',
  'export-only': 'only weak encryption left',
  'ssl3-only': 'only weak encryption left',
  'tls11-only': 'only weak encryption left',
  dh480: 'only weak encryption left',
  dh512: 'only weak encryption left',
  dh1024: 'only weak encryption left',
  'dh-composite': 'only weak encryption left',
  'dh-small-subgroup': 'only weak encryption left',
  'wrong-version-in-hello': 'handshake breaks',
  'bad-finished': 'handshake breaks',
  'downgrade-sentinel': 'handshake breaks, for who can see it',
  'tls13-only': 'fine',
  'tls10-only': 'only weak encryption left',
  'tls10-reject-at-mail': 'fine',
  'handshake-alert': 'handshake breaks',
  'handshake-closes': 'handshake breaks',
  'handshake-garbage': 'handshake breaks',
  'handshake-hangs': 'handshake breaks',
  'implicit-tls': 'fine',
  'tls-then-silence': 'cut, reset or silence',
  'cert-not-yet-valid': 'certificate wrong',
  'cert-incomplete-chain': 'certificate wrong',
  'cert-sha1': 'certificate wrong',
  'cert-md5': 'certificate wrong',
  'cert-rsa512': 'certificate wrong',
  'cert-client-purpose': 'certificate wrong',
  'cert-revoked': 'certificate wrong',
  'cert-demo': 'certificate wrong',
  'cert-intermediate': 'fine',
  'dane-match': 'fine',
  'cert-no-common-name': 'fine',
  'cert-no-subject': 'fine',
  'cert-1000-sans': 'fine',
  'cert-changes': 'fine',
  'version-intolerant': 'handshake breaks',
  'tls-required-microsoft': 'fine',
  'tls-required-gmail': 'fine',
  'tls-off': 'TLS missing',
  'tls-preferred': 'fine',
  'tls-for-some-recipients': 'fine',
  'starttls-disappears': 'fine',
  'client-cert-optional': 'fine',
  'client-cert-verified': 'fine',
  'client-cert-many-cas': 'fine',
  'client-cert-server-purpose': 'fine',
  'emailgtw-microsoft-365': 'fine',
  'mailmarshal-client-certificate': 'fine',
  'mailmarshal-cipher-strength': 'fine',
  'securemail-partner-domain': 'fine',
  'cisco-esa-listener': 'fine',
  'exchange-2016-send-connector': 'fine',
  'exchange-2019-ecdhe-only': 'fine',
  greylisting: 'defers, then takes the mail',
  'fails-twice-then-works': 'defers, then takes the mail',
  'rate-limit': 'defers, then takes the mail',
  'too-many-connections': 'defers, then takes the mail',
  'recipient-refused': 'refuses for good',
  'mailbox-full': 'defers with 4yz',
  'message-too-big': 'refuses for good',
  'slow-greeting': 'fine',
  drip: 'fine',
  'cut-in-data': 'cut, reset or silence',
  'reset-after-data': 'defers, then takes the mail',
  'silence-after-dot': 'cut, reset or silence',
  'long-replies': 'fine',
  'bare-lf-replies': 'breaks the standard',
  'non-ascii-replies': 'fine',
  'relay-in-clear': 'fine',
  'relay-encrypted': 'fine',
  'relay-refused': 'fine',
}

for (const [name, kind] of Object.entries(KINDS)) {
  t.test(`${name} expects what the table says of: ${kind}`, async (t) => {
    t.strictSame((await loaded(name)).expect?.outcomes, ROWS[kind])
  })
}

t.test('an outcome that is not listed fails; without a word on the policy only encrypted passes', async (t) => {
  const verdict = async (expect: object | undefined, policy: Policy, outcome: Outcome) => {
    const scenario = await loaded(expect ? { expect } : {})
    const client = { says: 'failed' as const }
    return judge({ scenario, transcript: TRANSCRIPTS[outcome]().events, policy, client }).verdict
  }
  t.equal(await verdict(undefined, 'opportunistic', 'encrypted'), 'pass')
  t.equal(await verdict(undefined, 'opportunistic', 'in-clear'), 'fail')
  t.equal(await verdict({ mandatory: ['none'] }, 'unverified', 'encrypted'), 'pass')
  t.equal(await verdict({ mandatory: ['none'] }, 'unverified', 'none'), 'fail')
  t.equal(await verdict({ opportunistic: { 'in-clear': 'warn' } }, 'opportunistic', 'in-clear'), 'warn')
  t.equal(await verdict({ opportunistic: { 'in-clear': 'fail' } }, 'opportunistic', 'in-clear'), 'fail')
})

t.test('an outcome that the scenario leaves open is inconclusive, unless something else fails', async (t) => {
  const open = { 'in-clear': 'inconclusive', encrypted: 'inconclusive', none: 'inconclusive' }
  const scenario = await loaded({ expect: { mandatory: open, opportunistic: open } })
  const input = { scenario, transcript: TRANSCRIPTS['in-clear']().events }
  t.match(judge({ ...input, policy: 'opportunistic' }), { verdict: 'inconclusive', reason: 'outcome-not-judged' })
  t.match(judge({ ...input, policy: 'mandatory' }), { verdict: 'fail', reason: null })
})

t.test('greylisting: the first try is judged, the later one that succeeds is shown', async (t) => {
  const scenario = await loaded({ expect: expectOf('defers with 4yz') })
  const builder = transcript().session().tls().asks('MAIL FROM:<a@x>', '451 4.7.1 later').quit().after(60_000)
  builder.session().tls().mail().quit()
  t.match(judge({ scenario, transcript: builder.events, policy: 'mandatory' }), { verdict: 'pass', outcome: 'none' })
})
