// JSON Schema of the scenario format, for editors; made from the same shapes as the validator.
import { personaShape } from './persona.ts'
import { scenario, type Vocabulary } from './schema.ts'
import { isMapping, type JsonSchema } from './shape.ts'

/** The content of `scenarios/scenario.schema.json` (draft-07). */
export function scenarioJsonSchema(vocabulary: Vocabulary): JsonSchema {
  const schema = scenario(vocabulary).json()
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'smtp-simulator scenario, version 1',
    description: 'One SMTP server that a client may meet: the healthy server with the keys that differ.',
    ...(mayRestoreDefaults(schema) as JsonSchema),
  }
}

/** The content of `scenarios/persona.schema.json` (draft-07). */
export function personaJsonSchema(vocabulary: Vocabulary): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'smtp-simulator persona, version 1',
    description: 'The voice of a known product: greeting, EHLO lines and exact reply texts.',
    ...personaShape(vocabulary).json(),
  }
}

/** Keys of mappings may be null, which restores the default of an extended scenario; entries of lists may not. */
function mayRestoreDefaults(schema: unknown): unknown {
  if (!isMapping(schema)) return schema
  const { properties, anyOf, required } = schema
  return {
    ...schema,
    ...(isMapping(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [
          key,
          Array.isArray(required) && required.includes(key) ? value : nullable(mayRestoreDefaults(value)),
        ]),
      ),
    }),
    ...(Array.isArray(anyOf) && { anyOf: anyOf.map(mayRestoreDefaults) }),
  }
}

function nullable(schema: unknown): unknown {
  if (!isMapping(schema)) return schema
  const { description, ...rest } = schema
  if (Array.isArray(rest.anyOf)) return { ...schema, anyOf: [...rest.anyOf, { type: 'null' }] }
  if (Array.isArray(rest.enum)) return { ...schema, enum: [...rest.enum, null] }
  if (typeof rest.type === 'string') return { ...schema, type: [rest.type, 'null'] }
  return { ...(description !== undefined && { description }), anyOf: [rest, { type: 'null' }] }
}
