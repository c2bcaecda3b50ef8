// The page of certificates: the faults by name, and the keys that describe one.
import { findFault } from '../../src/ca/faults/index.ts'
import { CERTIFICATE_FAULTS, certificateShape } from '../../src/ca/vocabulary.ts'
import { code, fenced, fieldsTable, mappingsOf, page, table } from './markdown.ts'

export function certificatesPage(): string {
  const [made, pem, pfx] = mappingsOf(certificateShape).map(({ fields = {} }) => fields)
  return page('Certificates', 'src/ca', [
    '`server.tls.certificate` is the name of a fault, a mapping that describes a certificate, or a mapping that names ' +
      'files of your own. Without it the server shows a healthy certificate, one with an RSA and one with an ECDSA key, ' +
      'for its own name, `localhost`, 127.0.0.1 and ::1, signed by the authority of the simulator.',
    fenced('yaml', 'server:\n  tls:\n    certificate: { fault: wrong-host, key: rsa }'),
    '## Faults',
    '"Beside it" are the keys that can stand beside the fault in a mapping; the others are settled by the fault. ' +
      '"Server" and "client" say whose certificate can have it: that of the server (`server.tls.certificate`), or one for ' +
      'the other side (`simulate ca --client NAME --fault FAULT`, `server.clientCertificate({ fault })`).',
    table(
      ['fault', 'what is wrong', 'beside it', 'server', 'client'],
      CERTIFICATE_FAULTS.map(({ name, doc, options }) => [
        `<a id="${name}"></a>${code(name)}`,
        doc,
        Object.keys(options).map(code).join(', '),
        ...(['server', 'client'] as const).map((side) => (findFault(name)?.sides.includes(side) ? 'yes' : 'no')),
      ]),
    ),
    '## Keys of a certificate to be made',
    fieldsTable(made ?? {}),
    '## Your own certificate as PEM',
    'Paths are relative to the scenario file. Keys marked * are needed.',
    fieldsTable(pem ?? {}),
    '## Your own certificate as PKCS#12',
    fieldsTable(pfx ?? {}),
    'A file that is missing, damaged or locked ends the start with an error code of its own: see ' +
      '[error codes](error-codes.md#keys-and-certificates).',
  ])
}
