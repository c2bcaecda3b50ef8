// What a trainee does in a lab, by the page alone; the right and wrong answers come from the file of the lab.
import type { Locator, Page } from 'playwright-core'
import type { Test } from 'tap'
import { type LabState, PREFIX } from '../../src/lab/http/contract.ts'
import { startTraining, type Training } from '../../src/lab/http/training-server.ts'
import type { Lab } from '../../src/lab/load.ts'
import type { Question } from '../../src/lab/question.ts'
import { openPage, PAGE } from './browser.ts'

export const TOKEN = 'a-token-for-tests'

export function train(t: Test, folder = t.testdir()): () => Promise<Training> {
  return async () => {
    const bugs: Error[] = []
    const training = await startTraining({ folder, token: TOKEN, page: PAGE, onBug: (error) => bugs.push(error) })
    t.teardown(async () => {
      await training.close()
      if (bugs[0]) throw bugs[0]
    })
    return training
  }
}

export async function join(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.getByRole('heading', { name: 'Labs' }).waitFor()
}

export async function openLab(page: Page, { title }: Lab): Promise<void> {
  await page.locator('.labs a', { hasText: title }).first().click()
  await page.getByRole('heading', { name: 'The incident' }).waitFor()
}

export function cardOf(page: Page, { ask }: Question): Locator {
  return page.locator('.question', { has: page.locator('h3', { hasText: ask }) })
}

/** An answer that is wrong, for the kinds that have one to choose; null for marks. */
export async function answerWrongly(page: Page, question: Question): Promise<string | null> {
  const wrong = question.options?.find(({ right }) => !right)
  if (!wrong) return null
  const card = cardOf(page, question)
  await card.getByLabel(wrong.text, { exact: true }).check()
  await card.getByRole('button', { name: 'Answer', exact: true }).click()
  await card.getByText('Not right.').waitFor()
  if (question.kind === 'many') await card.getByLabel(wrong.text, { exact: true }).uncheck()
  return wrong.because ?? null
}

/** The first thing that a mark does not fit: the top of a log, the version of a record. */
export async function markWrongly(page: Page, question: Question): Promise<void> {
  const card = cardOf(page, question)
  await card.getByRole('button', { name: /^Mark it/ }).click()
  await page.locator('.evidence input[name="mark"]').first().check()
  await card.getByRole('button', { name: 'Answer', exact: true }).click()
  await card.getByText('Not right.').waitFor()
}

export async function answerRightly(page: Page, question: Question): Promise<void> {
  const card = cardOf(page, question)
  const { kind, options = [], steps = [] } = question
  if (kind === 'one' || kind === 'many') {
    for (const { text, right } of options) if (right) await card.getByLabel(text, { exact: true }).check()
  } else if (kind === 'order') await putInOrder(card, steps)
  else await markRightly(page, question)
  await card.getByRole('button', { name: 'Answer', exact: true }).click()
  await card.getByText(/^Right\./).waitFor()
}

/** Up with each step until it stands where it belongs. */
async function putInOrder(card: Locator, steps: readonly string[]): Promise<void> {
  const shown = () => card.locator('.steps li > span:first-child').allTextContents()
  for (const [place, step] of steps.entries()) {
    for (let at = (await shown()).indexOf(step); at > place; at--) {
      await card.getByRole('button', { name: `Up: ${step}`, exact: true }).click()
    }
  }
}

async function markRightly(page: Page, question: Question): Promise<void> {
  const { kind, answer = {} } = question
  const button = cardOf(page, question).getByRole('button', { name: /^Mark it/ })
  if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click()
  const evidence = page.locator('.evidence')
  if (answer.hop === 2) await evidence.getByRole('button', { name: /^Hop 2/ }).click()
  if (kind === 'mark-hello') await evidence.getByLabel(FIELDS[answer.field ?? ''] ?? '', { exact: true }).check()
  else
    await evidence
      .locator('.rows label')
      .nth(await placeOf(page, question))
      .click()
}

