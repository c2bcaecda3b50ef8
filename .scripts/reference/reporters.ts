// The page of report formats.
import { FIGURE_REPORTS } from '../../src/report/figures/index.ts'
import { RESULT_REPORTS } from '../../src/report/index.ts'
import { LIVE_REPORTS } from '../../src/report/live.ts'
import { LOGS } from '../../src/report/logs/index.ts'
import { code, fenced, page, table } from './markdown.ts'

export function reportersPage(): string {
  const figures = FIGURE_REPORTS.flat()
  return page('Reporters', 'src/report', [
    '`--reporter NAME[=FILE]` chooses how to report. It may be given several times; all but one need a file. Without it ' +
      '`default` is used, on the terminal.',
    fenced(
      'sh',
      'simulate check --client curl --reporter default --reporter junit=junit.xml --reporter html=report.html',
    ),
    '## Of results',
    'For `simulate check` and `simulate merge`; also for a run of `simulate SCENARIO...`, where they are written at its ' +
      'end and `default` and `json` are those of the next section.',
    reportTable(RESULT_REPORTS.filter((each) => !figures.includes(each)).map(({ name, doc }) => [name, doc])),
    'In `junit` and `tap` an inconclusive result is red, as it is in the exit code; a warning is green. `github` also ' +
      'writes a table with all results to the file that `GITHUB_STEP_SUMMARY` names. The file of `html` stands alone: it ' +
      'loads nothing from elsewhere and holds the transcripts. `json` is [the document of ' +
      '`check`](command-line.md#the-json-document), which `simulate merge` reads back; that of a shard has the transcripts.',
    '## Reports in figures',
    'What crossed the servers of a run, counted as the reports of mail products count it: [count TLS in your ' +
      'mail](../how-to/count-tls-in-your-mail.md). They are used as those above, and with `replay` of a saved run.',
    reportTable(FIGURE_REPORTS.flatMap(([text]) => (text ? [[text.name, text.doc] as const] : []))),
    'The name alone is text; a format is chosen by what stands behind it:',
    table(
      ['name', 'format'],
      [
        [code('NAME'), 'Text, for a terminal.'],
        [
          code('NAME-json'),
          'JSON: `sentence`, `notes`, `tables` by name, and all `sessions`. A share has two fields, such as `failed` and `failedPercent`.',
        ],
        [
          code('NAME-csv'),
          'CSV (RFC 4180): all tables under one head, the first column names the table. No cell is a formula.',
        ],
        [
          code('NAME-html'),
          'A page that stands alone, with charts, without script. Its rows open the sessions that they count.',
        ],
      ],
    ),
    'Rows name the sessions that they count, as `2/5`: server 2, session 5 of its transcript.',
    '## While a run goes on',
    reportTable(LIVE_REPORTS.map(({ name, doc }) => [name, doc])),
    '`simulate replay` shows a saved run with these and those above: [keep a run](../how-to/keep-a-run.md).',
    '## Logs of products',
    'Also while a run goes on, and by `replay`: the sessions in the lines of a product, so that its administrator finds ' +
      'what the log at home would say. Times are in UTC. What a client sends is escaped, and cells of CSV are quoted. ' +
      '[Read the log of your product](../how-to/read-the-log-of-your-product.md) says what they can know.',
    table(
      ['name', 'what it writes', 'source of its form'],
      LOGS.map(({ name, doc, source }) => [code(name), `${doc}.`, source]),
    ),
    '## With a baseline',
    table(
      ['name', 'a result that the baseline accepts', 'one that has changed, for the worse or for the better'],
      [
        ['`default`', '`fail (accepted)` in its row, and no more', '`pass (changed)` in its row; told below: was, is'],
        ['`json`', '`baseline.state` is `accepted`', '`baseline.state` is `changed`'],
        ['`junit`', 'passes; its output says so', 'a `failure` of type `baseline`'],
        ['`tap`', '`not ok`, with `# TODO`: no failure', '`not ok`'],
        ['`github`', 'a notice', 'an error'],
        ['`html`', 'marked in the matrix, closed below', 'marked, opened, and asked for on top'],
      ],
    ),
  ])
}

function reportTable(rows: readonly (readonly [name: string, doc: string])[]): string {
  return table(
    ['name', 'what it writes'],
    rows.map(([name, doc]) => [code(name), `${doc}.`]),
  )
}
