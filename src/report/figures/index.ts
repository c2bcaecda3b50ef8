// All reports in figures, each a list of its formats: text first.
import type { ResultReport } from '../result-report.ts'
import { delaysReports } from './delays.ts'
import { inboundMessagesReports } from './inbound-messages.ts'
import { smtpAuthClientsReports } from './smtp-auth-clients.ts'
import { tlsSummaryReports } from './tls-summary.ts'

export const FIGURE_REPORTS: readonly (readonly ResultReport[])[] = [
  tlsSummaryReports,
  inboundMessagesReports,
  smtpAuthClientsReports,
  delaysReports,
]
