// What the findings are worth, by the standards of today (RFC 8996, RFC 9325, RFC 8314). Pure.
import { codeOf, type Findings, type Grade, mechanismsOf, ownPrime } from './findings.ts'

/** The worst first. */
export function gradesOf(findings: Omit<Findings, 'grades'>): Grade[] {
  const grades = [...ofStarttls(findings), ...ofVersions(findings), ...ofSuites(findings)]
  grades.push(...ofCertificate(findings), ...ofDialogue(findings))
  return grades.sort((a, b) => ORDER.indexOf(a.grade) - ORDER.indexOf(b.grade))
}

const ORDER: readonly Grade['grade'][] = ['bad', 'warn', 'note', 'good']

function ofStarttls({ mode, starttls, handshake, tls, ehlo }: Omit<Findings, 'grades'>): Grade[] {
  if (mode === null || (mode === 'starttls' && !starttls)) return []
  const grades: Grade[] = []
  const works = tls?.versions.some(({ suites }) => suites.length > 0) ?? false
  if (starttls && !starttls.offered) {
    const said = starttls.reply.lines.at(-1) ?? starttls.reply.missed
    grades.push(
      works
        ? {
            id: 'starttls-not-offered',
            grade: 'bad',
            says: 'STARTTLS works, but EHLO does not list it: no client will use it',
          }
        : {
            id: 'no-starttls',
            grade: 'bad',
            says: `STARTTLS is not offered; asked for all the same, the answer is: ${said}`,
          },
    )
    if (ehlo.clear?.lines.some((line) => /^250[ -]X{4,}A?$/i.test(line))) {
      const says =
        'A line of X stands in the answer to EHLO: a firewall masks STARTTLS (Cisco ASA does, with ESMTP inspection)'
      grades.push({ id: 'starttls-masked', grade: 'bad', says })
    }
  } else if (starttls && codeOf(starttls.reply) !== 220) {
    const said = starttls.reply.lines.at(-1) ?? starttls.reply.missed
    grades.push({ id: 'starttls-refused', grade: 'bad', says: `STARTTLS is offered and refused: ${said}` })
  } else if (tls && !works) {
    const why = tls.versions[0]?.ended ?? tls.incomplete ?? 'no answer'
    grades.push({ id: 'handshake-broken', grade: 'bad', says: `No handshake begins, whatever is offered: ${why}` })
  }
  if (works && tls?.asksCertificate) {
    const left = handshake?.ok && ehlo.tls?.missed != null
    const says = left
      ? 'A client certificate is demanded: without one the server ends the session behind the handshake'
      : 'A client certificate is asked for in the handshake'
    grades.push({ id: 'client-certificate-asked', grade: 'note', says })
  }
  if (works && handshake && !handshake.ok) {
    const says = `A whole handshake did not end well with this OpenSSL: ${handshake.why}`
    grades.push({ id: 'handshake-unfinished', grade: 'note', says })
  }
  return grades
}

function ofVersions({ tls }: Omit<Findings, 'grades'>): Grade[] {
  const taken = tls?.versions.filter(({ suites }) => suites.length > 0).map(({ version }) => version) ?? []
  if (taken.length === 0) return []
  const grades: Grade[] = []
  if (taken.includes('SSLv3')) {
    grades.push({ id: 'ssl-3.0', grade: 'bad', says: 'SSL 3.0 is taken, which RFC 7568 forbids' })
  }
  const old = [['TLSv1', '1.0'] as const, ['TLSv1.1', '1.1'] as const].filter(([version]) => taken.includes(version))
  for (const [, words] of old) {
    grades.push({ id: `tls-${words}`, grade: 'warn', says: `TLS ${words} is taken, which RFC 8996 retires` })
  }
  if (!taken.includes('TLSv1.2') && !taken.includes('TLSv1.3')) {
    grades.push({
      id: 'only-old-tls',
      grade: 'bad',
      says: 'Neither TLS 1.2 nor TLS 1.3 is taken: clients of today fail',
    })
  } else if (old.length === 0 && !taken.includes('SSLv3')) {
    grades.push({ id: 'modern-tls', grade: 'good', says: 'Only TLS 1.2 and later are taken' })
  }
  return grades
}

