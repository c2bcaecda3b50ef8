// The exit codes with their meaning, for the pages that show them.
import { EXIT, type ExitName } from '../../src/cli/exit.ts'
import { table } from './markdown.ts'

const EXIT_DOCS: Readonly<Record<ExitName, string>> = {
  pass: 'The client did right, if with a warning, or there was nothing to judge and the command did its work.',
  'client-failed': 'The client did wrong; with `--baseline`: something has changed.',
  usage:
    'The command line, a scenario, a key or a certificate is wrong, or the client cannot be started. The message names the mistake.',
  environment: 'This machine cannot do it: a port is taken, or no TLS engine can serve what the scenario asks for.',
  inconclusive: 'The run says nothing about the client.',
  bug: 'A bug of the simulator; its stack is printed.',
  cannot:
    '`simulate send`: OpenSSL under Node cannot play what is set. To `check` it says that the client cannot do this.',
}

export function exitTable(): string {
  return table(
    ['code', 'name', 'meaning'],
    (Object.keys(EXIT) as ExitName[]).map((name) => [String(EXIT[name]), name, EXIT_DOCS[name]]),
  )
}
