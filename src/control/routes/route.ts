// What every file of routes is given, and how it describes an answer.
import type { FastifyInstance } from 'fastify'
import type { Authority } from '../../ca/authority.ts'
import { ERROR_CODES, type ErrorCode } from '../contract.ts'
import type { EventStreams } from '../event-stream.ts'
import type { Limits } from '../limits.ts'
import type { LiveLog } from '../live.ts'
import { ref, type Schema } from '../schemas.ts'
import type { Servers } from '../servers.ts'

export interface Control {
  servers: Servers
  live: LiveLog
  streams: EventStreams
  limits: Limits
  authority: Authority
}

/** Adds routes; one file each. */
export type Routes = (app: FastifyInstance, control: Control) => void

/** What any request may be refused with. */
const ALWAYS: readonly ErrorCode[] = ['bad-request', 'token-required', 'host-refused', 'origin-refused', 'bug']

/** The good answer, and the errors of this route. */
export function answers(status: number, description: string, schema: Schema | null, ...codes: ErrorCode[]) {
  const errors = new Map<number, ErrorCode[]>()
  for (const code of [...ALWAYS, ...codes]) {
    const [of] = ERROR_CODES[code]
    errors.set(of, [...(errors.get(of) ?? []), code])
  }
  const good = schema === null ? { description, type: 'null' } : { ...described(schema, description) }
  return {
    [status]: good,
    ...Object.fromEntries(
      [...errors].map(([of, these]) => [
        of,
        { description: these.join(', '), ...content('application/json', ref('Error')) },
      ]),
    ),
  }
}

/** Where the answer is a file, of which OpenAPI knows the kind only. */
export function file(description: string, mediaTypes: readonly string[]): Schema {
  const schemaOf = (type: string) => (type === 'application/json' ? {} : { type: 'string' })
  const content = Object.fromEntries(mediaTypes.map((type) => [type, { schema: schemaOf(type) }]))
  return { description, content }
}

function described(schema: Schema, description: string): Schema {
  return 'content' in schema ? schema : { description, ...content('application/json', schema) }
}

function content(type: string, schema: Schema): Schema {
  return { content: { [type]: { schema } } }
}

export const SERVER_ID: Schema = {
  type: 'object',
  properties: { id: { type: 'string', description: 'Id of a server.' } },
  required: ['id'],
}
