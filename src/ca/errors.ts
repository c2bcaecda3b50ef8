// What can go wrong with keys and certificates that the user gave or asked for: one class, one code for each cause.

/** Every code of a `CaError` and when it is raised, for docs/reference/error-codes.md. */
export const CA_ERROR_CODES = {
  CA_DIR_UNREADABLE: 'The folder of the authority, or a file in it, cannot be read.',
  CA_DIR_UNWRITABLE: 'The folder of the authority cannot be made or written.',
  CA_KEY_MISSING: 'The folder holds ca.pem but no ca-key.pem.',
  CA_CERTIFICATE_MISSING: 'The folder holds ca-key.pem but no certificate.',
  CA_KEY_UNREADABLE: 'ca-key.pem holds no private key that can be used: damaged, encrypted, or of another kind.',
  CA_CERTIFICATE_UNREADABLE: 'ca.pem holds no certificate, or a damaged one.',
  CA_KEY_MISMATCH: 'ca.pem and ca-key.pem do not belong together.',
  CA_NOT_AN_AUTHORITY: 'The certificate in ca.pem may not sign others (RFC 5280 section 4.2.1.9).',
  CA_EXPIRED: 'The certificate in ca.pem has expired.',
  CA_NOT_YET_VALID: 'The certificate in ca.pem becomes valid in the future.',
  CERTIFICATE_FILE_UNREADABLE: 'A file of your own certificate is missing or cannot be read.',
  CERTIFICATE_NOT_PEM: 'The file is no PEM, or the PEM in it is damaged.',
  CERTIFICATE_NOT_PFX: 'The file is no PKCS#12 (PFX, P12), or a damaged one.',
  CERTIFICATE_PFX_UNSUPPORTED: 'The PKCS#12 file is encrypted in a way that OpenSSL 3 no longer reads.',
  CERTIFICATE_PFX_KEY: 'The scripted TLS engine cannot use what the PKCS#12 file holds.',
  CERTIFICATE_MISSING: 'The file holds no certificate.',
  CERTIFICATE_KEY_MISSING: 'The certificate came without a private key.',
  CERTIFICATE_KEY_MISMATCH: 'Private key and certificate do not belong together.',
  CERTIFICATE_PASSPHRASE_MISSING: 'The private key is encrypted and no passphrase was given.',
  CERTIFICATE_PASSPHRASE_WRONG: 'The passphrase does not open the file.',
  CERTIFICATE_FAULT_UNKNOWN: 'No certificate of this kind can have the fault that was asked for.',
  CERTIFICATE_SIGNATURE_IMPOSSIBLE: 'No such signature exists for the key that has to sign.',
} as const satisfies Record<string, string>

export type CaErrorCode = keyof typeof CA_ERROR_CODES

/** A mistake in, or a lack of, key material: never our bug. `message` says what was found and what to do. */
export class CaError extends Error {
  readonly code: CaErrorCode
  /** One next step for the reader, also the end of `message`. */
  readonly nextStep: string

  constructor(code: CaErrorCode, found: string, nextStep: string, options?: { cause?: unknown }) {
    super(`${found} ${nextStep}`, options)
    this.name = 'CaError'
    this.code = code
    this.nextStep = nextStep
  }
}

/** The word that Node gives a failed system call or crypto operation (`ENOENT`, `ERR_OSSL_BAD_DECRYPT`). */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
