// The files that a client command needs, in a private folder that goes away with the run.
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Authority } from '../ca/authority.ts'
import { issueClientCertificate } from '../ca/client-certificate.ts'

export interface Materials {
  ca: string
  message: string
  /** The commands that send the mail, for a program that types. */
  dialogue: string
  /** A client certificate, where it was asked for. */
  cert?: string
  key?: string
  p12?: string
  p12pass?: string
  remove(): Promise<void>
}

const MESSAGE = [
  'From: <sender@example.com>',
  'To: <recipient@example.org>',
  'Subject: smtp-simulator check',
  'Message-ID: <check@example.com>',
  '',
  'A mail of smtp-simulator check.',
  '',
].join('\r\n')

// What a person would type, AUTH PLAIN with the user and the password that are always given (RFC 4616).
const DIALOGUE = [
  'EHLO client.example.com',
  `AUTH PLAIN ${Buffer.from('\0user\0secret').toString('base64')}`,
  'MAIL FROM:<sender@example.com>',
  'RCPT TO:<recipient@example.org>',
  'DATA',
  ...MESSAGE.split('\r\n').slice(0, -1),
  '.',
  'QUIT',
  '',
].join('\n')

/** Writes what `needed` names; the folder is 0700, keys are 0600. */
export async function writeMaterials(authority: Authority, needed: ReadonlySet<string>): Promise<Materials> {
  const folder = await mkdtemp(join(tmpdir(), 'smtp-simulator-'))
  const file = (name: string) => join(folder, name)
  // Also when the process is ended in the middle of its work.
  const removeNow = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeNow)
  const remove = async () => {
    await rm(folder, { recursive: true, force: true })
    process.off('exit', removeNow)
  }
  const materials: Materials = {
    ca: file('ca.pem'),
    message: file('message.eml'),
    dialogue: file('dialogue.txt'),
    remove,
  }
  try {
    await writeFile(materials.ca, await authority.certificatePem())
    await writeFile(materials.message, MESSAGE)
    await writeFile(materials.dialogue, DIALOGUE)
    return { ...materials, ...(await clientCertificate(authority, needed, file)) }
  } catch (error) {
    await remove()
    throw error
  }
}

type CertificateFiles = Pick<Materials, 'cert' | 'key' | 'p12' | 'p12pass'>

/** No key is on disk that nobody asked for, and each is for this user only. */
async function clientCertificate(
  authority: Authority,
  needed: ReadonlySet<string>,
  file: (name: string) => string,
): Promise<CertificateFiles> {
  const wants = (...names: string[]) => names.some((name) => needed.has(name))
  const written: CertificateFiles = {}
  if (!wants('cert', 'key', 'p12', 'p12pass')) return written
  const certificate = await issueClientCertificate(authority)
  if (wants('cert', 'key')) {
    Object.assign(written, { cert: file('client.pem'), key: file('client-key.pem') })
    await writeFile(file('client.pem'), certificate.cert)
    await writeFile(file('client-key.pem'), certificate.key, { mode: 0o600 })
  }
  if (wants('p12', 'p12pass')) {
    const { toPkcs12 } = await import('../ca/pkcs12.ts')
    const p12pass = randomBytes(9).toString('base64url')
    Object.assign(written, { p12: file('client.p12'), p12pass })
    await writeFile(file('client.p12'), await toPkcs12(certificate, p12pass), { mode: 0o600 })
  }
  return written
}
