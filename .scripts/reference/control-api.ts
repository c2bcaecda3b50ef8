// The page of the HTTP API, from the OpenAPI document that is served.
import { ERROR_CODES } from '../../src/control/contract.ts'
import { startControl } from '../../src/control/control-server.ts'
import { code, page, table } from './markdown.ts'

interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  items?: Schema
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  required?: string[]
  description?: string
}

interface Operation {
  summary: string
  description?: string
  tags: string[]
  parameters?: { name: string; in: string; required?: boolean; schema: Schema; description?: string }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { description: string; content?: Record<string, { schema?: Schema }> }>
}

interface OpenApi {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

const TITLES: Readonly<Record<string, string>> = {
  service: 'The service itself',
  scenarios: 'Scenarios',
  servers: 'Servers',
  transcript: 'What happened',
  live: 'As it happens',
  messages: 'Messages',
  judgement: 'Judgement',
  certificates: 'Certificates',
}

export async function controlApiPage(): Promise<string> {
  const control = await startControl()
  await control.stop()
  const { paths, components } = control.openApi as OpenApi
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  return page('Control API', 'the OpenAPI document of src/control', [
    'What `simulate serve` gives over HTTP. How to use it: [drive it from another language](../how-to/drive-it-from-another-language.md). ' +
      'The same for programs: `GET /api/v1/openapi.json`. Bodies are JSON in both directions, unless another type is named.',
    ...Object.entries(TITLES).flatMap(([tag, title]) => [
      `## ${title}`,
      ...operations.filter(({ operation }) => operation.tags[0] === tag).flatMap(operationParts),
    ]),
    '## Types',
    ...Object.entries(components.schemas).flatMap(([name, schema]) => [`### ${name}`, ...typeParts(schema)]),
    '## Errors',
    'Every refused request is answered with `{"error": {"code", "message"}}`; mistakes of a scenario stand in `problems`.',
    table(
      ['code', 'status', 'meaning'],
      Object.entries(ERROR_CODES).map(([name, [status, meaning]]) => [code(name), String(status), meaning]),
    ),
  ])
}

function operationParts({ path, method, operation }: { path: string; method: string; operation: Operation }): string[] {
  const { summary, description, parameters = [], requestBody, responses } = operation
  const fields = parameters.map(({ name, in: place, required, schema, description: doc }) => [
    code(name),
    place === 'path' ? 'path' : `query${required ? '' : ', optional'}`,
    typeWords(schema),
    doc ?? schema.description ?? '',
  ])
  const body = requestBody?.content['application/json']?.schema
  const [[status, good] = ['', undefined]] = Object.entries(responses)
  const [type, answer] = Object.entries(good?.content ?? {})[0] ?? []
  const what =
    type === undefined ? 'nothing' : type === 'application/json' ? typeWords(answer?.schema ?? {}) : code(type)
  return [
    `### ${code(`${method} ${path}`)}`,
    `${summary}. ${description ?? ''}`.trim(),
    ...(fields.length > 0 ? [table(['parameter', 'where', 'type', 'meaning'], fields)] : []),
    ...(body?.properties ? ['The body:', ...typeParts(body)] : body ? [`The body: ${typeWords(body)}.`] : []),
    `Answers ${status}: ${what}.`,
  ]
}

function typeParts(schema: Schema): string[] {
  const { properties = {}, required = [], description } = schema
  const rows = Object.entries(properties).map(([name, each]) => [
    `${code(name)}${required.includes(name) ? '' : ', optional'}`,
    typeWords(each),
    each.description ?? '',
  ])
  return [
    ...(description ? [description] : []),
    ...(rows.length > 0 ? [table(['field', 'type', 'meaning'], rows)] : []),
  ]
}

function typeWords(schema: Schema): string {
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1) ?? ''
    return `[${name}](#${name.toLowerCase()})`
  }
  if (schema.enum) return schema.enum.map((word) => (word === null ? 'null' : code(String(word)))).join(', ')
  if (schema.anyOf) return schema.anyOf.map(typeWords).join(' or ')
  if (schema.items) return `list of ${typeWords(schema.items)}`
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([name, each]) => `${code(name)}: ${typeWords(each)}`)
    return `{ ${fields.join('; ')} }`
  }
  if (typeof schema.additionalProperties === 'object') return `by name: ${typeWords(schema.additionalProperties)}`
  return [schema.type ?? 'anything'].flat().join(' or ')
}
