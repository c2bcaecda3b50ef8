// JSON Schemas of labs and courses, for editors; made from the same shapes as the validator.
import type { JsonSchema } from '../scenario/shape.ts'
import { courseShape, labShape } from './schema.ts'

/** The content of `scenarios/lab.schema.json` (draft-07); keys of servers are those of the scenario's schema beside it. */
export function labJsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'smtp-simulator lab, version 1',
    description:
      'An incident for training: a sender meets a scenario, and somebody finds out why the mail does not go out.',
    ...labShape.json(),
  }
}

/** The content of `scenarios/course.schema.json` (draft-07). */
export function courseJsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'smtp-simulator course, version 1',
    description: 'Labs in order, each behind those that it needs, and an exam at the end.',
    ...courseShape.json(),
  }
}
