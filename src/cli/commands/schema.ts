// `simulate schema`: the JSON Schema of scenario files, for editors.
import { personaJsonSchema, scenarioJsonSchema } from '../../scenario/json-schema.ts'
import { vocabulary } from '../../vocabulary.ts'
import type { Command } from '../command.ts'

export const schema: Command = {
  usage: 'schema',
  summary: 'Prints the JSON Schema (draft-07) of scenario files.',
  options: { persona: { doc: 'That of persona files' } },
  async run(given, { out }) {
    const document = given.on('persona') ? personaJsonSchema(vocabulary) : scenarioJsonSchema(vocabulary)
    out(`${JSON.stringify(document, null, 2)}\n`)
    return 'pass'
  },
}
