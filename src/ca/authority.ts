// The test authority: a root that clients are given, an intermediate below it, and a root that nobody is given.
import { keptRoot, type Root } from './authority-directory.ts'
import { buildCertificate, derOf } from './build.ts'
import { DAY_MS, daysFrom } from './days.ts'
import { makeKeyPair, warm } from './keys.ts'
import type { IssuerName } from './recipe.ts'
import { crlPem, type Revocation } from './revocation.ts'
import { type Signer, signerOf } from './sign.ts'

/** A certificate that signs others, with its key. */
export interface Issuer extends Signer {
  readonly certificatePem: string
}

export interface Authority {
  /** The root's certificate as PEM: what a client has to trust. Throws CaError `CA_...` when its folder is wrong. */
  certificatePem(): Promise<string>
  issuer(name: Exclude<IssuerName, 'self'>): Promise<Issuer>
  /** Milliseconds since 1970. */
  now(): number
  /** What `make` gives, made once a day per `key`: the validity of a certificate counts from its day. */
  remember<T>(key: string, make: () => Promise<T>): Promise<T>
  /** Takes a certificate of the root back, as of half a day ago. */
  revoke(serial: Buffer): Revocation
  /** What the root has taken back so far, as PEM. */
  crlPem(): Promise<string>
  /** Starts making what a healthy server needs, and returns at once. */
  warm(): void
}

const ROOT_DAYS = 3650

/**
 * An authority of its own, kept in `directory` (see authority-directory.ts) or else in memory only. Nothing is made or
 * read before it is asked for. `now` is the clock, in milliseconds.
 */
export function createAuthority({
  directory,
  now = Date.now,
}: {
  directory?: string
  now?: () => number
} = {}): Authority {
  const root = once(async () => {
    const make = () => makeRoot('smtp-simulator test CA', now())
    return toIssuer(directory === undefined ? await make() : await keptRoot(directory, now(), make))
  })
  const issuers = {
    root,
    untrusted: once(async () => toIssuer(await makeRoot('smtp-simulator untrusted test CA', now()))),
    intermediate: once(async () => toIssuer(await makeIntermediate(await root(), now()))),
  }
  const revocations: Revocation[] = []
  let today = 0
  const remembered = new Map<string, Promise<unknown>>()
  return {
    certificatePem: async () => (await root()).certificatePem,
    issuer: (name) => issuers[name](),
    now,
    remember<T>(key: string, make: () => Promise<T>) {
      const day = Math.floor(now() / DAY_MS)
      if (day !== today) remembered.clear()
      today = day
      const known = remembered.get(key) as Promise<T> | undefined
      if (known) return known
      const made = make()
      remembered.set(key, made)
      made.catch(() => remembered.delete(key))
      return made
    },
    revoke(serial) {
      const revocation = { serial, at: daysFrom(now(), -0.5) }
      revocations.push(revocation)
      return revocation
    },
    crlPem: async () => crlPem(revocations, await root(), now()),
    warm() {
      warm()
      // A wrong folder is told to whoever asks for the certificate; here nobody is waiting.
      root().catch(() => {})
    },
  }
}

let shared: Authority | undefined

/** The one authority of this process, in memory only. */
export function processAuthority(): Authority {
  shared ??= createAuthority()
  return shared
}

// RSA, so that old clients that know nothing else can verify the chain.
async function makeRoot(commonName: string, now: number): Promise<Root> {
  const pair = await makeKeyPair('rsa2048')
  const certificatePem = await buildCertificate(authorityFields(commonName, now), pair, 'self')
  return { certificatePem, privateKey: pair.privateKey }
}

async function makeIntermediate(root: Issuer, now: number): Promise<Root> {
  const pair = await makeKeyPair('rsa2048')
  const fields = authorityFields('smtp-simulator test intermediate CA', now)
  return { certificatePem: await buildCertificate(fields, pair, root), privateKey: pair.privateKey }
}

function authorityFields(commonName: string, now: number) {
  return {
    commonName,
    organization: null,
    notBefore: daysFrom(now, -1),
    notAfter: daysFrom(now, ROOT_DAYS),
    role: 'authority',
  } as const
}

function toIssuer({ certificatePem, privateKey }: Root): Issuer {
  return { certificatePem, ...signerOf(derOf(certificatePem), privateKey) }
}

// A failure is forgotten, so that the user can put the folder right and try again.
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    if (made) return made
    const current = make()
    made = current
    current.catch(() => {
      made = undefined
    })
    return current
  }
}