/** How a field of the hello is called on the page. */
const FIELDS: Readonly<Record<string, string>> = { versions: 'Versions offered', suites: 'Cipher suites' }

/** Where the first line stands that answers a question, as the API tells the incident. */
async function placeOf(page: Page, { kind, answer = {} }: Question): Promise<number> {
  const hop = (await stateOf(page)).incident?.hops[(answer.hop ?? 1) - 1]
  const has = answer.has ?? ''
  if (kind === 'mark-log') return hop?.log.findIndex((line) => line.includes(has)) ?? -1
  return hop?.transcript.findIndex(({ event, words }) => event === answer.event && words.join(' ').includes(has)) ?? -1
}

/** The lab that the page shows, as the API has it. */
export async function stateOf(page: Page): Promise<LabState> {
  const name = new URL(page.url()).pathname.split('/').at(-1)
  const kept = await page.evaluate("localStorage.getItem('smtp-simulator.trainee')")
  const { id } = JSON.parse(String(kept)) as { id: string }
  const answer = await fetch(new URL(`${PREFIX}/trainees/${id}/labs/${name}`, page.url()))
  return (await answer.json()) as LabState
}

/** Makes a change and sends; resolves when its outcome is told. */
export async function change(page: Page, where: string): Promise<Locator> {
  const button = (words: string) => page.getByRole('button', { name: `${words}: ${where}`, exact: true })
  await button('Change and send').click()
  const told = page.locator('.fixes li', { has: button('Send again') }).locator('.told')
  await told.waitFor()
  return told
}

const THROUGH = 'The mail went through, encrypted. Verdict on the client: pass.'

/** From the symptom to the mail that goes through: hint, wrong and right answers, a wrong and the right change. */
export async function play(t: Test, lab: Lab): Promise<void> {
  const { page, complaints } = await openPage(t, train(t), 'labs')
  await join(page, 'Anna')
  await openLab(page, lab)
  const ticket = page.locator('.ticket')
  for (const fragment of lab.symptom.contains) t.match(await ticket.textContent(), fragment, 'the symptom')
  t.notMatch(await page.locator('.came-of-it').textContent(), THROUGH)
  t.equal(await page.locator('.explanation').count(), 0)

  const hinted = lab.questions.find(({ hints = [] }) => hints.length > 0)
  for (const question of lab.questions) {
    if (question === hinted) {
      await cardOf(page, question).getByRole('button', { name: /^Hint/ }).click()
      await cardOf(page, question)
        .getByText(question.hints?.[0] ?? '')
        .waitFor()
    }
    if (question.kind.startsWith('mark-')) await markWrongly(page, question)
    const because = await answerWrongly(page, question)
    if (because !== null) t.match(await cardOf(page, question).locator('.told').textContent(), because)
    await answerRightly(page, question)
  }
  await page.getByRole('heading', { name: 'Why it happens' }).waitFor()

  const [wrong] = lab.fixes.filter(({ right }) => !right)
  const [right] = lab.fixes.filter((fix) => fix.right)
  if (!wrong || !right) throw new Error('a lab has a wrong and a right change')
  const told = await change(page, wrong.where)
  t.match(await told.textContent(), `Not the way. ${wrong.because.trim()}`)
  t.match(await page.locator('.evidence h2').textContent(), 'Run 2')
  t.match(await page.locator('.came-of-it').textContent(), `Verdict on the client: ${wrong.expect.verdict}.`)
  t.equal(await page.getByRole('heading', { name: 'Solved' }).count(), 0)
  await change(page, right.where)
  await page.getByRole('heading', { name: 'Solved' }).waitFor()
  t.match(await page.locator('.came-of-it').textContent(), THROUGH)
  t.match(await stateOf(page), { solvedAt: String, run: { number: 3, solved: true } })
  t.match(await ticket.textContent(), lab.symptom.contains[0], 'the ticket stays what it was')
  await page.getByRole('link', { name: 'All labs' }).click()
  await page.locator('.labs li.solved', { hasText: lab.title }).first().waitFor()
  t.same(complaints, [])
}
