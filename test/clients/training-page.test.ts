// A class in a real browser: two at once, a restart in the middle, an exam and its certificate, the trainer, hostile names.
import { readFile } from 'node:fs/promises'
import t from 'tap'
import { type Lab, loadCourses, loadLabs } from '../../src/lab/load.ts'
import { IMAGE, isAccessible, isText, LOOKS, openPage, SCRIPT } from './browser.ts'
import { requireClient, run } from './client.ts'
import { answerRightly, answerWrongly, cardOf, change, join, openLab, stateOf, TOKEN, train } from './labs.ts'

const labs = await loadLabs()
const courses = await loadCourses(labs)
const TLS10 = labs.get('tls10-turned-away') as Lab
const STARTTLS = labs.get('no-starttls') as Lab

t.test(
  'two trainees at once have their own ports, changes and progress',
  requireClient('chromium', async (t) => {
    const anna = await openPage(t, train(t), 'labs')
    const bert = await openPage(t, async () => anna.server, 'labs')
    await Promise.all([join(anna.page, 'Anna'), join(bert.page, 'Bert')])
    await Promise.all([openLab(anna.page, STARTTLS), openLab(bert.page, STARTTLS)])
    const fixes = {
      right: STARTTLS.fixes.find(({ right }) => right),
      wrong: STARTTLS.fixes.find(({ right }) => !right),
    }
    await Promise.all([change(anna.page, fixes.right?.where ?? ''), change(bert.page, fixes.wrong?.where ?? '')])
    await anna.page.getByRole('heading', { name: 'Solved' }).waitFor()
    t.equal(await bert.page.getByRole('heading', { name: 'Solved' }).count(), 0)
    const [hers, his] = await Promise.all([stateOf(anna.page), stateOf(bert.page)])
    t.not(hers.hops[0]?.port, his.hops[0]?.port)
    t.match([hers.applied, his.applied], [fixes.right?.id, fixes.wrong?.id])
    t.same([...anna.complaints, ...bert.complaints], [])
  }),
)

t.test(
  'after a restart in the middle of a lab everything that counts is there, and the incident happens again',
  requireClient('chromium', async (t) => {
    const folder = t.testdir()
    const { page, server, complaints } = await openPage(t, train(t, folder), 'labs')
    await join(page, 'Anna')
    await openLab(page, TLS10)
    const [first, second] = TLS10.questions
    if (!first || !second) throw new Error('the lab has questions')
    await cardOf(page, first).getByRole('button', { name: 'Hint' }).click()
    await answerRightly(page, first)
    await server.close()
    await cardOf(page, second)
      .getByRole('button', { name: /^Mark it/ })
      .click()
    await page.locator('.evidence').getByLabel('Groups').check()
    await cardOf(page, second).getByRole('button', { name: 'Answer', exact: true }).click()
    await page.getByText('The simulator does not answer.').waitFor()
    const again = await train(t, folder)()
    const address = new URL(page.url())
    // Another port, so that the browser knows nobody there.
    await page.goto(`${again.url}labs`)
    await join(page, 'anna')
    await page.goto(`${again.url}${address.pathname.slice(1)}`)
    await cardOf(page, first).getByText('3 of 4 points').waitFor()
    const right = first.options?.find((option) => option.right)?.text ?? ''
    t.equal(await cardOf(page, first).getByLabel(right, { exact: true }).isChecked(), true, 'what was answered shows')
    await cardOf(page, first)
      .getByText(first.hints?.[0] ?? '')
      .waitFor()
    await page.getByRole('heading', { name: 'The incident' }).waitFor()
    await answerRightly(page, second)
    t.same(
      complaints.filter((text) => !/ERR_CONNECTION_REFUSED|^asked for/.test(text)),
      [],
    )
  }),
)

