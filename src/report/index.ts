// All reports of finished runs, by the name that `--reporter` takes.
import { delaysReports } from './figures/delays.ts'
import { inboundMessagesReports } from './figures/inbound-messages.ts'
import { smtpAuthClientsReports } from './figures/smtp-auth-clients.ts'
import { tlsSummaryReports } from './figures/tls-summary.ts'
import { githubReport } from './github.ts'
import { htmlReport } from './html.ts'
import { jsonReport } from './json.ts'
import { junitReport } from './junit.ts'
import type { ResultReport } from './result-report.ts'
import { tableReport } from './table.ts'
import { tapReport } from './tap.ts'

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
