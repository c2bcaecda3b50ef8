// Merging keys over keys: of a scenario over the one it extends, and of a policy over its server.
import { isMapping } from './shape.ts'

/** Mappings that choose one of several forms; merging two choices would make neither. */
const REPLACED_WHOLE = new Set(['certificate', 'handshake', 'reply', 'mandatory', 'unverified', 'opportunistic'])

/**
 * `over` on top of `base`: mappings merge key by key, everything else replaces, a list replaces a list.
 * A null takes the key away, which restores the default.
 */
export function mergeKeys(
  base: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const below = Object.hasOwn(base, key) ? base[key] : undefined
    if (value === null) delete merged[key]
    else if (!isMapping(value) || REPLACED_WHOLE.has(key)) merged[key] = value
    else merged[key] = mergeKeys(isMapping(below) ? below : {}, value)
  }
  return merged
}
