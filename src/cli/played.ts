// One scenario of a run, while it is played and after.
import type { ServerReport } from '../report/reporter.ts'
import type { RunningServer } from '../run/server.ts'
import type { LoadedScenario } from '../scenario/load.ts'

export interface Played {
  scenario: LoadedScenario
  /** Null: it could not be served here, and was skipped. */
  server: RunningServer | null
  report: ServerReport
}
