// The contract of a command: one file each under commands/.
import type { Arguments, CommandDoc } from './arguments.ts'
import type { ExitName } from './exit.ts'

export interface Command extends CommandDoc {
  /** Its exit code is a judgement, and is told with its name at the end. */
  judges?: true
  run(given: Arguments, terminal: Terminal): Promise<ExitName>
}

/** Where a command writes. Prose for people, or NDJSON for programs; errors always go to `err`. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** Whether `out` shows colours. */
  colour: boolean
}
