// Every generated file by its path in the repository, with its content.
import { courseJsonSchema, labJsonSchema } from '../../src/lab/json-schema.ts'
import { personaJsonSchema, scenarioJsonSchema } from '../../src/scenario/json-schema.ts'
import { scenarioReference } from '../../src/scenario/reference.ts'
import { vocabulary } from '../../src/vocabulary.ts'
import { certificatesPage } from './certificates.ts'
import { clientsPage } from './clients.ts'
import { commandLinePage } from './command-line.ts'
import { controlApiPage } from './control-api.ts'
import { diagnosesPage } from './diagnoses.ts'
import { errorCodesPage } from './error-codes.ts'
import { eventsPage } from './events.ts'
import { expectationsPage } from './expectations.ts'
import { handshakeFaultsPage } from './handshake-faults.ts'
import { labsPage } from './labs.ts'
import { lessonsPage } from './lessons.ts'
import { repliesPage } from './replies.ts'
import { reportersPage } from './reporters.ts'
import { scenariosPage } from './scenarios.ts'
import { sendersPage } from './senders.ts'
import { stepsPage } from './steps.ts'
import { tlsEnginesPage } from './tls-engines.ts'
import { verdictsPage } from './verdicts.ts'

export async function generatedFiles(): Promise<Map<string, string>> {
  return new Map([
    ['scenarios/scenario.schema.json', json(scenarioJsonSchema(vocabulary))],
    ['scenarios/persona.schema.json', json(personaJsonSchema(vocabulary))],
    ['scenarios/lab.schema.json', json(labJsonSchema())],
    ['scenarios/course.schema.json', json(courseJsonSchema())],
    ['docs/reference/lessons.md', lessonsPage()],
    ['docs/reference/labs.md', await labsPage()],
    ['docs/reference/scenario.md', scenarioReference(vocabulary)],
    ['docs/reference/steps.md', stepsPage()],
    ['docs/reference/certificates.md', certificatesPage()],
    ['docs/reference/handshake-faults.md', handshakeFaultsPage()],
    ['docs/reference/tls-engines.md', await tlsEnginesPage()],
    ['docs/reference/replies.md', await repliesPage()],
    ['docs/reference/events.md', await eventsPage()],
    ['docs/reference/error-codes.md', errorCodesPage()],
    ['docs/reference/command-line.md', await commandLinePage()],
    ['docs/reference/scenarios.md', await scenariosPage()],
    ['docs/reference/verdicts.md', await verdictsPage()],
    ['docs/reference/expectations.md', expectationsPage()],
    ['docs/reference/diagnoses.md', diagnosesPage()],
    ['docs/reference/clients.md', await clientsPage()],
    ['docs/reference/reporters.md', reportersPage()],
    ['docs/reference/senders.md', sendersPage()],
    ['docs/reference/control-api.md', await controlApiPage()],
  ])
}

/** As `simulate schema` prints it. */
function json(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`
}
