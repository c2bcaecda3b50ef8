// A client as data: the command that sends one mail, by policy; ready-made ones lie in scenarios/clients/.
import { join } from 'node:path'
import { isPath, listScenarios } from '../scenario/catalogue.ts'
import { located, sorted } from '../scenario/located.ts'
import { ScenarioError } from '../scenario/scenario-error.ts'
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
import { parseYamlFile, readFromDisk } from '../scenario/yaml-file.ts'

/** A command that sends one mail with one policy. */
export interface ClientCommand {
  command: readonly string[]
  /** What it reads on standard input. */
  stdin: 'message' | 'dialogue' | 'nothing'
  environment: Record<string, string>
  /** What its output holds when it has delivered; null: its exit code says so. */
  delivered: RegExp | null
}

/** The shape of a client file: those in scenarios/clients/, and one's own. */
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

/** A client that does not exist, cannot be read, or has no command for the policy. */
export class ClientError extends Error {
  override readonly name = 'ClientError'
}

/**
 * A client for a policy: a ready-made one by its name, or the file of one by its path. Throws ClientError, and
 * ScenarioError with every mistake in the file.
 */
export async function clientNamed(reference: string, policy: Policy, catalogue: string): Promise<ClientCommand> {
  const folder = join(catalogue, CLIENTS)
  const file = isPath(reference) ? reference : join(folder, `${await knownName(reference, folder)}.yaml`)
  const { commands, stdin = 'nothing', environment = {}, delivered = null } = await readClient(file)
  const command = commands[policy]
  if (!command) {
    throw new ClientError(
      `The client "${reference}" has no command for the policy ${policy}; it has ${Object.keys(commands).join(', ')}.`,
    )
  }
  return { command, stdin, environment: environment as Record<string, string>, delivered }
}

async function knownName(name: string, folder: string): Promise<string> {
  const names = await listScenarios(folder)
  if (names.includes(name)) return name
  const { didYouMean } = near(name, names)
  const meant = didYouMean ? ` Did you mean "${didYouMean}"?` : ''
  throw new ClientError(
    `There is no client "${name}".${meant} Known: ${names.join(', ')}; or the path of a file of your own, such as ./${name}.yaml.`,
  )
}

/** Reads and checks one client file. Throws ClientError for one that cannot be read, ScenarioError for mistakes in it. */
export async function readClient(file: string): Promise<ClientDefinition> {
  const bytes = await readFromDisk(file).catch((error: NodeJS.ErrnoException) => {
    throw new ClientError(
      `${file}: ${UNREADABLE[error.code ?? ''] ?? `it cannot be read (${error.code})`}. ${EXPECTED}`,
    )
  })
  const { source, problems } = await parseYamlFile(file, bytes, { what: 'client', begins: 'client: v1' })
  if (!source) throw new ScenarioError(problems)
  const found: Problem[] = []
  const definition = clientShape.parse(source.value, [], found)
  const mistakes = sorted([...problems, ...located(found, [source])], [source])
  if (mistakes.length > 0) throw new ScenarioError(mistakes)
  return definition
}

/** Folder of the ready-made clients inside the catalogue. */
const CLIENTS = 'clients'

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'the file does not exist',
  ENOTDIR: 'the file does not exist',
  EISDIR: 'this is a folder',
  EACCES: 'this user may not read the file',
}

const EXPECTED = 'Expected the path of a client file, as docs/reference/clients.md describes it, or a ready-made name.'

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
