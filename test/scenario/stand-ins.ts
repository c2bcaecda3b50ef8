// A small vocabulary in place of the rooms that offer the real one, and a folder of files in memory.
import { loadScenario } from '../../src/scenario/load.ts'
import { ScenarioError } from '../../src/scenario/scenario-error.ts'
import type { TlsVersion, Vocabulary } from '../../src/scenario/schema.ts'
import {
  byKind,
  duration,
  list,
  mapping,
  number,
  oneOf,
  oneOrMore,
  optional,
  type Shape,
} from '../../src/scenario/shape.ts'

const fault = oneOf(['expired', 'self-signed', 'wrong-host'], {
  code: 'SCENARIO_UNKNOWN_CERTIFICATE',
  help: 'All certificate faults: docs/reference/certificates.md',
})

const SUITES: Readonly<Record<string, { min: TlsVersion; max: TlsVersion }>> = {
  modern: { min: 'TLSv1.2', max: 'TLSv1.3' },
  TLS_AES_128_GCM_SHA256: { min: 'TLSv1.3', max: 'TLSv1.3' },
  TLS_RSA_WITH_AES_128_CBC_SHA: { min: 'SSLv3', max: 'TLSv1.2' },
}

const step: Shape<{ step: string; options: unknown }> = {
  says: 'a step',
  parse: (value) => ({ step: String(value), options: {} }),
  json: () => ({}),
}

export const vocabulary: Vocabulary = {
  certificate: byKind({
    text: fault,
    mapping: mapping({ fault: optional(fault, 'The fault.'), days: optional(number({ says: 'days' }), 'How long.') }),
  }),
  handshake: byKind({ text: oneOf(['hang', 'close']), mapping: mapping({ hang: optional(duration(), 'How long.') }) }),
  path: list(step),
  expectations: { retries: optional(mapping({ atLeast: optional(number({ says: 'a number' }), 'n') }), 'Retries.') },
  replies: ['greeting', 'mail-ok', 'help'],
  cipherNames: oneOrMore(oneOf(Object.keys(SUITES))),
  suiteVersions: (name) => SUITES[name],
  groups: ['X25519', 'P-256'],
  mechanisms: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'],
}

/** Loads `x.yaml` out of files in memory; names of the catalogue are `catalogue/NAME.yaml`. */
export function load(files: Readonly<Record<string, string | Uint8Array>>, reference: string | object = 'x.yaml') {
  return loadScenario(reference, {
    vocabulary,
    catalogue: 'catalogue',
    readFile: async (file) => {
      const content = files[file.replaceAll('\\', '/')]
      if (content === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
      return typeof content === 'string' ? new TextEncoder().encode(content) : content
    },
  })
}

/** A scenario file with these lines behind `scenario: 1`, which is line 1. */
export function scenarioText(...lines: string[]): string {
  return ['scenario: 1', ...lines, ''].join('\n')
}

/** The error that loading ends with; it must be a ScenarioError. */
export async function mistakesIn(loading: Promise<unknown>): Promise<ScenarioError> {
  try {
    await loading
  } catch (error) {
    if (error instanceof ScenarioError) return error
    throw error
  }
  throw new Error('it loaded without a mistake')
}
