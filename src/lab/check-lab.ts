// Checks a lab by running it: what it promises of the symptom, of each marked line and of each fix, is seen or told.
import { rightMarks } from './grade.ts'
import { LiveLab } from './live-lab.ts'
import type { Lab } from './load.ts'
import { type LabRun, shownBy } from './run.ts'
import type { Fix } from './schema.ts'

/** One thing that a lab says and its run does not show. */
export interface LabFailure {
  /** Which key of the lab: `fixes, enable-tls12`. */
  where: string
  found: string
  expected: string
}

/** Runs the lab as the customer has it, then with each fix. Rejects for what this machine cannot do. */
export async function checkLab(lab: Lab): Promise<LabFailure[]> {
  const live = await LiveLab.start(lab)
  try {
    const first = await live.run()
    const failures = [...symptomFailures(lab, first), ...markFailures(lab, first)]
    if (first.solved)
      failures.push({ where: 'scenario', found: 'the mail goes through at once', expected: 'an incident' })
    for (const fix of lab.fixes) {
      await live.apply(fix.id)
      failures.push(...fixFailures(fix, await live.run()))
    }
    return failures
  } finally {
    await live.stop()
  }
}

/** Two lines, as other mistakes are told. */
export function formatFailure(lab: Lab, { where, found, expected }: LabFailure): string {
  return `${lab.file}  ${where}: ${found}.\n  Expected ${expected}.`
}

function symptomFailures({ symptom }: Lab, run: LabRun): LabFailure[] {
  const hop = run.hops[(symptom.hop ?? 1) - 1]
  const lines = hop ? shownBy(symptom.tool, hop) : []
  return symptom.contains
    .filter((wanted) => !lines.some((line) => line.includes(wanted)))
    .map((wanted) => ({
      where: 'symptom',
      found: `the ${symptom.tool} does not have it:\n${lines.map((line) => `    ${line}`).join('\n')}\n `,
      expected: JSON.stringify(wanted),
    }))
}

function markFailures({ questions }: Lab, run: LabRun): LabFailure[] {
  return questions
    .filter((question) => question.kind.startsWith('mark-') && rightMarks(question, run).length === 0)
    .map(({ id, kind, answer }) => ({
      where: `questions, ${id}`,
      found: 'nothing in the run is a right answer',
      expected: `${kind.slice('mark-'.length)} with ${JSON.stringify(answer)}`,
    }))
}

function fixFailures({ id, right = false, expect }: Fix, run: LabRun): LabFailure[] {
  const where = `fixes, ${id}`
  const told = (key: string, found: string, expected: string): LabFailure[] =>
    found === expected ? [] : [{ where, found: `${key} ${found}`, expected: `${key} ${expected}` }]
  return [
    ...told('verdict', run.verdict, expect.verdict),
    ...told('travels', run.travels, expect.travels),
    ...(expect.leak === undefined ? [] : told('leak', run.leak, expect.leak)),
    ...(right === run.solved
      ? []
      : [
          {
            where,
            found: run.solved ? 'it solves the incident and is called wrong' : 'it is called right and solves nothing',
            expected: run.solved ? 'right: true' : 'a pass with the mail encrypted',
          },
        ]),
  ]
}
