// What a client command may name in braces, and gets in its environment as well.

/** Words for `{...}` in a command: `SMTP_SIMULATOR_HOST` and so on in the environment. */
export interface PlaceholderValues {
  host: string
  port: string
  /** File with the certificate of the authority, PEM. */
  ca: string
  /** Files with a client certificate that the server trusts, and its key, PEM; and both as PKCS#12 with its password: where asked for. */
  cert?: string
  key?: string
  p12?: string
  p12pass?: string
  /** What its TLSA records hold, one a line: where asked for. */
  tlsa?: string
  user: string
  pass: string
  from: string
  to: string
  /** File with a mail, header and body, CRLF line ends. */
  message: string
}

export const PLACEHOLDERS: readonly (keyof PlaceholderValues)[] = [
  'host',
  'port',
  'ca',
  'cert',
  'key',
  'p12',
  'p12pass',
  'tlsa',
  'user',
  'pass',
  'from',
  'to',
  'message',
]

/** Which of them the command names, so that nothing is written to disk that nobody asked for. */
export function placeholdersIn(command: readonly string[]): Set<string> {
  return new Set(command.flatMap((argument) => [...argument.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')))
}

/** The command with its placeholders replaced inside arguments; other braces stay as they are. */
export function fillCommand(command: readonly string[], values: PlaceholderValues): string[] {
  const known = new Map<string, string>(Object.entries(values))
  return command.map((argument) => argument.replace(/\{(\w+)\}/g, (whole, name: string) => known.get(name) ?? whole))
}

/** The same as environment variables. */
export function asEnvironment(values: PlaceholderValues): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`SMTP_SIMULATOR_${name.toUpperCase()}`, value]),
  )
}
