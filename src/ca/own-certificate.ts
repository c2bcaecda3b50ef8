// The user's own certificate and key, read from PEM or PKCS#12 files and checked before a client sees them.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createSecureContext } from 'node:tls'
import { CaError, codeOf, reasonOf } from './errors.ts'

/** Paths of the files; `pem` may hold the key as well, else `key` names its file. */
export type OwnCertificate = { pem: string; key?: string; passphrase?: string } | { pfx: string; passphrase?: string }

/** Node cannot open PKCS#12 but hands it to OpenSSL as it is. */
export type OwnCredential =
  | { readonly certificatePem: string; readonly keyPem: string; readonly kind: 'rsa' | 'ecdsa' | 'other' }
  | { readonly pfx: Buffer; readonly passphrase?: string }

/** Reads what the user named, relative to `baseDir`. Throws CaError with a code `CERTIFICATE_...`. */
export async function readOwnCertificate(own: OwnCertificate, baseDir: string): Promise<OwnCredential> {
  if ('pfx' in own) return readPfx(resolve(baseDir, own.pfx), own.passphrase)
  const file = resolve(baseDir, own.pem)
  const keyFile = own.key === undefined ? file : resolve(baseDir, own.key)
  const text = (await readBytes(file)).toString('latin1')
  const keyText = keyFile === file ? text : (await readBytes(keyFile)).toString('latin1')
  const certificates = certificatesIn(text, file)
  const key = privateKeyIn(keyText, keyFile, own.passphrase)
  matchKey(certificates, key, file)
  return {
    certificatePem: certificates.map((certificate) => certificate.toString()).join(''),
    keyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    kind: KINDS[key.asymmetricKeyType ?? ''] ?? 'other',
  }
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw new CaError(
      'CERTIFICATE_FILE_UNREADABLE',
      `${file} cannot be read (${codeOf(error) || reasonOf(error)}).`,
      'Check the path: it starts at the folder of the scenario file.',
      { cause: error },
    )
  }
}

function certificatesIn(text: string, file: string): X509Certificate[] {
  if (!text.includes('-----BEGIN ')) {
    throw new CaError(
      'CERTIFICATE_NOT_PEM',
      `${file} is no PEM: it has no line "-----BEGIN ...".`,
      'Name a .p12 or .pfx file with `pfx` instead; turn DER into PEM with `openssl x509 -inform DER -in FILE`.',
    )
  }
  const blocks = text.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*-----END [A-Z0-9 ]+-----/g)
  if (!blocks) {
    throw new CaError(
      'CERTIFICATE_MISSING',
      `${file} holds no certificate.`,
      'Name the certificate as `pem`, its key as `key`.',
    )
  }
  return blocks.map((block) => {
    try {
      return new X509Certificate(block)
    } catch (cause) {
      throw damaged(file, 'certificate', cause)
    }
  })
}

function privateKeyIn(text: string, file: string, passphrase: string | undefined): KeyObject {
  const block = /-----BEGIN ((?:[A-Z0-9]+ )*)PRIVATE KEY-----[\s\S]*?-----END \1PRIVATE KEY-----/.exec(text)?.[0]
  if (block === undefined) {
    throw new CaError(
      'CERTIFICATE_KEY_MISSING',
      `${file} holds no private key.`,
      'Name the file of the private key as `key`, or put the key into the same PEM file.',
    )
  }
  const encrypted = /BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(block)
  if (encrypted && passphrase === undefined) throw passphraseMissing(file)
  try {
    return createPrivateKey({ key: block, ...(passphrase !== undefined && { passphrase }) })
  } catch (cause) {
    throw encrypted ? passphraseWrong(file, cause) : damaged(file, 'private key', cause)
  }
}

function matchKey(certificates: readonly X509Certificate[], key: KeyObject, file: string): void {
  if (certificates[0]?.checkPrivateKey(key)) return
  const later = certificates.some((certificate) => certificate.checkPrivateKey(key))
  throw new CaError(
    'CERTIFICATE_KEY_MISMATCH',
    `The private key does not belong to the first certificate in ${file}.`,
    later
      ? "It belongs to a later one: put the server's own certificate first."
      : 'Name the key that the certificate was made with.',
  )
}

async function readPfx(file: string, passphrase: string | undefined): Promise<OwnCredential> {
  const pfx = await readBytes(file)
  const credential = { pfx, ...(passphrase !== undefined && { passphrase }) }
  try {
    // Level 0: a short key or an old signature may be just what the user wants to show.
    createSecureContext({ ...credential, ciphers: 'DEFAULT:@SECLEVEL=0' })
  } catch (cause) {
    throw pfxProblem(file, passphrase, cause)
  }
  return credential
}

// The texts are OpenSSL's and Node's (crypto_context.cc); the errors carry no code of their own in Node 20 to 24.
function pfxProblem(file: string, passphrase: string | undefined, cause: unknown): CaError {
  const reason = reasonOf(cause)
  if (/mac verify failure/i.test(reason)) {
    return passphrase === undefined ? passphraseMissing(file) : passphraseWrong(file, cause)
  }
  if (/load private key/i.test(reason)) {
    return new CaError(
      'CERTIFICATE_KEY_MISSING',
      `${file} holds no private key.`,
      'Export it again together with its key: `openssl pkcs12 -export -inkey KEY -in CERTIFICATE -out FILE`.',
      { cause },
    )
  }
  if (/load certificate/i.test(reason)) {
    return new CaError(
      'CERTIFICATE_MISSING',
      `${file} holds no certificate that belongs to its key.`,
      'Export it again together with its certificate.',
      { cause },
    )
  }
  if (/unsupported/i.test(reason)) {
    return new CaError(
      'CERTIFICATE_PFX_UNSUPPORTED',
      `${file} is encrypted with an old cipher (RC2 or 3DES).`,
      'Turn it into PEM: `openssl pkcs12 -legacy -in FILE -nodes -out FILE.pem`, and name that as `pem`.',
      { cause },
    )
  }
  return new CaError(
    'CERTIFICATE_NOT_PFX',
    `${file} is no PKCS#12, or a damaged one (${reason}).`,
    'Name a PEM file with `pem` instead, or export the file again.',
    { cause },
  )
}

function passphraseMissing(file: string): CaError {
  return new CaError('CERTIFICATE_PASSPHRASE_MISSING', `The private key in ${file} is encrypted.`, 'Add `passphrase`.')
}

function passphraseWrong(file: string, cause: unknown): CaError {
  return new CaError(
    'CERTIFICATE_PASSPHRASE_WRONG',
    `The passphrase does not open ${file}.`,
    'Check `passphrase`; quote it in YAML when it holds `#`, `:` or only digits.',
    { cause },
  )
}

function damaged(file: string, what: string, cause: unknown): CaError {
  return new CaError(
    'CERTIFICATE_NOT_PEM',
    `The ${what} in ${file} is damaged (${reasonOf(cause)}).`,
    'Export it again.',
    {
      cause,
    },
  )
}

const KINDS: Readonly<Record<string, 'rsa' | 'ecdsa'>> = { rsa: 'rsa', 'rsa-pss': 'rsa', ec: 'ecdsa' }
