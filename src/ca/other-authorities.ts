// Authorities by the hundred, for servers that name as many as acceptable: nobody has their keys, so nothing comes from them.
import { buildCertificate, derOf } from './build.ts'
import { daysFrom } from './days.ts'
import { integer, pemOfCertificate, readDer, readDerItems, TAG, writeDer } from './der.ts'
import { makeKeyPair } from './keys.ts'

/**
 * Certificates of `count` authorities of different names, as PEM one behind the other. Only their names matter: all are
 * copies of one, which has thrown its key away, and the signatures are those of the original.
 */
export async function otherAuthorities(count: number, now: number): Promise<string> {
  if (count === 0) return ''
  const original = await buildCertificate(
    {
      commonName: 'Authority',
      organization: null,
      notBefore: daysFrom(now, -1),
      notAfter: daysFrom(now, 3650),
      role: 'authority',
    },
    await makeKeyPair('p256'),
    'self',
  )
  const [body, ...signature] = readDerItems(readDer(derOf(original)).content)
  const parts = readDerItems(body?.content ?? Buffer.alloc(0))
  const copies = Array.from({ length: count }, (_, at) => {
    const name = nameOf(at + 1)
    const fields = parts.map(({ whole }, place) => {
      if (place === SERIAL) return integer(Buffer.from([0x01, (at >> 8) & 0xff, at & 0xff]))
      return place === ISSUER || place === SUBJECT ? name : whole
    })
    return pemOfCertificate(
      writeDer(TAG.sequence, writeDer(TAG.sequence, ...fields), ...signature.map(({ whole }) => whole)),
    )
  })
  return copies.join('')
}

/** As long as those of public authorities. */
function nameOf(number: number): Buffer {
  return writeDer(
    TAG.sequence,
    attribute(ORGANIZATION, `Example Trust Services No. ${number}`),
    attribute(COMMON_NAME, `Example Trust Services Primary Root Certification Authority ${number}`),
  )
}

function attribute(id: Buffer, value: string): Buffer {
  return writeDer(TAG.set, writeDer(TAG.sequence, id, writeDer(TAG.utf8String, Buffer.from(value))))
}

// Places in a TBSCertificate of version 3 (RFC 5280 section 4.1).
const SERIAL = 1
const ISSUER = 3
const SUBJECT = 5
const COMMON_NAME = Buffer.from('0603550403', 'hex')
const ORGANIZATION = Buffer.from('060355040a', 'hex')
