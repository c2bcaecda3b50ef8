// The page of the named expectations of a scenario.
import { EXPECTATIONS } from '../../src/verdict/expectations/index.ts'
import { code, fenced, formsOf, page } from './markdown.ts'

export function expectationsPage(): string {
  return page('Expectations', 'src/verdict/expectations', [
    '`expect` of a scenario says by policy which outcomes are right ([scenario keys](scenario.md#expect)), and can ask ' +
      'for more by name. A named expectation that is not met is a failure with its name as `id`; one that cannot be known ' +
      'counts as met. The [rules that hold everywhere](verdicts.md#rules-that-hold-everywhere) need not be named.',
    fenced(
      'yaml',
      'expect:\n  mandatory: [none]\n  unverified: { none: pass, encrypted: warn }\n  opportunistic: [in-clear, none]\n' +
        '  reports-failure: true\n  retries: { atLeast: 1, notFasterThan: 30s }',
    ),
    '`[none]` is short for `{ none: pass }`. The verdicts to choose from are `pass`, `warn`, `fail` and `inconclusive`.',
    ...EXPECTATIONS.flatMap(({ name, doc, options }) => [
      `## ${code(name)}`,
      doc,
      ...(options.fields || options.parts ? formsOf(name, options) : [`Value: ${options.says}.`]),
    ]),
  ])
}
