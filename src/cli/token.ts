// The token that guards an HTTP server of this program.
import type { Arguments } from './arguments.ts'
import { UsageError } from './exit.ts'

/** What may stand in an address, a header and a cookie alike. Throws UsageError. */
export function tokenOf(given: Arguments): string | undefined {
  const token = given.text('token')
  if (token === undefined || /^[\x21-\x3a\x3c-\x7e]{8,200}$/.test(token)) return token
  throw new UsageError('--token: expected 8 to 200 printable characters without spaces and semicolons.')
}
