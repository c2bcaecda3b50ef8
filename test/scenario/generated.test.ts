// What is generated from the shapes: the JSON Schemas and the reference page.
import t from 'tap'
import { personaJsonSchema, scenarioJsonSchema } from '../../src/scenario/json-schema.ts'
import { scenarioReference } from '../../src/scenario/reference.ts'
import { isMapping } from '../../src/scenario/shape.ts'
import { vocabulary } from './stand-ins.ts'

t.test('the JSON Schema knows every key with its meaning, and lets null restore a default', (t) => {
  const schema = scenarioJsonSchema(vocabulary)
  t.match(schema, {
    $schema: 'http://json-schema.org/draft-07/schema#',
    additionalProperties: false,
    required: ['scenario'],
    properties: {
      scenario: { const: 1 },
      server: {
        type: ['object', 'null'],
        properties: { tls: { properties: { mode: { enum: ['starttls', 'implicit', 'off', null] } } } },
      },
      expect: { properties: { retries: Object } },
    },
  })
  t.notMatch(schema, {
    properties: {
      server: { properties: { rules: { items: { properties: { delay: { type: ['string', 'null'] } } } } } },
    },
  })
  t.match(personaJsonSchema(vocabulary), { required: ['persona', 'title', 'product', 'sources', 'ehlo'] })
  t.same(JSON.parse(JSON.stringify(schema)), schema)
  t.end()
})

t.test('every key of the JSON Schema has a meaning', (t) => {
  const visit = (schema: unknown, path: string): void => {
    if (Array.isArray(schema)) for (const part of schema) visit(part, path)
    if (!isMapping(schema)) return
    for (const [key, value] of Object.entries((schema.properties ?? {}) as Record<string, Record<string, unknown>>)) {
      t.ok(value.description, `${path}.${key}`)
      visit(value, `${path}.${key}`)
    }
    visit(schema.items, path)
    visit(schema.anyOf, path)
  }
  visit(scenarioJsonSchema(vocabulary), 'scenario')
  visit(personaJsonSchema(vocabulary), 'persona')
  t.end()
})

t.test('the reference page has a table per mapping, each once', (t) => {
  const page = scenarioReference(vocabulary)
  t.match(page, '| `mode` | one of starttls, implicit, off | When TLS starts. Default: starttls. |')
  t.match(page, '## `server.policies[].tls`\n\nThe keys of `server.tls`.')
  t.match(page, '| `on` * |')
  const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, name]) => name)
  t.equal(new Set(headings).size, headings.length)
  t.end()
})
