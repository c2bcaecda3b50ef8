// `simulate track WORD`: finds mails in saved runs, and tells what became of each.

import { resolve } from 'node:path'
import { durationWords } from '../../report/figures/figures.ts'
import { type TrackedMail, type TrackedTry, track as trackIn } from '../../report/figures/tracking.ts'
import type { SavedRun } from '../../saved/read.ts'
import { readSavedRuns } from '../../saved/runs.ts'
import { versionWords } from '../../scenario/words.ts'
import { visible, visibleJson } from '../../transcript/visible.ts'
import type { Command } from '../command.ts'
import { UsageError } from '../exit.ts'

export const track: Command = {
  usage: 'track <word>',
  summary: 'Finds mails in saved runs by Message-ID, address or subject, refused ones, too.',
  options: {
    run: {
      value: 'DIR',
      several: true,
      doc: 'A run that --save has kept, or a folder of such runs. Default: the current folder',
    },
    json: { doc: 'A JSON document on stdout' },
  },
  async run(given, { out, err }) {
    const [word = '', ...more] = given.positionals
    if (word.trim() === '' || more.length > 0) {
      throw new UsageError('Which mail? One word, as in "simulate track anna@example.com --run kept"; quote a subject.')
    }
    const folders = given.all('run')
    // A run that is named twice, by itself and by its folder, is searched once.
    const byPlace = new Map<string, SavedRun>()
    for (const folder of folders.length > 0 ? folders : ['.']) {
      const found = await readSavedRuns(folder)
      const fresh = found.runs.filter((run) => !byPlace.has(resolve(run.folder)))
      for (const run of fresh) byPlace.set(resolve(run.folder), run)
      for (const problem of [...found.problems, ...fresh.flatMap(({ problems }) => problems)]) {
        err(`${visible(problem)}\n`)
      }
    }
    const runs = [...byPlace.values()]
    const { decodeWords } = await import('postal-mime')
    const mails = runs.flatMap((run) =>
      trackIn(sourcesOf(run), word, decodeWords).map((mail) => ({ run: run.folder, ...mail })),
    )
    mails.sort((a, b) => (a.firstTryAt < b.firstTryAt ? -1 : Number(a.firstTryAt > b.firstTryAt)))
    if (given.on('json')) out(`${visibleJson({ version: 1, word, runs: runs.length, mails })}\n`)
    else if (mails.length > 0)
      out(
        `${mails
          .map((mail) =>
            linesOf(mail)
              .map((line) => `${line}\n`)
              .join(''),
          )
          .join('\n')}`,
      )
    if (mails.length > 0) return 'pass'
    const searched = `${runs.length} saved run${runs.length === 1 ? '' : 's'}`
    err(`No mail in ${searched} has ${visible(word)} as Message-ID, id, sender, recipient, domain or in its subject.\n`)
    // Whether there ever was one, nobody can say.
    return 'inconclusive'
  },
}

function sourcesOf({ servers }: SavedRun) {
  return servers.map(({ number, scenario, startedAt, events }) => ({
    ...{ number, scenario: scenario.name, startedAt: startedAt.toISOString(), events },
  }))
}

function linesOf(mail: TrackedMail & { run: string }): string[] {
  const { run, server, scenario, messageId, subject, sender, recipients, turnedAway, tries } = mail
  const facts: [name: string, value: string][] = [
    ['run', `${run}, server ${server} (${scenario})`],
    ['from', sender === '' ? '<>' : sender],
    ['to', recipients.length === 0 ? '(none was named)' : recipients.join(', ')],
    ...(subject === null ? [] : [['subject', subject] as [string, string]]),
    ['outcome', outcomeWords(mail)],
  ]
  return [
    messageId ?? '(no Message-ID was seen)',
    ...facts.map(([name, value]) => `  ${name.padEnd(9)}${value}`),
    ...turnedAway.flatMap(({ session, at, from, replies }) => [
      `  ${at}  session ${session} from ${from}, turned away before it named a mail`,
      ...replies.map((reply) => `    ${reply}`),
    ]),
    ...tries.flatMap(tryLines),
  ].map(visible)
}

function tryLines({ session, at, from, helo, user, tls, bytes, id, replies }: TrackedTry): string[] {
  const how = tls ? `${versionWords(tls.version)} ${tls.suite} (${tls.bits} bits)` : 'in clear'
  const who = [`session ${session} from ${from}`, ...(helo === null ? [] : [`called ${helo}`]), how]
  const more = [...(user === null ? [] : [`logged in as ${user}`]), ...(bytes === null ? [] : [`${bytes} bytes`])]
  return [
    `  ${at}  ${[...who, ...more].join(', ')}`,
    ...replies.map(({ to, recipient, words }) => `    ${recipient === null ? to : `${to} ${recipient}`}: ${words}`),
    ...(id === null ? [] : [`    accepted as ${id}`]),
  ]
}

function outcomeWords({ outcome, accepted, recipients, delayMs, turnedAway, tries }: TrackedMail): string {
  const count = tries.length + turnedAway.length
  const part = outcome === 'accepted in part' ? ` (${accepted.length} of ${recipients.length} recipients)` : ''
  const after = delayMs === null ? '' : `, ${durationWords(delayMs)} after the first`
  return `${outcome}${part}, ${count === 1 ? 'one try' : `${count} tries`}${count === 1 ? '' : after}`
}
