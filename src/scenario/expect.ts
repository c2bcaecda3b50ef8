// What a right client does: outcomes by policy with their verdicts, and named expectations.
import { byKind, type Field, list, mapOf, mapping, oneOf, optional, type Shape } from './shape.ts'
import { EXPECTED_VERDICTS, type ExpectedVerdict, OUTCOMES, type Outcome, POLICIES, type Policy } from './words.ts'

export interface Expect {
  /** By policy the outcomes that were listed; an outcome not listed is a fail, a policy not listed is not judged by it. */
  outcomes: Partial<Record<Policy, Partial<Record<Outcome, ExpectedVerdict>>>>
  /** Named expectations with what their own shape made of them, such as `retries`. */
  named: Record<string, unknown>
}

export function expectation(named: Readonly<Record<string, Field<unknown, false>>>): Shape<Expect> {
  const byPolicy = Object.fromEntries(
    POLICIES.map((policy) => [policy, optional(outcomes(), `Outcomes with the client policy ${policy}.`)]),
  )
  const shape = mapping({ ...named, ...byPolicy }, 'a mapping of policies to outcomes')
  return {
    ...shape,
    parse(value, path, problems) {
      const expect: Expect = { outcomes: {}, named: {} }
      for (const [key, entry] of Object.entries(shape.parse(value, path, problems))) {
        if ((POLICIES as readonly string[]).includes(key)) {
          expect.outcomes[key as Policy] = entry as Partial<Record<Outcome, ExpectedVerdict>>
        } else expect.named[key] = entry
      }
      return expect
    },
  }
}

function outcomes(): Shape<Partial<Record<Outcome, ExpectedVerdict>>> {
  const outcome = oneOf(OUTCOMES)
  const all = list(outcome, { says: `a list of outcomes (${OUTCOMES.join(', ')}) that pass`, min: 1 })
  const graded = mapOf(outcome, oneOf(EXPECTED_VERDICTS), 'a mapping of outcomes to verdicts')
  const shape = byKind({ list: all, mapping: graded })
  return {
    ...shape,
    parse(value, path, problems) {
      const parsed = shape.parse(value, path, problems)
      return Array.isArray(parsed) ? Object.fromEntries(parsed.map((word) => [word, 'pass'])) : (parsed ?? {})
    },
  }
}
