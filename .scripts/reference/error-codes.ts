// The page of all error codes, by kind of error.
import { CA_ERROR_CODES } from '../../src/ca/errors.ts'
import { POSTED_ERROR_CODES } from '../../src/control/posted-scenario.ts'
import { LAB_ERROR_CODES } from '../../src/lab/error-codes.ts'
import { ENVIRONMENT_ERROR_CODES } from '../../src/run/environment-error.ts'
import { SAVED_ERROR_CODES } from '../../src/saved/error.ts'
import { ROOM_ERROR_CODES, SCENARIO_ERROR_CODES } from '../../src/scenario/error-codes.ts'
import { SEND_ERROR_CODES } from '../../src/send/send-error.ts'
import { code, fenced, page, table } from './markdown.ts'

export function errorCodesPage(): string {
  return page(
    'Error codes',
    'src/scenario/error-codes.ts, src/ca/errors.ts, src/send/send-error.ts, src/lab/error-codes.ts, src/saved/error.ts and src/run/environment-error.ts',
    [
      'Errors are of four kinds. A mistake in a scenario, in a key or in a certificate ends with exit code 2; what this ' +
        'machine cannot do with 3; a bug of the simulator with 70. What a client does wrong is never an error: it is an ' +
        '[event](events.md) of the transcript. Codes are stable; words of messages are not.',
      '## Scenarios',
      'Class `ScenarioError`: `problems` holds every mistake found, `code` that of the first one. A message says where, ' +
        'what was found, what was expected, and the next step:',
      fenced(
        'text',
        'scenarios/x.yaml:14:9  server.tls.certificate "expird" is not known.  [SCENARIO_UNKNOWN_CERTIFICATE]\n' +
          '  Did you mean "expired"?  All certificate faults: docs/reference/certificates.md',
      ),
      codes({ ...SCENARIO_ERROR_CODES, ...ROOM_ERROR_CODES, ...POSTED_ERROR_CODES }),
      '## Keys and certificates',
      'Class `CaError`. `nextStep` is the advice, which also ends the message.',
      codes(CA_ERROR_CODES),
      '## Senders',
      'Class `SendError`. The message says what was expected.',
      codes(SEND_ERROR_CODES),
      '## Labs',
      'Class `LabError` for what is asked of the labs; a mistake in the file of a lab or a course is a `ScenarioError` with ' +
        'its line.',
      codes(LAB_ERROR_CODES),
      '## Saved runs',
      'Class `SavedRunError`. Exit code 2; 3 for what cannot be written.',
      codes(SAVED_ERROR_CODES),
      '## Environment',
      'Class `EnvironmentError`.',
      codes(ENVIRONMENT_ERROR_CODES),
    ],
  )
}

function codes(meanings: Readonly<Record<string, string>>): string {
  return table(
    ['code', 'meaning'],
    Object.entries(meanings).map(([name, meaning]) => [code(name), meaning]),
  )
}
