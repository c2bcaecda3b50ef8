// Every certificate fault; a test compares this list with the files beside it.
import type { CertificateFault } from '../fault.ts'
import { thousandSans } from './1000-sans.ts'
import { tenThousandSans } from './10000-sans.ts'
import { clientPurpose } from './client-purpose.ts'
import { demo } from './demo.ts'
import { expired } from './expired.ts'
import { incompleteChain } from './incomplete-chain.ts'
import { md5 } from './md5.ts'
import { noCommonName } from './no-common-name.ts'
import { noSan } from './no-san.ts'
import { noSubject } from './no-subject.ts'
import { notYetValid } from './not-yet-valid.ts'
import { outdatedTlsa } from './outdated-tlsa.ts'
import { reversedChain } from './reversed-chain.ts'
import { revoked } from './revoked.ts'
import { rsa512 } from './rsa512.ts'
import { rsa1024 } from './rsa1024.ts'
import { selfSigned } from './self-signed.ts'
import { serverPurpose } from './server-purpose.ts'
import { sha1 } from './sha1.ts'
import { untrustedRoot } from './untrusted-root.ts'
import { wrongHost } from './wrong-host.ts'
import { wrongHostAddress } from './wrong-host-address.ts'

export const FAULTS = [
  expired,
  notYetValid,
  selfSigned,
  untrustedRoot,
  wrongHost,
  wrongHostAddress,
  incompleteChain,
  reversedChain,
  sha1,
  md5,
  rsa512,
  rsa1024,
  noSan,
  noCommonName,
  noSubject,
  thousandSans,
  tenThousandSans,
  revoked,
  demo,
  outdatedTlsa,
  clientPurpose,
  serverPurpose,
] as const

export type FaultName = (typeof FAULTS)[number]['name']

export function findFault(name: string): CertificateFault<FaultName> | undefined {
  return FAULTS.find((fault) => fault.name === name)
}

/** Those that the certificate of a server, or of a client, can have. */
export function faultsOf(side: 'server' | 'client'): readonly CertificateFault<FaultName>[] {
  return FAULTS.filter(({ sides }) => (sides as readonly string[]).includes(side))
}