t.test(
  'an exam: each question once, nothing told before the end, a certificate for who passes',
  requireClient('chromium', async (t) => {
    const { page, complaints } = await openPage(t, train(t), 'labs')
    await join(page, SCRIPT)
    const course = courses.get('certificates')
    const section = page.locator('.course', { hasText: course?.title ?? '' }).first()
    await section.getByRole('button', { name: 'Take the exam' }).click()
    await page.waitForURL(/\/exams\/\w+$/)
    const cards = page.locator('.question')
    await cards.first().waitFor()
    t.equal(await cards.count(), course?.exam?.questions)
    for (const card of await cards.all()) {
      const asked = (await card.locator('h2').textContent()) ?? ''
      const question = [...labs.values()].flatMap(({ questions }) => questions).find(({ ask }) => asked.endsWith(ask))
      if (!question) throw new Error(`no question "${asked}"`)
      t.equal(await card.getByRole('button', { name: /^Hint/ }).count(), 0)
      for (const { text, right } of question.options ?? []) {
        if (right) await card.getByLabel(text, { exact: true }).check()
      }
      for (const [place, step] of (question.steps ?? []).entries()) {
        const shown = () => card.locator('.steps li > span:first-child').allTextContents()
        for (let at = (await shown()).indexOf(step); at > place; at--) {
          await card.getByRole('button', { name: `Up: ${step}`, exact: true }).click()
        }
      }
      await card.getByRole('button', { name: 'Answer', exact: true }).click()
      await card.getByText('Answered', { exact: true }).waitFor()
      t.equal(await card.locator('.told').count(), 0, 'nothing is told')
      t.equal(await card.getByRole('button', { name: 'Answer', exact: true }).count(), 0, 'the first answer counts')
    }
    await page.getByRole('button', { name: 'End the exam' }).click()
    await page.getByText(/^Passed: (\d+) of \1 points, 100%\.$/).waitFor()
    await page.getByRole('link', { name: 'The certificate' }).click()
    const sheet = page.locator('.certificate-sheet')
    await sheet.waitFor()
    t.match(await sheet.textContent(), SCRIPT)
    t.match(await sheet.textContent(), course?.title)
    await page.emulateMedia({ media: 'print' })
    t.equal(await page.locator('nav').isVisible(), false, 'on paper there is the certificate alone')
    t.equal(await sheet.isVisible(), true)
    await isText(t, page, complaints)
  }),
)

t.test(
  'an exam that is left half-way warns once, and fails',
  requireClient('chromium', async (t) => {
    const { page } = await openPage(t, train(t), 'labs')
    await join(page, 'Bert')
    await page.locator('.course').first().getByRole('button', { name: 'Take the exam' }).click()
    await page.getByRole('button', { name: 'End the exam' }).click()
    await page.getByText(/12 not answered: they count as wrong/).waitFor()
    await page.getByRole('button', { name: 'End it all the same' }).click()
    await page.getByText('Not passed: 0 of ').waitFor()
    t.equal(await page.getByRole('link', { name: 'The certificate' }).count(), 0)
  }),
)

t.test(
  'the trainer sees who stands where, takes the table, and resets; a trainee does not',
  requireClient('chromium', async (t) => {
    const trainee = await openPage(t, train(t), 'labs')
    await join(trainee.page, IMAGE)
    t.equal(await trainee.page.getByRole('link', { name: 'Scenarios' }).count(), 0)
    await openLab(trainee.page, TLS10)
    const [question] = TLS10.questions
    if (!question) throw new Error('the lab has questions')
    await answerWrongly(trainee.page, question)
    await answerRightly(trainee.page, question)
    await trainee.page.goto(`${trainee.server.url}trainer`)
    await trainee.page.getByText('the token is in it').waitFor()

    const trainer = await openPage(t, async () => trainee.server, `trainer?token=${TOKEN}`)
    const { page } = trainer
    await page.locator('.class tbody tr').waitFor()
    t.notMatch(page.url(), TOKEN, 'the token leaves the address')
    t.match(await page.locator('.class tbody').textContent(), IMAGE)
    const figures = page.locator('.figures', { hasText: TLS10.title })
    await figures.locator('summary').click()
    const wrong = question.options?.find(({ right }) => !right)?.text ?? ''
    t.match(
      await figures.locator('tr', { hasText: question.ask }).textContent(),
      `${question.ask} Chosen wrongly once: ${wrong}0 of 1120`,
    )
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /CSV/ }).click(),
    ])
    t.match(await readFile(await download.path(), 'utf8'), `"${IMAGE.replaceAll('"', '""')}",${TLS10.name},`)
    await page.getByRole('button', { name: `Reset ${IMAGE}` }).click()
    await page.getByRole('button', { name: 'Really forget' }).click()
    await page.getByText('0 trainees').waitFor()
    await page.getByRole('link', { name: 'Scenarios' }).click()
    await page.locator('.scenarios li').first().waitFor()
    await isText(t, page, trainer.complaints)
    await trainee.page.goto(`${trainee.server.url}labs`)
    await trainee.page.getByLabel('Your name').waitFor()
    await isText(
      t,
      trainee.page,
      trainee.complaints.filter((text) => !text.includes('401')),
    )
  }),
)

