// The command `gnutls-cli`.
import { InteractiveClient } from '../client.ts'
import { CannotError, type PeerJob, type PeerResult, type PeerVersion } from './peer.ts'
import { type Typed, typeDelivery } from './typed.ts'

const VERSIONS: Readonly<Partial<Record<PeerVersion, string>>> = {
  TLSv1: 'TLS1.0',
  'TLSv1.1': 'TLS1.1',
  'TLSv1.2': 'TLS1.2',
}
// The parts of IANA's name, and what a priority string calls them.
const KEY_EXCHANGES: Readonly<Record<string, string>> = {
  RSA: 'RSA',
  DHE_RSA: 'DHE-RSA',
  ECDHE_RSA: 'ECDHE-RSA',
  ECDHE_ECDSA: 'ECDHE-ECDSA',
  DH_anon: 'ANON-DH',
  ECDH_anon: 'ANON-ECDH',
}
const CIPHERS: Readonly<Record<string, string>> = {
  NULL: 'NULL',
  RC4_128: 'ARCFOUR-128',
  '3DES_EDE_CBC': '3DES-CBC',
  AES_128_CBC: 'AES-128-CBC',
  AES_256_CBC: 'AES-256-CBC',
  AES_128_GCM: 'AES-128-GCM',
  AES_256_GCM: 'AES-256-GCM',
}
const MACS: Readonly<Record<string, string>> = { MD5: 'MD5', SHA: 'SHA1', SHA256: 'SHA256', SHA384: 'SHA384' }

// Groups and signatures as they come: all that the library has.
const ALWAYS = 'NONE:+COMP-NULL:+CTYPE-X509:+SIGN-ALL:+GROUP-ALL:%VERIFY_ALLOW_BROKEN'

export async function gnutls(job: PeerJob): Promise<PeerResult> {
  const args = ['--starttls-proto=smtp', `--port=${job.port}`, `--priority=${priorityOf(job)}`]
  args.push(`--sni-hostname=${job.name}`, `--verify-hostname=${job.name}`, '--dh-bits=256')
  args.push(job.caFile ? `--x509cafile=${job.caFile}` : '--no-ca-verification')
  if (job.certFile && job.keyFile) args.push(`--x509certfile=${job.certFile}`, `--x509keyfile=${job.keyFile}`)
  const client = new InteractiveClient('gnutls-cli', [...args, job.host], { limitMs: job.patienceMs })
  return read(await typeDelivery(client, job, /Simple Client Mode/))
}

/** Just these suites. Several must not mix: RSA with RC4 and DHE with 3DES would be RSA with 3DES as well. */
function priorityOf({ versions, suites }: PeerJob): string {
  const wanted = versions.map((version) => `VERS-${VERSIONS[version] ?? unknown(`version ${version}`)}`)
  const parts = suites.flatMap((suite) => {
    const [, keyExchange = '', cipher = '', mac = ''] = /^TLS_(\w+?)_WITH_(\w+)_(\w+?)$/.exec(suite) ?? []
    const aead = cipher.endsWith('_GCM')
    return [KEY_EXCHANGES[keyExchange], CIPHERS[cipher], aead ? 'AEAD' : MACS[mac]].map(
      (part) => part ?? unknown(`suite ${suite}`),
    )
  })
  return [ALWAYS, ...new Set([...wanted, ...parts].map((part) => `+${part}`))].join(':')
}

function unknown(what: string): never {
  throw new CannotError(`no ${what}`)
}

function read({ delivered, problem, run: { output } }: Typed): PeerResult {
  const alert = /\*\*\* Received alert \[(\d+)\]/.exec(output)?.[1]
  const errors = output.match(/^(\*\*\* .*|- Status: .*|Not done within .*)$/gm)
  const cut = /non-properly terminated/.test(output)
  return {
    delivered,
    ...agreed(output),
    alert: alert === undefined ? null : Number(alert),
    end: !delivered ? null : /Peer has closed the GnuTLS connection/.test(output) ? 'close_notify' : cut ? 'cut' : null,
    error: delivered && !problem ? null : [problem, ...(errors ?? [])].filter(Boolean).join('\n') || output,
  }
}

/**
 * What it says was agreed on: `(TLS1.0-X.509)-(RSA)-(ARCFOUR-128)-(SHA1)`, `(TLS1.2-X.509)-(ECDHE-X25519)-(ECDSA-SHA256)-(AES-128-GCM)`.
 * Which kind of certificate goes with an ephemeral exchange stands there in TLS 1.2 only, so the certificate tells.
 */
function agreed(output: string): Pick<PeerResult, 'version' | 'suite'> {
  const description = /^- Description: \((.*)\)$/m.exec(output)?.[1]
  if (description === undefined) return { version: null, suite: null }
  const [protocol = '', keyExchange = '', ...rest] = description.split(')-(')
  const [cipher = '', mac] = rest.slice(rest.findIndex((part) => nameOf(part, CIPHERS) !== undefined))
  const signer = / EC\/ECDSA key \d+ bits/.test(output) ? 'ECDSA' : 'RSA'
  const exchange = keyExchange.replace(/^(DHE|ECDHE)-.*/, `$1-${signer}`)
  const [iana, hash] = [nameOf(cipher, CIPHERS) ?? cipher, mac ? nameOf(mac, MACS) : hashOf(cipher)]
  return {
    version: nameOf(protocol.replace('-X.509', ''), VERSIONS) ?? protocol,
    suite: `TLS_${nameOf(exchange, KEY_EXCHANGES) ?? exchange}_WITH_${iana}_${hash}`,
  }
}

/** IANA's name for one of theirs. */
function nameOf(theirs: string, names: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(names).find(([, name]) => name === theirs)?.[0]
}

/** An AEAD has no MAC; the hash in the suite's name is that of the PRF (RFC 5288 section 3). */
function hashOf(cipher: string): string {
  return cipher.startsWith('AES-256') ? 'SHA384' : 'SHA256'
}
