// A client as data: the command that sends one mail, by policy; ready-made ones lie in scenarios/clients/.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listScenarios } from '../scenario/catalogue.ts'
import {
  checked,
  list,
  mapOf,
  mapping,
  near,
  oneOf,
  optional,
  type Problem,
  required,
  text,
  type ValueOf,
} from '../scenario/shape.ts'
import { POLICIES, type Policy } from '../scenario/words.ts'

/** A command that sends one mail with one policy. */
export interface ClientCommand {
  command: readonly string[]
  /** What it reads on standard input. */
  stdin: 'message' | 'dialogue' | 'nothing'
  environment: Record<string, string>
  /** What its output holds when it has delivered; null: its exit code says so. */
  delivered: RegExp | null
}

/** The shape of a file in scenarios/clients/. */
export const clientShape = mapping(
  {
    client: required(oneOf(['v1']), 'Version of the format: v1.'),
    title: required(text(), 'The program, in one line.'),
    needs: required(text(), 'The program that has to be installed.'),
    stdin: optional(
      oneOf(['message', 'dialogue', 'nothing']),
      'What the command reads on standard input: a mail, or the commands that send one. Default: nothing.',
    ),
    delivered: optional(
      checked(text({ says: 'a regular expression' }), compiled),
      'What its output holds when it has delivered, for a program whose exit code does not say so.',
    ),
    environment: optional(mapOf(text(), text(), 'a mapping of variables'), 'Variables for its environment.'),
    commands: required(
      mapOf(oneOf(POLICIES), list(text(), { min: 1 }), 'a mapping of policies to commands'),
      'The command as program and arguments, by the policy that it is configured for. `{host}` and so on are replaced.',
    ),
  },
  'a client',
)

export type ClientDefinition = ValueOf<typeof clientShape>

/** A client that does not exist, or has no command for the policy. */
export class ClientError extends Error {
  override readonly name = 'ClientError'
}

/** The ready-made client of this name, for a policy. Throws ClientError. */
export async function clientNamed(name: string, policy: Policy, catalogue: string): Promise<ClientCommand> {
  const folder = join(catalogue, 'clients')
  const names = await listScenarios(folder)
  if (!names.includes(name)) {
    const { didYouMean } = near(name, names)
    throw new ClientError(
      `There is no client "${name}".${didYouMean ? ` Did you mean "${didYouMean}"?` : ''} Known: ${names.join(', ')}.`,
    )
  }
  const {
    commands,
    stdin = 'nothing',
    environment = {},
    delivered = null,
  } = await readClient(join(folder, `${name}.yaml`))
  const command = commands[policy]
  if (!command) {
    throw new ClientError(
      `The client "${name}" has no command for the policy ${policy}; it has ${Object.keys(commands).join(', ')}.`,
    )
  }
  return { command, stdin, environment: environment as Record<string, string>, delivered }
}

/** Reads and checks one client file. Throws ClientError with the first mistake. */
export async function readClient(file: string): Promise<ClientDefinition> {
  const { parseDocument } = await import('../scenario/yaml-library.ts')
  const problems: Problem[] = []
  const definition = clientShape.parse(parseDocument(await readFile(file, 'utf8')).toJS(), [], problems)
  const [problem] = problems
  if (problem)
    throw new ClientError(`${file}: ${problem.path.join('.')} ${problem.found}; expected ${problem.expected}.`)
  return definition
}

function compiled(source: string): { value: RegExp } | { found: string; expected: string } {
  try {
    return { value: new RegExp(source) }
  } catch (error) {
    return {
      found: error instanceof Error ? error.message : String(error),
      expected: 'a regular expression of JavaScript',
    }
  }
}
