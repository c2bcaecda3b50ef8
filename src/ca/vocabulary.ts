// What a scenario may say under `server.tls.certificate`.
import {
  byKind,
  checked,
  type Field,
  isMapping,
  list,
  mapping,
  number,
  oneOf,
  optional,
  required,
  type Shape,
  text,
} from '../scenario/shape.ts'
import { type CertificateSpec, CHAIN_CHOICES, KEY_CHOICES, type MadeCertificate } from './certificate.ts'
import type { RecipeKey } from './fault.ts'
import { FAULTS, type FaultName, faultsOf, findFault } from './faults/index.ts'
import type { OwnCertificate } from './own-certificate.ts'
import { DIGESTS } from './sign.ts'

const faultName: Shape<FaultName> = oneOf(
  faultsOf('server').map(({ name }) => name),
  { code: 'SCENARIO_UNKNOWN_CERTIFICATE', help: 'All certificate faults: docs/reference/certificates.md' },
)

const recipeFields = {
  names: optional(
    list(text({ says: 'a DNS name or an IP address', pattern: /^[^\s/@]+$/ }), { min: 1 }),
    "DNS names and IP addresses, in place of the server's own (subjectAltName).",
  ),
  key: optional(oneOf(KEY_CHOICES), 'The kind of key; by default one certificate of each kind.'),
  signature: optional(oneOf(DIGESTS), 'The digest that the authority signs with; `md5` goes with `key: rsa` only.'),
  chain: optional(
    oneOf(CHAIN_CHOICES),
    'What is sent of a chain with an intermediate authority; without this key the root signs directly.',
  ),
  days: optional(
    number({ min: 1, max: 3650, integer: true, says: 'a number of days from 1 to 3650' }),
    'How many days it is still valid.',
  ),
} satisfies Record<RecipeKey, Field<unknown, false>>

/** Every fault with the keys that can stand beside it. */
export const CERTIFICATE_FAULTS: readonly {
  name: FaultName
  doc: string
  options: Readonly<Record<string, Field<unknown, boolean>>>
}[] = FAULTS.map(({ name, doc, settles }) => ({
  name,
  doc,
  options: Object.fromEntries(
    Object.entries(recipeFields).filter(([key]) => !(settles as readonly string[]).includes(key)),
  ),
}))

const made: Shape<MadeCertificate> = checked(
  mapping(
    { fault: optional(faultName, 'What is wrong with it; nothing unless named.'), ...recipeFields },
    'a mapping that describes a certificate',
  ),
  (spec) => contradictionIn(spec) ?? { value: spec },
)

const passphrase = optional(text(), 'Opens the private key.')

const ownPem = mapping(
  {
    pem: required(
      text({ says: 'the path of a PEM file' }),
      'Your own certificate and its chain, and the key unless `key` names it.',
    ),
    key: optional(text({ says: 'the path of a PEM file' }), 'Beside `pem`: the file of the private key.'),
    passphrase,
  },
  'a mapping that names your own certificate',
)

const ownPfx = mapping(
  {
    pfx: required(text({ says: 'the path of a .p12 or .pfx file' }), 'Your own certificate and key as PKCS#12.'),
    passphrase,
  },
  'a mapping that names your own certificate',
)

/** A mapping is about the user's own files, or describes a certificate to be made: never both. */
const specified: Shape<CertificateSpec> = {
  says: 'a mapping with the fault and the keys that differ, or with your own `pem` or `pfx`',
  fields: { ...(made.fields ?? {}), ...ownPfx.fields, ...ownPem.fields, key: keyField() },
  parts: [made, ownPem, ownPfx],
  parse(value, path, problems) {
    const keys = isMapping(value) ? Object.keys(value) : []
    const own = keys.includes('pem') ? ownPem : keys.includes('pfx') ? ownPfx : undefined
    if (!own) return made.parse(value, path, problems)
    const rest = new Set(Object.keys({ ...made.fields, pem: 0, pfx: 0 }))
    const foreign = keys.filter((key) => rest.has(key) && !Object.hasOwn(own.fields ?? {}, key))
    for (const key of foreign) {
      problems.push({
        code: 'SCENARIO_CONTRADICTION',
        path: [...path, key],
        found: `"${key}" stands beside your own certificate`,
        expected: `only ${Object.keys(own.fields ?? {}).join(', ')}`,
        hint: 'Take out either your own files or what describes a certificate to be made.',
        atKey: true,
      })
    }
    const kept = Object.entries(value as object).filter(([key]) => !foreign.includes(key))
    return own.parse(Object.fromEntries(kept), path, problems) as OwnCertificate
  },
  json: () => ({ anyOf: [made.json(), ownPem.json(), ownPfx.json()] }),
}

const one: Shape<CertificateSpec> = byKind({
  text: checked(faultName, (fault) => ({ value: { fault } satisfies CertificateSpec })),
  mapping: specified,
})

const many = list(one, { says: 'a list of certificates, at least two', min: 2 })

/** `server.tls.certificate`: a fault's name, a mapping, or a list of them for one handshake after another. */
export const certificateShape: Shape<CertificateSpec | CertificateSpec[]> = {
  ...one,
  says: `${one.says}, or a list of them: the first for the first handshake, the last for all that follow`,
  parse: (value, path, problems) => (Array.isArray(value) ? many : one).parse(value, path, problems),
  json: () => ({ anyOf: [one.json(), many.json()] }),
}

function contradictionIn({
  fault,
  ...spec
}: MadeCertificate): { code: string; found: string; expected: string } | null {
  const settled = findFault(fault ?? '')?.settles.find((key) => Object.hasOwn(spec, key))
  if (settled) {
    return {
      code: 'SCENARIO_CONTRADICTION',
      found: `the fault "${fault}" settles "${settled}" itself`,
      expected: `one of the two`,
    }
  }
  if (spec.signature === 'md5' && spec.key?.includes('ecdsa')) {
    return { code: 'SCENARIO_CONTRADICTION', found: '"md5" with an ECDSA key', expected: '`key: rsa`' }
  }
  return null
}

function keyField(): Field<unknown, false> {
  return optional(text(), `${recipeFields.key.doc} ${ownPem.fields?.key?.doc ?? ''}`)
}
