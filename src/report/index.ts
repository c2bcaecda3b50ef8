// All reports of finished runs, by the name that `--reporter` takes.
import { FIGURE_REPORTS } from './figures/index.ts'
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
  ...FIGURE_REPORTS.flat(),
]
