// A lab on paper: symptom, both logs, questions; the answers on a page of their own. Pure: everything comes from real runs.
import { standaloneHead } from '../report/html-head.ts'
import { html, Markup } from '../report/markup.ts'
import { logLines, rightMarks } from './grade.ts'
import { HANDOUT_STYLE } from './handout-style.ts'
import type { Course, Lab } from './load.ts'
import { present } from './present.ts'
import { HELLO_FIELDS, type Question } from './question.ts'
import { type HopRun, helloOf, type LabRun, shownBy } from './run.ts'
import { transcriptRows } from './view.ts'
import { runWords, TOOL_WORDS } from './words.ts'

/** A run with one of the fixes of the lab. */
export interface FixRun {
  id: string
  run: LabRun
}

/** The page for trainees; `alone`: there are no others to lead to. The order of the answers depends on the lab alone, so that both pages fit each other. */
export function handoutPage(lab: Lab, run: LabRun, { alone = false } = {}): string {
  return pageOf(
    lab.title,
    html`<p class="soft">Lab <code>${lab.name}</code>. ${lab.promise}</p>
<h2>The ticket</h2>
<blockquote>${lab.ticket}</blockquote>
${symptomOf(lab, run)}
${run.hops.map((hop, at) => hopSection(lab, hop, at + 1, run.hops.length))}
<h2>Questions</h2>
${lab.questions.map((question, at) => questionSection(lab, question, at + 1, null))}
<h2>What would you change?</h2>
<ul class="answers">${lab.fixes.map(({ where, side }) => html`<li>${where} <span class="soft">(${side})</span></li>`)}</ul>`,
    { alone },
  )
}

/** The page for the trainer. */
export function answersPage(lab: Lab, run: LabRun, fixes: readonly FixRun[]): string {
  const { mechanism, tell, askNextTime, references } = lab.explanation
  return pageOf(
    `Answers: ${lab.title}`,
    html`<p class="soft">Lab <code>${lab.name}</code>. Scenario ${lab.hops.map(({ loaded }) => html`<code>${loaded.name}</code> `)}</p>
<h2>Questions</h2>
${lab.questions.map((question, at) => questionSection(lab, question, at + 1, run))}
<h2>Why it happens</h2>
<p>${mechanism}</p>
<h3>What to tell the customer</h3>
<p>${tell}</p>
<h3>What to ask for next time</h3>
<ul>${askNextTime.map((each) => html`<li>${each}</li>`)}</ul>
<h2>What was changed, and what came of it</h2>
${lab.fixes.map(
  (fix) => html`<section class="question"><h3>${fix.right ? 'Right' : 'Wrong'}: ${fix.where}</h3>
<p>${fix.because}</p>
<p class="soft">${runWords(fixes.find(({ id }) => id === fix.id)?.run ?? null)}</p></section>`,
)}
<h2>Where to read it</h2>
<ul>${references.map((each) => html`<li>${each}</li>`)}</ul>`,
  )
}

/** The page that leads to the others. */
export function indexPage(courses: readonly Course[], labs: readonly Lab[]): string {
  const link = ({ name, title }: Lab) =>
    html`<li><a href="${name}.html">${title}</a> <span class="soft">(<a href="${name}-answers.html">answers</a>)</span></li>`
  return pageOf(
    'Labs',
    html`<p class="soft">Every line of a log in these pages comes from a session that ran when they were made.</p>
${courses.map(
  ({ title, summary, labs: listed }) => html`<h2>${title}</h2>
<p>${summary}</p>
<ol>${listed.flatMap((name) => labs.filter((lab) => lab.name === name).map(link))}</ol>`,
)}
${courses.length === 0 && html`<ul>${labs.map(link)}</ul>`}`,
  )
}

function symptomOf({ symptom }: Lab, run: LabRun): Markup {
  const hop = run.hops[(symptom.hop ?? 1) - 1]
  if (!hop) return html``
  return html`<h2>${TOOL_WORDS[symptom.tool]}</h2>
<pre>${symptom.tool === 'log' ? numbered(logLines(hop)) : shownBy(symptom.tool, hop).join('\n')}</pre>`
}

