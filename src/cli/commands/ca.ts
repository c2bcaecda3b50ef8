// `simulate ca DIR`: an authority that clients can trust once, and client certificates from it.
import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAuthority } from '../../ca/authority.ts'
import { CLIENT_FAULTS, issueClientCertificate } from '../../ca/client-certificate.ts'
import { near } from '../../scenario/shape.ts'
import type { Arguments } from '../arguments.ts'
import type { Command } from '../command.ts'
import { UsageError } from '../exit.ts'

type Fault = NonNullable<Parameters<typeof issueClientCertificate>[1]>['fault']

export const ca: Command = {
  usage: 'ca <dir>',
  summary: 'Makes or opens an authority in a folder; with --client, a certificate from it.',
  options: {
    client: { value: 'NAME', doc: 'Write a client certificate of this name' },
    fault: { value: 'FAULT', doc: `With this fault: ${CLIENT_FAULTS.map(({ name }) => name).join(', ')}` },
    p12: { doc: 'Also as PKCS#12, with a password that is printed' },
  },
  async run(given, { out }) {
    const [directory] = given.positionals
    if (directory === undefined) throw new UsageError('Which folder? As in "simulate ca ./my-ca".')
    const client = given.text('client')
    if (client === undefined && (given.on('p12') || given.text('fault') !== undefined)) {
      throw new UsageError('--fault and --p12 are about a client certificate: add --client NAME.')
    }
    const fault = faultOf(given)
    if (client !== undefined) checkName(client)
    const authority = createAuthority({ directory })
    await authority.certificatePem()
    if (client !== undefined) return writeClient(client)
    const file = join(directory, 'ca.pem')
    out(`${file}\n\nLet the client trust it, then run "simulate <scenario> --ca-dir ${directory}":\n`)
    out(`  Node     NODE_EXTRA_CA_CERTS=${file}\n  OpenSSL  SSL_CERT_FILE=${file}\n  curl     --cacert ${file}\n`)
    return 'pass'

    async function writeClient(name: string) {
      const certificate = await issueClientCertificate(authority, { name, ...(fault !== undefined && { fault }) })
      const base = join(directory as string, fileNameOf(name))
      await writeFile(`${base}.pem`, certificate.cert)
      await writePrivate(`${base}-key.pem`, certificate.key)
      out(`${base}.pem\n${base}-key.pem\n`)
      if (!given.on('p12')) return 'pass' as const
      const { toPkcs12 } = await import('../../ca/pkcs12.ts')
      const password = randomBytes(9).toString('base64url')
      await writePrivate(`${base}.p12`, await toPkcs12(certificate, password))
      out(`${base}.p12  password ${password}\n`)
      return 'pass' as const
    }
  },
}

/** Throws UsageError for a name that would make a file outside the folder, or one that the authority lies in. */
function checkName(name: string): void {
  if (!/^\w[\w.@+-]*( [\w.@+-]+)*$/.test(name) || name.length > 64) {
    throw new UsageError(`--client ${name}: up to 64 letters, digits and . @ + - _ are expected, and no sign first.`)
  }
  if (/^ca(-key)?$/i.test(fileNameOf(name))) {
    throw new UsageError(`--client ${name}: the files of the authority itself have this name. Choose another.`)
  }
}

function fileNameOf(name: string): string {
  return name.replaceAll(' ', '-')
}

/** Made anew, since a file that is there already would keep its mode. */
async function writePrivate(file: string, content: string | Buffer): Promise<void> {
  await rm(file, { force: true })
  await writeFile(file, content, { mode: 0o600 })
}

/** Throws UsageError for a fault that no client certificate can have. */
function faultOf(given: Arguments): Fault {
  const name = given.text('fault')
  if (name === undefined) return undefined
  const known = CLIENT_FAULTS.map((fault) => fault.name)
  const fault = known.find((each) => each === name)
  if (fault) return fault
  const { didYouMean } = near(name, known)
  throw new UsageError(
    `--fault ${name} is not known.${didYouMean ? ` Did you mean ${didYouMean}?` : ''} Known: ${known.join(', ')}.`,
  )
}
