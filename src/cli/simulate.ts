// The command `simulate`: finds the command, runs it, turns its result into an exit code.
import { helpOf, readArguments } from './arguments.ts'
import type { Command, Terminal } from './command.ts'
import { EXIT, type ExitName, UsageError } from './exit.ts'

/** Loaded when called, so that a run starts fast. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  list: async () => (await import('./commands/list.ts')).list,
  show: async () => (await import('./commands/show.ts')).show,
  new: async () => (await import('./commands/new.ts')).newScenario,
  validate: async () => (await import('./commands/validate.ts')).validate,
  schema: async () => (await import('./commands/schema.ts')).schema,
  check: async () => (await import('./commands/check.ts')).check,
  replay: async () => (await import('./commands/replay.ts')).replay,
  merge: async () => (await import('./commands/merge.ts')).merge,
  ca: async () => (await import('./commands/ca.ts')).ca,
  report: async () => (await import('./commands/report.ts')).report,
  serve: async () => (await import('./commands/serve.ts')).serve,
  send: async () => (await import('./commands/send.ts')).send,
  track: async () => (await import('./commands/track.ts')).track,
  probe: async () => (await import('./commands/probe.ts')).probe,
  train: async () => (await import('./commands/train.ts')).train,
}

/** Runs one command line; resolves to the exit code. */
export async function simulate(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [first = '', ...rest] = argv
  const named = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined
  let judges = false
  // A number alone tells nobody why a job failed; that all is well is said only where something was judged.
  const exit = (name: ExitName) => {
    if (judges || name !== 'pass') terminal.err(`exit ${EXIT[name]} (${name})\n`)
    return EXIT[name]
  }
  try {
    if (first === '--version') {
      const { version } = await import('./version.ts')
      terminal.out(`${await version()}\n`)
      return EXIT.pass
    }
    const command = named ? await named() : (await import('./commands/run.ts')).run
    const own = named ? rest : argv
    // Behind "--" stand the arguments of a client, which may have a help of its own.
    const ours = own.includes('--') ? own.slice(0, own.indexOf('--')) : own
    if (argv.length === 0 || ours.includes('--help') || ours.includes('-h')) {
      terminal.out(named ? helpOf(command) : await help(command))
      return argv.length === 0 ? EXIT.usage : EXIT.pass
    }
    judges = command.judges === true
    return exit(await command.run(readArguments(own, command), terminal))
  } catch (error) {
    return exit(explain(error, terminal))
  }
}

/** Shows an error by its kind; what is none of the known kinds is a bug of ours. */
function explain(error: unknown, { err }: Terminal): ExitName {
  const kind = error instanceof Error ? error.name : ''
  if (error instanceof UsageError) {
    err(`${error.message}\n  "simulate --help" shows all options.\n`)
    return 'usage'
  }
  // By name: the classes come in chunks of the bundle that are loaded late.
  if (
    kind === 'ScenarioError' ||
    kind === 'CaError' ||
    kind === 'SendError' ||
    kind === 'LabError' ||
    kind === 'TargetError'
  ) {
    err(`${(error as Error).message}\n`)
    return 'usage'
  }
  if (kind === 'SavedRunError') {
    err(`${(error as Error).message}\n`)
    return (error as { code?: string }).code === 'SAVED_RUN_UNWRITABLE' ? 'environment' : 'usage'
  }
  if (kind === 'EnvironmentError') {
    err(`${(error as Error).message}\n`)
    return 'environment'
  }
  err(`A bug of smtp-simulator: ${error instanceof Error ? error.stack : String(error)}\n`)
  return 'bug'
}

async function help(run: Command): Promise<string> {
  const others = await Promise.all(Object.values(COMMANDS).map((load) => load()))
  const width = 'show <scenario...>'.length
  // What is longer has its summary below.
  const gap = (usage: string) => (usage.length <= width ? '' : `\n  ${' '.repeat('simulate '.length + width)}`)
  const rows = others.map(({ usage, summary }) => `  simulate ${usage.padEnd(width)}${gap(usage)}  ${summary}`)
  const codes = Object.entries(EXIT).map(([name, code]) => `${code} ${name}`)
  return `${helpOf(run)}\nOther commands:\n${rows.join('\n')}\n\nExit codes: ${codes.join(', ')}\n`
}
