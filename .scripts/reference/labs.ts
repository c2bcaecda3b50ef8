// The page of the labs and courses that come with the package.
import { loadCourses, loadLabs } from '../../src/lab/load.ts'
import { code, page, table } from './markdown.ts'

export async function labsPage(): Promise<string> {
  const labs = await loadLabs()
  const courses = await loadCourses(labs)
  return page('Labs', 'scenarios/labs and scenarios/courses', [
    'Incidents for training, each run on real sockets: a product meets a scenario. The format is told in ' +
      '[lessons](lessons.md).',
    ...[...courses.values()].flatMap(({ name, title, summary, labs: listed, exam }) => [
      `## ${code(name)}`,
      `**${title}.** ${summary.trim()}`,
      table(
        ['lab', 'first'],
        listed.map((each) => [`[${code(each)}](#${each})`, (labs.get(each)?.needs ?? []).map(code).join(', ')]),
      ),
      ...(exam ? [`Its exam draws ${exam.questions} questions; ${exam.passFrom}% of the points pass.`] : []),
    ]),
    '## The labs',
    ...[...labs.values()].flatMap(({ name, title, promise, hops, symptom }) => [
      `### ${code(name)}`,
      `**${title}.** ${promise.trim()}`,
      table(
        ['sender', 'scenario', 'policy'],
        hops.map(({ sender, scenario, policy = 'mandatory' }) => [
          `[${code(sender)}](senders.md#${sender.replaceAll('.', '')})`,
          `[${code(scenario)}](scenarios.md#${scenario})`,
          policy,
        ]),
      ),
      `The customer shows the ${symptom.tool}: ${symptom.contains.map(code).join(', ')}.`,
    ]),
  ])
}
