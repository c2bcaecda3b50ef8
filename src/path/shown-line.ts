// What may be shown of the lines that a client sends: credentials are replaced before anything is stored.
import { looksLikeCredentials, REDACTED, redactCommand, redactResponse } from '../transcript/redaction.ts'
import type { CommandLine } from './dialogue.ts'

/** Words that look like base64 and are none. */
const VERBS = new Set(['STARTTLS', 'EHLO', 'HELO', 'LHLO', 'DATA', 'RSET', 'NOOP', 'QUIT', 'HELP', 'VRFY', 'ETRN'])

/** Looks at the lines of one session in their order; returns what may be shown of each. */
export function lineRedaction(showSecrets: boolean): (line: Pick<CommandLine, 'kind' | 'verb' | 'line'>) => string {
  let sawAuth = false
  return ({ kind, verb, line }) => {
    if (showSecrets) return line
    if (kind === 'auth') return redactResponse(line)
    // A client may go on with its credentials although its AUTH was refused, or became something else on the path.
    const isStray = sawAuth && !VERBS.has(verb) && looksLikeCredentials(line)
    sawAuth ||= verb === 'AUTH'
    return isStray ? REDACTED : redactCommand(line)
  }
}
