// The page of verdicts: the words of a judgement, the rules that hold everywhere, the exit codes.
import { readFile } from 'node:fs/promises'
import type { Outcome, Policy } from '../../src/scenario/words.ts'
import { type Basis, type Leak, REASONS, type Verdict } from '../../src/verdict/judgement.ts'
import { exitTable } from './exit-codes.ts'
import { readInterface } from './interface-fields.ts'
import { code, page, table } from './markdown.ts'

const SOURCE = new URL('../../src/verdict/judgement.ts', import.meta.url)

const VERDICT_DOCS: Readonly<Record<Verdict, string>> = {
  pass: 'The client did right. "pass (unconfirmed)": it rests on silence alone.',
  warn: 'Right, but not harmless.',
  fail: 'The client did wrong; `failed` says in what, and which events prove it.',
  inconclusive: 'Nothing can be said of the client; `reason` says why.',
  skipped: 'Not tried: this machine cannot serve the scenario, or the client says that it cannot do it.',
}

const OUTCOME_DOCS: Readonly<Record<Outcome, string>> = {
  encrypted: 'Accepted with 2yz for at least one recipient, and always inside TLS.',
  'in-clear': 'Accepted, and at least one message of the try in clear.',
  none: 'Nothing was accepted.',
}

const LEAK_DOCS: Readonly<Record<Leak, string>> = {
  none: 'Nothing of the mail.',
  content: 'The message, behind DATA or BDAT.',
  envelope: 'An address, in MAIL or RCPT.',
  credentials: 'User and password, or another answer of an AUTH exchange.',
}

const BASIS_DOCS: Readonly<Record<Basis, string>> = {
  delivered: 'A mail was accepted: the transcript shows how it travelled.',
  alert: 'No mail, and the client sent a fatal TLS alert.',
  'client-report':
    'No mail and no alert, and the client says what it thinks: by its exit code, or by the error that a test reports.',
  silence: 'No mail, no alert, no word of the client.',
  path: 'The scenario has an `upstream`: inside TLS nothing can be seen.',
}

const POLICY_DOCS: Readonly<Record<Policy, string>> = {
  mandatory: "Encrypted, and the server's certificate checked.",
  unverified: "Encrypted, the certificate not checked (Postfix's `encrypt`).",
  opportunistic: 'Encrypted where possible, in clear elsewhere.',
}

/** Ids of broken rules that hold in every scenario; a test compares them with the sources. */
export const INVARIANT_DOCS: Readonly<Record<string, string>> = {
  'no-leak': 'With `mandatory` and `unverified`: no credentials, no address and no message outside TLS.',
  'no-credentials-in-clear': 'With `opportunistic`: no credentials outside TLS. A warning, not a failure.',
  'ehlo-again-after-starttls':
    'EHLO or HELO comes first inside TLS (RFC 3207 section 4.2); NOOP, RSET, HELP and QUIT may come before it.',
  'nothing-behind-starttls':
    'Nothing is sent behind STARTTLS before its reply is there (RFC 3207 section 4), be it 220 or a refusal. What a step of the path put there does not count.',
  'nothing-used-from-before-tls':
    'No reply from before TLS is taken for one inside it, and none that came along with the answer to STARTTLS for a later one. Proved only where the server holds a reply back: a command that came before it has used another one. Behind EHLO that is always so; behind other commands where bytes were put behind the answer to STARTTLS and the server lists no PIPELINING.',
  'no-broken-handshake':
    'Nothing is said inside a TLS whose handshake the client has to refuse: a wrong Finished or signature, a version or suite that it did not offer, a missing certificate or key, a record that is too long, and, for a client that offered TLS 1.3, the sign of a downgrade in the random (RFC 8446 section 4.1.3).',
  'no-hammering': 'At most 3 tries in 10 s after a refusal, and at most 3 repeats of a refused command in a session.',
  'reports-failure':
    'The client does not say that it delivered what nobody accepted. Gives way where `expect` has a `reports-failure` of its own.',
}

/** What becomes of the mail of a right client, by kind of scenario. */
const RIGHT: readonly (readonly string[])[] = [
  [
    'works, if slowly, or asks for what a good client can do (TLS 1.2, a login, a client certificate)',
    'encrypted',
    'encrypted',
    'encrypted',
  ],
  ['STARTTLS missing, refused, stripped or masked', 'none', 'none', 'in-clear or none'],
  [
    'STARTTLS works and cannot be seen: not listed, taken out of the list, EHLO refused',
    'encrypted or none',
    'encrypted or none',
    'encrypted, in-clear or none',
  ],
  ['bytes injected before TLS', 'encrypted or none', 'encrypted or none', 'encrypted, in-clear or none'],
  ['the certificate is wrong', 'none', 'encrypted or none', 'encrypted, in-clear or none'],
  [
    'only weak encryption is left',
    'none; encrypted is a warning',
    'none; encrypted is a warning',
    'in-clear or none; encrypted is a warning',
  ],
  [
    'only NULL or anonymous suites are left',
    'none; encrypted is a failure',
    'none; encrypted is a failure',
    'in-clear or none; encrypted is a failure',
  ],
  ['the handshake breaks', 'none', 'none', 'in-clear or none'],
  [
    'the handshake shows a downgrade, which a client of TLS 1.2 cannot know',
    'none; encrypted is a warning, a failure where TLS 1.3 was offered',
    'the same',
    'in-clear or none; encrypted as before',
  ],
  ['the server refuses for good (5yz)', 'none', 'none', 'none'],
  ['the server defers (4yz)', 'none', 'none', 'none'],
  [
    'the server defers (4yz) and takes the mail later',
    'none at first, encrypted when the client comes back; within its first try or in a later one',
    'the same',
    'the same',
  ],
  ['the connection is cut, reset or silent', 'none', 'none', 'none'],
]

