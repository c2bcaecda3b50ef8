// What the rooms offer by name, collected once: validator, JSON Schema, types and reference pages all read it from here.
import { certificateShape } from './ca/vocabulary.ts'
import { pathShape } from './path/steps/index.ts'
import type { Vocabulary } from './scenario/schema.ts'
import { optional } from './scenario/shape.ts'
import { AUTH_MECHANISMS, NORMAL_REPLIES } from './smtp/replies.ts'
import { ciphersShape, suiteVersions } from './tls/cipher-sets.ts'
import { handshakeShape } from './tls/handshake.ts'
import { DH_GROUP_NAMES } from './tls/scripted/dh-groups.ts'
import { GROUPS } from './tls/wire/registries.ts'
import { EXPECTATIONS } from './verdict/expectations/index.ts'

export const vocabulary: Vocabulary = {
  certificate: certificateShape,
  handshake: handshakeShape,
  path: pathShape,
  expectations: Object.fromEntries(EXPECTATIONS.map(({ name, options, doc }) => [name, optional(options, doc)])),
  replies: Object.keys(NORMAL_REPLIES),
  cipherNames: ciphersShape,
  suiteVersions: (name) => suiteVersions(name) as ReturnType<Vocabulary['suiteVersions']>,
  groups: [...Object.values(GROUPS), ...DH_GROUP_NAMES],
  mechanisms: AUTH_MECHANISMS,
}
