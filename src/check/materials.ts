// The files that a client command needs, in a private folder that goes away with the run.
import { randomBytes } from 'node:crypto'
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
  cert: string
  key: string
  p12: string
  p12pass: string
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
  const p12pass = randomBytes(9).toString('base64url')
  const materials = {
    ca: file('ca.pem'),
    message: file('message.eml'),
    dialogue: file('dialogue.txt'),
    cert: file('client.pem'),
    key: file('client-key.pem'),
    p12: file('client.p12'),
    p12pass,
  }
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    await writeFile(materials.ca, await authority.certificatePem())
    await writeFile(materials.message, MESSAGE)
    await writeFile(materials.dialogue, DIALOGUE)
    if (['cert', 'key', 'p12'].some((name) => needed.has(name))) {
      const certificate = await issueClientCertificate(authority)
      await writeFile(materials.cert, certificate.cert)
      await writeFile(materials.key, certificate.key, { mode: 0o600 })
      if (needed.has('p12')) {
        const { toPkcs12 } = await import('../ca/pkcs12.ts')
        await writeFile(materials.p12, await toPkcs12(certificate, p12pass), { mode: 0o600 })
      }
    }
    return { ...materials, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
