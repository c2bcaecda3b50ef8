// What stands for `{...}` in the commands of the corpus.
import { generateKeyPairSync } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { startScenario } from '../../src/index.ts'
import { onDisk, opensslAt } from '../clients/client.ts'
import { RECIPIENT, SENDER } from '../clients/mailers.ts'

export type Materials = Readonly<Record<string, string>>

/** Files and names that are the same for every server of this process; `{host}` and `{port}` come with each. */
export async function prepareMaterials(t: Test): Promise<Materials> {
  // All servers of one process have one authority.
  await using server = await startScenario('healthy')
  const own = await server.clientCertificate()
  const foreign = await server.clientCertificate({ fault: 'untrusted-root' })
  const forServers = await server.clientCertificate({ fault: 'server-purpose' })
  const versions = (['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const).map((version): [string, string] => [
    `openssl-${version}`,
    opensslAt(t, version).OPENSSL_CONF ?? '',
  ])
  return {
    from: SENDER,
    to: RECIPIENT,
    nodemailer: fileURLToPath(new URL('nodemailer/send-one-mail.mjs', import.meta.url)),
    smtplib: fileURLToPath(new URL('../clients/smtplib/send_one_mail.py', import.meta.url)),
    ...onDisk(t, {
      ca: server.ca,
      cert: own.cert,
      key: own.key,
      // Fits none of the certificates.
      'other-key': generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
      'foreign-cert': foreign.cert,
      'foreign-key': foreign.key,
      'server-purpose-cert': forServers.cert,
      'server-purpose-key': forServers.key,
    }),
    ...Object.fromEntries(versions),
  }
}

export function fill(word: string, values: Materials): string {
  return word.replace(/\{([\w.-]+)\}/g, (_whole, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`Nothing stands for {${name}}.`)
    return value
  })
}
