// The table of DESIGN.md section 6, as it stands there: what becomes of the first try of a right client.
import type { ExpectedVerdict, Outcome, Policy } from '../../src/scenario/words.ts'

export type Row = Record<Policy, Partial<Record<Outcome, ExpectedVerdict>>>

const pass = (...outcomes: Outcome[]) => Object.fromEntries(outcomes.map((outcome) => [outcome, 'pass' as const]))
const same = (grades: Row[Policy]): Row => ({ mandatory: grades, unverified: grades, opportunistic: grades })

export const ROWS = {
  fine: same(pass('encrypted')),
  // docs/decisions/0013: a client that sees no STARTTLS cannot know that it would work.
  'fine, though not advertised': {
    ...same(pass('encrypted', 'none')),
    opportunistic: pass('encrypted', 'in-clear', 'none'),
  },
  // Sound encryption that a strict client may do without: right either way.
  'fine, though without forward secrecy': {
    ...same(pass('encrypted', 'none')),
    opportunistic: pass('encrypted', 'in-clear', 'none'),
  },
  'TLS missing': { ...same(pass('none')), opportunistic: pass('in-clear', 'none') },
  // The rows above in one: whoever says STARTTLS although it is not listed gets through.
  'TLS stripped from the list': {
    ...same(pass('encrypted', 'none')),
    opportunistic: pass('encrypted', 'in-clear', 'none'),
  },
  'bytes injected in front of TLS': {
    ...same(pass('encrypted', 'none')),
    opportunistic: pass('encrypted', 'none', 'in-clear'),
  },
  'certificate wrong': {
    mandatory: pass('none'),
    unverified: pass('encrypted', 'none'),
    opportunistic: pass('encrypted', 'in-clear', 'none'),
  },
  'only weak encryption left': {
    ...same({ none: 'pass', encrypted: 'warn' }),
    opportunistic: { 'in-clear': 'pass', none: 'pass', encrypted: 'warn' },
  },
  'NULL or anonymous only': { ...same(pass('none')), opportunistic: pass('in-clear', 'none') },
  'handshake breaks': { ...same(pass('none')), opportunistic: pass('in-clear', 'none') },
  // A client that offered no more than it got cannot know better; one that did breaks a rule that holds everywhere.
  'handshake breaks, for who can see it': {
    ...same({ none: 'pass', encrypted: 'warn' }),
    opportunistic: { 'in-clear': 'pass', none: 'pass', encrypted: 'warn' },
  },
  'refuses for good': same(pass('none')),
  'defers with 4yz': same(pass('none')),
  // docs/decisions/0014: a client that comes back at once is still in its first try.
  'defers, then takes the mail': same(pass('encrypted', 'none')),
  // Right for who reads it, and for who does not.
  'breaks the standard': same(pass('encrypted', 'none')),
  'cut, reset or silence': same(pass('none')),
} as const satisfies Record<string, Row>

/** `expect` of a scenario of this kind. */
export function expectOf(kind: keyof typeof ROWS): Row {
  return ROWS[kind]
}
