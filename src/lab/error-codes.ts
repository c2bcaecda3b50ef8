// Every code of a mistake in a lab, in a course or in what is asked of them; docs/reference/error-codes.md is made from it.
export const LAB_ERROR_CODES = {
  LAB_NOT_FOUND: 'No lab or course has this name, or the file does not exist.',
  LAB_UNREADABLE: 'The operating system does not let the file of a lab be read; its own code is in the message.',
  LAB_NO_RIGHT_ANSWER: 'A question without a right answer, or one that any answer meets.',
  LAB_NO_REASON: 'A wrong answer without the reason that it is wrong.',
  LAB_WRONG_KEY: 'A key that this kind of question does not have, or one that it lacks.',
  LAB_SAME_TWICE: 'Two questions or two fixes with one id, or one answer twice.',
  LAB_UNKNOWN_NEED: 'A lab that is needed first, or that a course lists, does not exist.',
  LAB_NEEDS_CYCLE: 'Labs that need each other first, in a circle.',
  LAB_NO_RIGHT_FIX: 'A lab without a fix that is right, or without one that is wrong.',
  LAB_UNKNOWN_HOP: 'A second hop is named, and the lab has one only.',
  LAB_UNKNOWN_QUESTION: 'The lab has no question of this id.',
  LAB_UNKNOWN_FIX: 'The lab has no fix of this id.',
  LAB_WRONG_ANSWER_FORM: 'An answer of another form than its question takes.',
  LAB_NOT_RUN: 'A line of a run was marked, and the lab has not run yet.',
  LAB_NO_HINTS: 'No hint is left, or hints are off.',
  LAB_STORE_IN_USE: 'Another process keeps its progress in this folder.',
  LAB_STORE_UNREADABLE: 'The operating system does not let the progress be read or written.',
  LAB_WRONG_NAME: 'A name that cannot be joined with.',
  LAB_UNKNOWN_TRAINEE: 'Nobody has joined with this id.',
  LAB_UNKNOWN_EXAM: 'The trainee has no exam of this id.',
  LAB_EXAM_OVER: 'The exam is over, or the question was answered before.',
  LAB_TOO_MANY: 'A limit on trainees, on labs at work, or on questions was reached.',
  LAB_WRONG_REQUEST:
    'A request over HTTP with keys or values that the route does not take, or from a page of another site.',
  LAB_TRAINER_ONLY: "A route of the trainer's, without the trainer's token.",
  LAB_BUG: 'A bug of the simulator, told over HTTP.',
} as const satisfies Record<string, string>

export type LabErrorCode = keyof typeof LAB_ERROR_CODES
