// `simulate schema`: the JSON Schema of scenario files, for editors.
import { personaJsonSchema, scenarioJsonSchema } from '../../scenario/json-schema.ts'
import { vocabulary } from '../../vocabulary.ts'
import type { Arguments } from '../arguments.ts'
import type { Command } from '../command.ts'

export const schema: Command = {
  usage: 'schema',
  summary: 'Prints the JSON Schema (draft-07) of scenario files.',
  options: {
    persona: { doc: 'That of persona files' },
    lab: { doc: 'That of lab files' },
    course: { doc: 'That of course files' },
  },
  async run(given, { out }) {
    const document = await documentOf(given)
    out(`${JSON.stringify(document, null, 2)}\n`)
    return 'pass'
  },
}

async function documentOf(given: Arguments): Promise<object> {
  if (given.on('persona')) return personaJsonSchema(vocabulary)
  if (!given.on('lab') && !given.on('course')) return scenarioJsonSchema(vocabulary)
  const { courseJsonSchema, labJsonSchema } = await import('../../lab/json-schema.ts')
  return given.on('lab') ? labJsonSchema() : courseJsonSchema()
}
