// All reports of finished runs, by the name that `--reporter` takes.
import { delaysReports } from './delays.ts'
import { githubReport } from './github.ts'
import { htmlReport } from './html.ts'
import { inboundMessagesReports } from './inbound-messages.ts'
import { jsonReport } from './json.ts'
import { junitReport } from './junit.ts'
import type { ResultReport } from './result-report.ts'
import { smtpAuthClientsReports } from './smtp-auth-clients.ts'
import { tableReport } from './table.ts'
import { tapReport } from './tap.ts'
import { tlsSummaryReports } from './tls-summary.ts'

export const RESULT_REPORTS: readonly ResultReport[] = [
  tableReport,
  jsonReport,
  junitReport,
  tapReport,
  githubReport,
  htmlReport,
  ...tlsSummaryReports,
  ...inboundMessagesReports,
  ...smtpAuthClientsReports,
  ...delaysReports,
]
