// The page of the format of labs and courses.
import { QUESTION_KINDS, type QuestionKind } from '../../src/lab/question.ts'
import { courseShape, labShape } from '../../src/lab/schema.ts'
import { pageOf } from '../../src/scenario/reference.ts'
import { code, page, table } from './markdown.ts'

const KIND_DOCS: Readonly<Record<QuestionKind, string>> = {
  one: '`options`, of which one is right.',
  many: '`options`, of which some are right: all of them have to be chosen, and no other.',
  order: '`steps` in their right order, which the trainee has to restore; `because` is told with a wrong order.',
  'mark-event': '`answer: {event, has, hop}`: an event of the transcript of the server. Whatever fits is right.',
  'mark-log': "`answer: {has, hop}`: a line of the sender's own log.",
  'mark-hello': '`answer: {field, has, hop}`: a field of the ClientHello, in which `has` has to stand.',
}

export function lessonsPage(): string {
  return page('Lessons', 'src/lab', [
    'A scenario has a plain lesson: the keys of [`lesson:`](scenario.md), text to read. A lab is a lesson in which ' +
      'something happens: a file of its own in `scenarios/labs/`, which names the scenario and the sender that meets it ' +
      '([why](../decisions/0017-a-lab-is-a-file-of-its-own.md)). A course is a file in `scenarios/courses/` that puts labs ' +
      'in order. [Write a lab](../how-to/write-a-lab.md) tells how; [labs](labs.md) lists those that are there.',
    'No line of a log or of a queue is written in a lab: each comes from the run. What a lab says of it (`contains`, ' +
      '`answer`, `expect`) is checked by `simulate validate --run`. Keys marked * are needed. An unknown key is an error.',
    ...pageOf('lab', labShape).join('\n').trim().split(/\n\n/),
    '## Kinds of questions',
    table(
      ['kind', 'keys'],
      QUESTION_KINDS.map((kind) => [code(kind), KIND_DOCS[kind]]),
    ),
    'A right answer earns the points of its question. Each hint and each wrong answer before it costs a quarter of them; ' +
      'one point is left in the end. In an exam there are no hints, and the first answer counts.',
    '# Course keys',
    ...pageOf('course', courseShape).join('\n').trim().split(/\n\n/),
  ])
}
