// The client tells its user that the mail did not go out.
import { flag } from '../../scenario/shape.ts'
import { expectation } from '../expectation.ts'

export const reportsFailure = expectation({
  name: 'reports-failure',
  doc: 'When no mail was accepted, not even in a later try, the client says so, by its exit code or by the error that a test catches. Not judged where nobody heard the client, or its time ran out.',
  options: flag(),
  check(wanted, { outcome, deliveredLater, client }) {
    if (outcome !== 'none' || deliveredLater || !client) return null
    if (client.says !== (wanted ? 'delivered' : 'failed')) return null
    const expected = wanted ? 'a failure reported' : 'no failure reported'
    const found = `the client says: ${client.says}`
    return { expected, found, events: [], restsOnAbsence: true, restsOnLaterTries: true }
  },
})
