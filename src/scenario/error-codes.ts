// Every code of a mistake in a scenario, with what it means; docs/reference/error-codes.md is made from it.

/** The codes that this room gives. */
export const SCENARIO_ERROR_CODES = {
  SCENARIO_NOT_FOUND: 'The scenario file, or the bare name in the catalogue, does not exist.',
  SCENARIO_IS_FOLDER: 'A folder was given where one scenario file is needed.',
  SCENARIO_UNREADABLE: 'The operating system does not let the file be read; its own code is in the message.',
  SCENARIO_TOO_LARGE: 'The file is larger than 1 MiB.',
  SCENARIO_EMPTY: 'The file holds nothing, or only comments.',
  SCENARIO_NOT_TEXT: 'The file is binary, or not UTF-8.',
  SCENARIO_YAML_SYNTAX: 'The file is not valid YAML, or nested too deeply.',
  SCENARIO_YAML_ALIAS: 'A YAML alias names no anchor, holds itself, or unfolds to far too many values.',
  SCENARIO_YAML_TAG: 'A YAML tag of its own (`!name`) was used; a scenario is plain data.',
  SCENARIO_YAML_KEY: 'A list or a mapping stands as a key.',
  SCENARIO_SEVERAL_DOCUMENTS: 'The file holds several YAML documents.',
  SCENARIO_DUPLICATE_KEY: 'A key is there twice in one mapping.',
  SCENARIO_NOT_A_MAPPING: 'The file holds a text or a list, not keys and values.',
  SCENARIO_WRONG_VERSION: 'The file is of a version of the format that this program does not know.',
  SCENARIO_UNQUOTED_REPLY:
    'A reply without quotes, of which YAML took a part as a comment or which it read as a number.',
  SCENARIO_EXTENDS_NOT_FOUND: 'The scenario in `extends` does not exist.',
  SCENARIO_EXTENDS_CYCLE: 'A scenario extends itself, directly or through others.',
  SCENARIO_UNKNOWN_PERSONA: 'The persona does not exist.',
  SCENARIO_UNKNOWN_KEY: 'A key that the format does not have at this place.',
  SCENARIO_MISSING_KEY: 'A key that is needed at this place is missing.',
  SCENARIO_WRONG_TYPE: 'A value of another kind than the key takes, such as a text in place of a list.',
  SCENARIO_WRONG_VALUE: 'A value of the right kind that does not fit the key.',
  SCENARIO_UNKNOWN_WORD: 'A word outside the list of words that the key takes.',
  SCENARIO_WRONG_UNIT: 'A duration or a size without its unit, or with another one.',
  SCENARIO_BAD_REPLY: 'A line that cannot be said as a reply or as an EHLO line.',
  SCENARIO_UNKNOWN_PLACEHOLDER: 'A `{name}` in a reply or an EHLO line that nothing fills in.',
  SCENARIO_UNKNOWN_POINT: 'A word in `on` that is neither a point of the dialogue nor a verb in upper case.',
  SCENARIO_BAD_ADDRESS_RANGE: 'An address or CIDR range that is none.',
  SCENARIO_NO_SCORES: 'A policy that goes by a score, without `server.scores`.',
  SCENARIO_SCORES_UNUSED: '`server.scores` without a policy that goes by a score.',
  SCENARIO_TLS_IS_OFF: 'A key about TLS beside `server.tls.mode: off`.',
  SCENARIO_STARTTLS_IN_IMPLICIT_TLS: 'Keys about STARTTLS beside `server.tls.mode: implicit`.',
  SCENARIO_NO_COMMON_VERSION: 'No suite in `server.tls.ciphers` works with a version in `server.tls.versions`.',
  SCENARIO_EHLO_WRITTEN_OUT: 'A key that would fill a line of EHLO in, beside `server.ehlo`, which is said as written.',
  SCENARIO_EHLO_NEVER_SAID: 'EHLO lines for a state that `server.tls.mode` never reaches.',
  SCENARIO_AUTH_WITHOUT_MECHANISM: '`server.auth.required` with an empty list of mechanisms.',
  SCENARIO_CERTIFICATE_NOT_ASKED: 'Keys about a client certificate that is not asked for.',
  SCENARIO_NAMES_NOT_VERIFIED: 'Names of client certificates without `verify: name`.',
  SCENARIO_REFUSAL_NEEDS_SCRIPTED: 'A refusal in the handshake that only the scripted TLS engine can do.',
  SCENARIO_WINDOW_WITHOUT_COUNT: '`times.window` beside `chance`, which counts nothing.',
  SCENARIO_UPSTREAM_AND_SERVER: '`server` or `persona` beside `upstream`.',
  SCENARIO_NO_EXPECT: 'Warning: the server differs from the healthy one and `expect` is absent.',
  SCENARIO_UNREACHABLE_RULE: 'Warning: an earlier rule without a condition always answers first.',
  SCENARIO_NO_WRONG_CREDENTIALS: 'Warning: a rule for wrong credentials where all are right.',
  SCENARIO_WINDOW_WITHOUT_PER: 'Warning: `times.window` without `times.per` counts all clients together.',
  SCENARIO_UNUSUAL_NAME: 'Warning: a verb or mechanism that looks like a slip of the fingers.',
} as const satisfies Record<string, string>

/** The codes that come from what the other rooms offer by name: certificates, suites, handshake faults, steps. */
export const ROOM_ERROR_CODES = {
  SCENARIO_UNKNOWN_CERTIFICATE: 'No certificate fault has this name.',
  SCENARIO_UNKNOWN_CIPHER: 'No cipher suite, and no set of suites, has this name.',
  SCENARIO_UNKNOWN_HANDSHAKE_FAULT: 'No handshake fault has this name.',
  SCENARIO_UNKNOWN_ALERT: 'No TLS alert has this name.',
  SCENARIO_UNKNOWN_STEP: 'No step of the path has this name.',
  SCENARIO_CONTRADICTION: 'Two keys that describe a certificate do not go together.',
} as const satisfies Record<string, string>

export type ScenarioErrorCode = keyof typeof SCENARIO_ERROR_CODES