t.test(
  "a handout to print, the team's own client, a setting by its name",
  requireClient(['chromium', 'swaks'], async (t) => {
    const { page, complaints } = await openPage(t, train(t), 'labs')
    await join(page, 'Anna')
    await openLab(page, TLS10)
    const [paper] = await Promise.all([page.waitForEvent('popup'), page.getByText('Print as a handout').click()])
    await paper.getByRole('heading', { name: 'The log of the sender' }).waitFor()
    t.equal(await paper.locator('.question').count(), TLS10.questions.length)
    t.equal(
      await paper.evaluate("getComputedStyle(document.querySelector('h1')).marginTop"),
      '0px',
      'its style is let in',
    )
    await paper.close()
    await page.getByText('Try a client of your own').click()
    await page.getByRole('button', { name: 'Listen' }).click()
    await page.getByText('From now on your client counts.').waitFor()
    const { port } = (await stateOf(page)).hops[0] ?? { port: 0 }
    const login = ['--auth', 'LOGIN', '--auth-user', 'anna', '--auth-password', 'zebra-9000']
    const mail = ['--from', 'alarms@example.com', '--to', 'desk@example.org']
    await run('swaks', ['--server', `localhost:${port}`, '--tls', ...login, ...mail])
    await page.getByLabel('It says').selectOption('delivered')
    await page.getByRole('button', { name: 'Judge it' }).click()
    await page.getByRole('heading', { name: 'Solved' }).waitFor()
    t.match(await page.locator('.evidence').textContent(), 'EHLO')

    await page.getByText('Change a setting yourself').click()
    await page.getByLabel('TLS', { exact: true }).selectOption('off')
    await page.getByRole('button', { name: 'Set TLS', exact: true }).click()
    await page.getByRole('button', { name: 'Send the mail again' }).click()
    await page.getByRole('heading', { name: /^Run 3/ }).waitFor()
    t.notMatch(await page.locator('.rows').textContent(), 'C: STARTTLS')
    t.same(complaints, [])
  }),
)

for (const look of LOOKS) {
  const words = `${look.colorScheme}, ${look.viewport?.width} wide`
  t.test(
    `axe finds nothing: ${words}`,
    requireClient('chromium', async (t) => {
      const { page, server, complaints } = await openPage(t, train(t), 'labs', look)
      const check = (view: string) => isAccessible(t, page, `${view}, ${words}`)
      await check('the door')
      await join(page, 'Anna')
      await page.locator('.labs li').first().waitFor()
      await check('the labs')
      await openLab(page, TLS10)
      await check('a lab')
      const [question, marking] = TLS10.questions
      if (!question || !marking) throw new Error('the lab has questions')
      await cardOf(page, question).getByRole('button', { name: 'Hint' }).click()
      await answerWrongly(page, question)
      await answerRightly(page, marking)
      for (const { where } of [TLS10.fixes.find(({ right }) => !right), TLS10.fixes.find(({ right }) => right)].flatMap(
        (fix) => fix ?? [],
      )) {
        await change(page, where)
      }
      for (const summary of await page.locator('.work details > summary').all()) await summary.click()
      await page.getByRole('heading', { name: 'Solved' }).waitFor()
      await check('a lab that is solved')
      await page.goto(`${server.url}labs/two-hops`)
      await page.getByRole('button', { name: /^Hop 2/ }).click()
      await check('a lab of two hops')
      await page.goto(`${server.url}labs`)
      await page.locator('.course').first().getByRole('button', { name: 'Take the exam' }).click()
      await page.locator('.question').first().waitFor()
      await check('an exam')
      await page.goto(`${server.url}trainer?token=${TOKEN}`)
      await page.locator('.figures summary').first().click()
      await check('the trainer')
      t.same(complaints, [])
    }),
  )
}
