// Keeps the root of an authority in a folder, so that a client can be told once to trust it.
import { createPrivateKey, type KeyObject, randomUUID, X509Certificate } from 'node:crypto'
import { constants, copyFile, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CaError, type CaErrorCode, codeOf, reasonOf } from './errors.ts'

export interface Root {
  readonly certificatePem: string
  readonly privateKey: KeyObject
}

const CERTIFICATE_FILE = 'ca.pem'
const KEY_FILE = 'ca-key.pem'

/**
 * The root in `directory`, made with `make` and written there when it holds none: `ca.pem` (the certificate) and
 * `ca-key.pem` (0600), in a folder that is made with 0700. `now` in milliseconds. Throws CaError with a code `CA_...`.
 */
export async function keptRoot(directory: string, now: number, make: () => Promise<Root>): Promise<Root> {
  const found = await readFiles(directory)
  if (found.certificate === null && found.key === null) {
    await writing(directory, await make(), writeKey)
    // Another process may have been first: what is in the folder counts.
    found.key = (await readFiles(directory)).key
  }
  const root = checkedRoot(directory, found, now)
  if (found.certificate === null) await writing(directory, root, writeCertificate)
  return root
}

interface Files {
  certificate: string | null
  key: string | null
}

// The certificate first: it is written after the key, so the key of a certificate that was seen is there.
async function readFiles(directory: string): Promise<Files> {
  const certificate = await readIfThere(join(directory, CERTIFICATE_FILE))
  return { certificate, key: await readIfThere(join(directory, KEY_FILE)) }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw new CaError(
      'CA_DIR_UNREADABLE',
      `${file} cannot be read (${codeOf(error) || reasonOf(error)}).`,
      'Name a folder that you may read and write, or one that does not exist yet.',
      { cause: error },
    )
  }
}

/**
 * The key file also holds the certificate, and appears whole or not at all: two processes that start in the same empty
 * folder end up with one authority.
 */
async function writeKey(directory: string, { certificatePem, privateKey }: Root): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const file = join(directory, KEY_FILE)
  const draft = draftOf(file)
  await writeFile(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }) + certificatePem, { mode: 0o600 })
  try {
    // Some file systems have no hard links, only copies, which others can see half done.
    await link(draft, file).catch((error) =>
      unless(error, 'EEXIST', () => copyFile(draft, file, constants.COPYFILE_EXCL)),
    )
  } catch (error) {
    await unless(error, 'EEXIST', () => Promise.reject(error))
  } finally {
    await rm(draft, { force: true })
  }
}

async function writeCertificate(directory: string, { certificatePem }: Root): Promise<void> {
  const file = join(directory, CERTIFICATE_FILE)
  const draft = draftOf(file)
  await writeFile(draft, certificatePem)
  await rename(draft, file)
}

async function writing(directory: string, root: Root, write: typeof writeKey): Promise<void> {
  try {
    await write(directory, root)
  } catch (error) {
    throw new CaError(
      'CA_DIR_UNWRITABLE',
      `${directory} cannot be written (${codeOf(error) || reasonOf(error)}).`,
      'Name a folder that you may write.',
      { cause: error },
    )
  }
}

function draftOf(file: string): string {
  return `${file}.${randomUUID()}.tmp`
}

async function unless(error: unknown, code: string, otherwise: () => Promise<void>): Promise<void> {
  if (codeOf(error) !== code) await otherwise()
}

function checkedRoot(directory: string, files: Files, now: number): Root {
  const startAnew = `Put the right files back, or remove ${CERTIFICATE_FILE} and ${KEY_FILE} from ${directory}: a new authority is then made, which clients have to trust anew.`
  const wrong = (code: CaErrorCode, found: string, cause?: unknown) => new CaError(code, found, startAnew, { cause })
  if (files.key === null) {
    throw wrong('CA_KEY_MISSING', `${directory} holds ${CERTIFICATE_FILE} but no ${KEY_FILE}.`)
  }
  const certificatePem = files.certificate ?? certificateIn(files.key)
  if (certificatePem === null) {
    throw wrong('CA_CERTIFICATE_MISSING', `${directory} holds ${KEY_FILE} but no ${CERTIFICATE_FILE}.`)
  }
  const privateKey = attempt(
    () => createPrivateKey(files.key ?? ''),
    (error) => wrong('CA_KEY_UNREADABLE', `${KEY_FILE} in ${directory} holds no readable private key.`, error),
  )
  if (privateKey.asymmetricKeyType !== 'rsa' && privateKey.asymmetricKeyType !== 'ec') {
    throw wrong('CA_KEY_UNREADABLE', `${KEY_FILE} in ${directory} is neither an RSA nor an EC key.`)
  }
  const certificate = attempt(
    () => new X509Certificate(certificatePem),
    (error) => wrong('CA_CERTIFICATE_UNREADABLE', `${CERTIFICATE_FILE} in ${directory} is no certificate.`, error),
  )
  if (!certificate.checkPrivateKey(privateKey)) {
    throw wrong('CA_KEY_MISMATCH', `${CERTIFICATE_FILE} and ${KEY_FILE} in ${directory} do not belong together.`)
  }
  if (!certificate.ca) throw wrong('CA_NOT_AN_AUTHORITY', `${CERTIFICATE_FILE} in ${directory} may not sign others.`)
  if (now > Date.parse(certificate.validTo)) {
    throw wrong('CA_EXPIRED', `${CERTIFICATE_FILE} in ${directory} expired on ${certificate.validTo}.`)
  }
  if (now < Date.parse(certificate.validFrom)) {
    throw wrong('CA_NOT_YET_VALID', `${CERTIFICATE_FILE} in ${directory} is valid only from ${certificate.validFrom}.`)
  }
  return { certificatePem: certificate.toString(), privateKey }
}

function attempt<T>(read: () => T, fail: (error: unknown) => CaError): T {
  try {
    return read()
  } catch (error) {
    throw fail(error)
  }
}

function certificateIn(pem: string): string | null {
  return /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----\n?/.exec(pem)?.[0] ?? null
}
