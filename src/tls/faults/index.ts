// All handshake faults. A new one is a file beside this and a line here.
import type { HandshakeFault } from '../fault.ts'
import { alert } from './alert.ts'
import { badFinished } from './bad-finished.ts'
import { badSignature } from './bad-signature.ts'
import { close } from './close.ts'
import { downgradeSentinel } from './downgrade-sentinel.ts'
import { emptyCertificateList } from './empty-certificate-list.ts'
import { fragmentRecords } from './fragment-records.ts'
import { garbage } from './garbage.ts'
import { hang } from './hang.ts'
import { helloRequest } from './hello-request.ts'
import { missingServerKeyExchange } from './missing-server-key-exchange.ts'
import { noCloseNotify } from './no-close-notify.ts'
import { oversizedRecord } from './oversized-record.ts'
import { plaintext } from './plaintext.ts'
import { unofferedSuite } from './unoffered-suite.ts'
import { wrongVersion } from './wrong-version.ts'

export const HANDSHAKE_FAULTS: readonly HandshakeFault<unknown>[] = [
  hang,
  close,
  garbage,
  plaintext,
  alert,
  wrongVersion,
  unofferedSuite,
  downgradeSentinel,
  fragmentRecords,
  oversizedRecord,
  emptyCertificateList,
  missingServerKeyExchange,
  badSignature,
  badFinished,
  helloRequest,
  noCloseNotify,
]

export function findFault(name: string): HandshakeFault<unknown> | undefined {
  return HANDSHAKE_FAULTS.find((fault) => fault.name === name)
}