/** Weaknesses with which a connection is as good as open. */
const BROKEN = ['null', 'anonymous', 'export', 'des', 'rc4', 'rc2']
const DH_LEAST = 2048

function ofSuites({ tls }: Omit<Findings, 'grades'>): Grade[] {
  const suites = tls?.versions.flatMap((version) => version.suites) ?? []
  const grades: Grade[] = []
  for (const weakness of [...new Set(suites.flatMap(({ weak }) => weak))]) {
    const names = [...new Set(suites.filter(({ weak }) => weak.includes(weakness)).map(({ name }) => name))]
    const says = `${names.length === 1 ? 'A suite' : `${names.length} suites`} with ${WEAK_WORDS[weakness] ?? weakness}: ${shortened(names)}`
    grades.push({ id: `suites-${weakness}`, grade: BROKEN.includes(weakness) ? 'bad' : 'warn', says })
  }
  const primes = suites.flatMap(ownPrime)
  const least = Math.min(...primes)
  if (primes.length > 0 && least < DH_LEAST) {
    const says = `Diffie-Hellman with a prime of ${least} bits; ${DH_LEAST} are the least (RFC 9325 section 4.5)`
    grades.push({ id: 'small-dh-prime', grade: least < 1024 ? 'bad' : 'warn', says })
  }
  const forwardSecret = ({ name }: { name: string }) => /_DHE_|_ECDHE_|^TLS_(AES|CHACHA20|SM4)/.test(name)
  const lasting = new Set(suites.filter((suite) => !forwardSecret(suite)).map(({ name }) => name))
  if (suites.some(forwardSecret) && lasting.size > 0) {
    const many = lasting.size === 1 ? 'A suite is' : `${lasting.size} suites are`
    const says = `${many} without forward secrecy, beside others that have it (RFC 9325 section 4.1): ${shortened([...lasting])}`
    grades.push({ id: 'some-without-forward-secrecy', grade: 'note', says })
  }
  if (suites.length > 0 && !suites.some(forwardSecret)) {
    grades.push({
      id: 'no-forward-secrecy',
      grade: 'warn',
      says: 'No suite has forward secrecy: whoever gets the key reads all',
    })
  }
  return grades
}

const WEAK_WORDS: Readonly<Record<string, string>> = {
  null: 'no encryption',
  anonymous: 'no authentication',
  export: 'EXPORT keys of 40 or 56 bits',
  rc4: 'RC4',
  rc2: 'RC2',
  des: 'DES',
  '3des': 'Triple DES',
  skipjack: 'Skipjack',
}

function shortened(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${shown}, and ${names.length - 3} more` : shown
}

function ofCertificate({ certificate }: Omit<Findings, 'grades'>): Grade[] {
  if (!certificate) return []
  const grades = certificate.problems.map(
    ({ problem, says }): Grade => ({
      id: `certificate-${problem}`,
      grade: problem === 'wrong-order' ? 'warn' : 'bad',
      says: `The certificate: ${says}`,
    }),
  )
  const good: Grade = {
    id: 'certificate-good',
    grade: 'good',
    says: 'The certificate is good for this name, and trusted',
  }
  return grades.length > 0 ? grades : [good]
}

function ofDialogue({ ehlo, mail, mode, tls }: Omit<Findings, 'grades'>): Grade[] {
  const grades: Grade[] = []
  const inClear = mechanismsOf(ehlo.clear)
  if (inClear.length > 0) {
    const says = `AUTH is offered in clear (${inClear.join(' ')}): a client may give its password away to whoever listens`
    grades.push({ id: 'auth-in-clear', grade: 'warn', says })
  }
  const plain = mail.clear?.lines.at(-1)
  if (mode === 'starttls' && tls && plain !== undefined && codeOf(mail.clear) >= 400) {
    grades.push({ id: 'refused-in-clear', grade: 'note', says: `MAIL FROM in clear is refused: ${plain}` })
  }
  const secured = mail.tls?.lines.at(-1)
  if (secured !== undefined && codeOf(mail.tls) >= 400) {
    grades.push({ id: 'mail-refused', grade: 'note', says: `MAIL FROM inside TLS is refused: ${secured}` })
  }
  return grades
}