function hopSection({ symptom, hops }: Lab, hop: HopRun, number: number, count: number): Markup {
  const of = count > 1 ? `, hop ${number}` : ''
  const shown = symptom.tool === 'log' && (symptom.hop ?? 1) === number
  const hello = helloOf(hop)
  return html`${
    !shown &&
    html`<h2>The log of the sender${of} <span class="soft">(${hops[number - 1]?.sender})</span></h2>
<pre>${numbered(logLines(hop))}</pre>`
  }
<h2>The transcript of the server${of}</h2>
<table>${transcriptRows(hop.transcript).map(
    ({ seq, words }) =>
      html`<tr><td>${seq}</td><td>${words.map((line, at) => html`${at > 0 && new Markup('<br>')}${line}`)}</td></tr>`,
  )}</table>
${
  hello &&
  html`<h2>The hello of the client${of}</h2>
<ul class="mono">${HELLO_FIELDS.map((field) => html`<li>${field}: ${fieldText(hello[field])}</li>`)}</ul>`
}`
}

function numbered(lines: readonly string[]): string {
  const width = String(lines.length).length
  return lines.map((line, at) => `${String(at + 1).padStart(width)}  ${line}`).join('\n')
}

function fieldText(value: string | readonly string[] | null): string {
  if (value === null) return 'none'
  return typeof value === 'string' ? value : value.join(', ') || 'none'
}

/** With a run the right answers are marked and told. */
function questionSection(lab: Lab, question: Question, number: number, run: LabRun | null): Markup {
  const shown = present(question, lab.name)
  const right = (text: string) => run && question.options?.find((option) => option.text === text)?.right === true
  return html`<section class="question">
<h3>${number}. ${question.ask} <span class="soft">(${shown.points} points${question.kind === 'many' && ', several may be right'})</span></h3>
${
  shown.options &&
  html`<ul class="answers">${shown.options.map(({ text }) => html`<li${right(text) && new Markup(' class="right"')}>${text}${run && reasonOf(question, text)}</li>`)}</ul>`
}
${shown.steps && !run && html`<ul class="answers steps">${shown.steps.map(({ text }) => html`<li>${text}</li>`)}</ul>`}
${question.steps && run && html`<ol>${question.steps.map((text) => html`<li>${text}</li>`)}</ol>`}
${question.answer && (run ? markWords(question, run) : html`<p class="write"></p>`)}
${run && question.because && html`<p class="soft">${question.because}</p>`}
</section>`
}

function reasonOf({ options }: Question, text: string): Markup {
  const because = options?.find((option) => option.text === text)?.because
  return because === undefined ? html`` : html` <span class="soft">${because}</span>`
}

function markWords(question: Question, run: LabRun): Markup {
  const { kind, answer = {} } = question
  const hop = run.hops[(answer.hop ?? 1) - 1]
  const marks = rightMarks(question, run)
  if (!hop || marks.length === 0) return html`<p>Nothing in this run.</p>`
  if (kind === 'mark-hello') return html`<p>The field <code>${marks[0]}</code>.</p>`
  if (kind === 'mark-log') {
    const lines = logLines(hop)
    return html`<ul class="mono">${marks.map((at) => html`<li>line ${Number(at) + 1}: ${lines[Number(at)]}</li>`)}</ul>`
  }
  const rows = transcriptRows(hop.transcript).filter(({ seq }) => marks.includes(seq))
  return html`<ul class="mono">${rows.map(({ seq, words }) => html`<li>${seq}: ${words.join(' / ')}</li>`)}</ul>`
}

function pageOf(title: string, body: Markup, { alone = false } = {}): string {
  return html`${standaloneHead(title, HANDOUT_STYLE)}<body>
${!alone && html`<nav><a href="index.html">All labs</a></nav>`}
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text
}
