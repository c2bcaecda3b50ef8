// A question as a trainee sees it: nothing in it tells which answer is right.
import { idOf } from './grade.ts'
import { POINTS, type Question, type QuestionKind } from './question.ts'
import { shuffled } from './shuffle.ts'

export interface ShownChoice {
  id: string
  text: string
}

export interface ShownQuestion {
  id: string
  kind: QuestionKind
  ask: string
  points: number
  /** How many hints there are. */
  hints: number
  /** Of `one` and `many`. */
  options?: ShownChoice[]
  /** Of `order`: to be put in order. */
  steps?: ShownChoice[]
}

/** `seed` decides the order of options and steps; a shuffle that leaves the steps in order is turned round. */
export function present(question: Question, seed: string): ShownQuestion {
  const { id, kind, ask, points = POINTS, hints = [], options, steps } = question
  return {
    ...{ id, kind, ask, points, hints: hints.length },
    ...(options && {
      options: choices(
        options.map(({ text }) => text),
        seed,
      ),
    }),
    ...(steps && { steps: outOfOrder(steps, seed) }),
  }
}

function outOfOrder(steps: readonly string[], seed: string): ShownChoice[] {
  const shown = choices(steps, seed)
  const inOrder = shown.every(({ text }, at) => text === steps[at])
  return inOrder ? shown.reverse() : shown
}

function choices(texts: readonly string[], seed: string): ShownChoice[] {
  return shuffled(texts, seed, (text) => text).map((text) => ({ id: idOf(text), text }))
}