export async function verdictsPage(): Promise<string> {
  const source = await readFile(SOURCE, 'utf8')
  return page('Verdicts', 'src/verdict', [
    'A judgement says whether a client did right in a scenario, given what it is configured to want. It looks at the ' +
      'first try of the client: all its connections, until none is open and none has opened for one second; with ' +
      '`simulate check`, until the command has ended. A connection without a byte of the client is a port check and is ' +
      'never judged. How far a judgement goes: [what a verdict can know](../explanation/what-a-verdict-can-know.md).',
    'It is printed at the end of a run and by `simulate check`, is the last line of `--json` ' +
      '([command line](command-line.md#lines-of---json)), and is what `server.judge()` resolves with in a test.',
    '## Fields of a judgement',
    fieldsOf(source, 'Judgement'),
    '`onward`, of a scenario that [relays](../how-to/relay-to-a-second-server.md):',
    fieldsOf(source, 'Onward'),
    'An entry of `failed`:',
    fieldsOf(source, 'FailedExpectation'),
    'An entry of `diagnoses`, all of which stand on [a page of their own](diagnoses.md):',
    fieldsOf(source, 'Diagnosis'),
    '## Verdict',
    words('verdict', VERDICT_DOCS),
    '## Policy',
    'What the client is configured to want. The simulator cannot see it: say it with `--policy`, or `judge({ policy })`. ' +
      'Default: `mandatory`.',
    words('policy', POLICY_DOCS),
    '## Outcome',
    'How the mail travelled that was accepted.',
    words('outcome', OUTCOME_DOCS),
    '## Leak',
    'The worst that the client sent outside TLS, whatever the server replied.',
    words('leak', LEAK_DOCS),
    '## Basis',
    'What the judgement rests on.',
    words('basis', BASIS_DOCS),
    '## Reasons',
    'Why a judgement is inconclusive or skipped; else `reason` is null.',
    table(
      ['`reason`', 'meaning'],
      Object.entries(REASONS).map(([name, doc]) => [anchored(name), doc]),
    ),
    '## What a right client does',
    'The outcome of the first try that is right, by kind of scenario. `expect` of a scenario says it in detail; what is ' +
      'not listed there is a failure, and without `expect` only `encrypted` passes.',
    table(['the server or the path', 'mandatory', 'unverified', 'opportunistic'], RIGHT),
    '## Rules that hold everywhere',
    'Whatever the scenario. Each is the `id` of an entry in `failed`.',
    table(
      ['`id`', 'rule'],
      Object.entries(INVARIANT_DOCS).map(([name, doc]) => [anchored(name), doc]),
    ),
    'Other ids are `outcome`, when `expect` does not list the outcome as right, and the names of the ' +
      '[expectations](expectations.md) of a scenario. After a 4yz reply or a lost connection a client may retry or report ' +
      'a failure; a retry is demanded only where `expect` has [`retries`](expectations.md#retries).',
    '## Exit codes',
    exitTable(),
    '`pass` and `warn` end with 0, `fail` with 1, `inconclusive` with 4. With several results the first of 70, 2, 1, 3, ' +
      '4, 0 that occurs counts; `skipped` gives 3 only if nothing else ran.',
  ])
}

function words(column: string, docs: Readonly<Record<string, string>>): string {
  return table(
    [column, 'meaning'],
    Object.entries(docs).map(([word, doc]) => [code(word), doc]),
  )
}

function anchored(name: string): string {
  return `<a id="${name}"></a>${code(name)}`
}

function fieldsOf(source: string, name: string): string {
  return table(
    ['field', 'type', 'meaning'],
    readInterface(source, name).map(({ name: field, type, optional, doc }) => [
      `${code(field)}${optional ? ' ?' : ''}`,
      typeWords(type),
      doc || (FIELD_DOCS[field] ?? ''),
    ]),
  )
}

/** Fields that need no comment in the source. */
const FIELD_DOCS: Readonly<Record<string, string>> = {
  verdict: 'See [verdict](#verdict).',
  policy: 'See [policy](#policy).',
  leak: 'The worst that was sent outside TLS. See [leak](#leak).',
  basis: 'What it rests on. See [basis](#basis).',
  reason: 'Why it is inconclusive or skipped. See [reasons](#reasons).',
  failed: 'What was not as expected.',
  id: 'A stable word.',
  expected: 'In words.',
  found: 'In words.',
  events: '`seq` of the [events](events.md) that prove it.',
}

/** Names of unions are explained by their own sections. */
function typeWords(type: string): string {
  return code(type.replace(/\b(Verdict|Policy|Outcome|Leak|Basis|Reason)\b/g, 'string'))
}
