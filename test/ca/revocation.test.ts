// What an authority says about a certificate that it has taken back, read by OpenSSL itself.
import { execFile, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { createAuthority } from '../../src/ca/authority.ts'
import { issue, serverNames } from '../../src/ca/certificate.ts'
import { handshake } from './handshake.ts'
import { pemOf } from './read-back.ts'

const names = serverNames('smtp.test')
const version = spawnSync('openssl', ['version']).stdout?.toString() ?? ''
// LibreSSL, as macOS has it, words what it finds otherwise.
const skip = version.startsWith('OpenSSL') ? false : 'needs the command of OpenSSL'
const run = promisify(execFile)

/** The command of OpenSSL that the system has; its output, whatever its exit code. */
async function openssl(args: string[]): Promise<string> {
  const { stdout, stderr } = await run('openssl', args).catch((error: { stdout: string; stderr: string }) => error)
  return `${stdout}${stderr}`
}

t.test(
  'OpenSSL reads the CRL, believes its signature, and refuses the certificate that is on it',
  { skip },
  async (t) => {
    const authority = createAuthority()
    const [credential] = await issue(authority, { fault: 'revoked' }, names)
    const [good] = await issue(authority, {}, names)
    const folder = t.testdir()
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const ca = file('ca.pem', await authority.certificatePem())
    const crl = file('crl.pem', await authority.crlPem())
    t.match(
      await openssl(['crl', '-in', crl, '-CAfile', ca, '-noout', '-text']),
      /verify OK[\s\S]*Key Compromise|Key Compromise[\s\S]*verify OK/,
    )
    const check = (leaf: string) => openssl(['verify', '-crl_check', '-CAfile', ca, '-CRLfile', crl, leaf])
    t.match(await check(file('revoked.pem', pemOf(credential))), 'certificate revoked')
    t.match(await check(file('good.pem', pemOf(good))), /good\.pem: OK/)
  },
)

t.test(
  'OpenSSL reads the OCSP answer, believes its signature, and takes it for an answer about that certificate',
  { skip },
  async (t) => {
    const authority = createAuthority()
    const [credential] = await issue(authority, { fault: 'revoked' }, names)
    if (!credential || !('ocsp' in credential) || !credential.ocsp) throw new TypeError('expected an OCSP answer')
    const folder = t.testdir()
    const at = (name: string) => join(folder, name)
    writeFileSync(at('ca.pem'), await authority.certificatePem())
    writeFileSync(at('leaf.pem'), pemOf(credential))
    writeFileSync(at('answer.der'), credential.ocsp)
    const args = [
      '-respin',
      at('answer.der'),
      '-CAfile',
      at('ca.pem'),
      '-issuer',
      at('ca.pem'),
      '-cert',
      at('leaf.pem'),
    ]
    const output = await openssl(['ocsp', ...args, '-no_nonce'])
    t.match(output, 'Response verify OK')
    t.match(output, /leaf\.pem: revoked/)
    t.match(output, 'Reason: keyCompromise')
  },
)

t.test('a list that is empty is a list', { skip }, async (t) => {
  const authority = createAuthority()
  const folder = t.testdir({ 'crl.pem': await authority.crlPem(), 'ca.pem': await authority.certificatePem() })
  const output = await openssl([
    'crl',
    '-in',
    join(folder, 'crl.pem'),
    '-CAfile',
    join(folder, 'ca.pem'),
    '-noout',
    '-text',
  ])
  t.match(output, 'No Revoked Certificates')
  t.match(output, 'verify OK')
})

t.test('a Node client with the CRL refuses what one without it accepts', async (t) => {
  const authority = createAuthority()
  const credentials = await issue(authority, { fault: 'revoked' }, names)
  const ca = await authority.certificatePem()
  t.match(await handshake(credentials, { ca }), { verdict: 'authorized' })
  t.match(await handshake(credentials, { ca, crl: await authority.crlPem() }), { verdict: 'CERT_REVOKED' })
})
