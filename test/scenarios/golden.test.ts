// Every scenario is played by a scripted client, and what happened is compared with a text that people review.
// UPDATE_GOLDENS=1 writes the texts anew: read the diff as you read code.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { startScenario } from '../../src/index.ts'
import { goldenLines } from './golden-text.ts'
import type { Play } from './play.ts'

const catalogue = new URL('../../scenarios/', import.meta.url)
const here = new URL('.', import.meta.url)

async function namesIn(folder: URL, extension: string): Promise<string[]> {
  const files = await readdir(folder)
  return files
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length))
    .sort()
}

const names = await namesIn(catalogue, '.yaml')

t.test('every scenario has a golden and a play, and there are none without a scenario', async (t) => {
  t.ok(names.length >= 18, 'the scenarios that the first version ships with')
  t.same(await namesIn(here, '.golden'), names)
  t.same(await namesIn(new URL('plays/', here), '.ts'), names)
})

// Servers that hold a reply back are waited for side by side.
t.jobs = 8

for (const name of names) {
  t.test(`${name} plays as its golden says, and again the same`, { buffered: true }, async (t) => {
    const { play } = (await import(`./plays/${name}.ts`)) as { play: Play }
    const sections = await perform(t, name, play)
    t.same(await perform(t, name, play), sections, 'a second run with the same seed and client')
    const file = new URL(`${name}.golden`, here)
    if (process.env.UPDATE_GOLDENS) await writeFile(file, textOf(sections))
    const left = new Set(
      play.filter(({ linuxOnly }) => linuxOnly && process.platform !== 'linux').map(({ title }) => title),
    )
    const golden = sectionsOf(await readFile(file, 'utf8')).filter(({ title }) => !left.has(title))
    t.equal(textOf(sections), textOf(golden))
  })
}

interface Section {
  title: string
  lines: string[]
}

/** Plays all acts at one server. */
async function perform(t: Test, name: string, play: Play): Promise<Section[]> {
  await using server = await startScenario(name, { seed: 1 })
  const sections: Section[] = []
  for (const { title, linuxOnly, play: playAct } of play) {
    if (linuxOnly && process.platform !== 'linux') {
      t.comment(`"${title}" is left out: ${linuxOnly}`)
      continue
    }
    const told = server.transcript.length
    const toldNext = server.next?.transcript.length
    const digest = await playAct(t, server)
    const next = server.next?.transcript.slice(toldNext) ?? []
    const lines = [...goldenLines(server.transcript.slice(told)), ...goldenLines(next).map((line) => `next ${line}`)]
    sections.push({ title, lines: digest ?? lines })
  }
  return sections
}

function textOf(sections: readonly Section[]): string {
  return sections.map(({ title, lines }) => `== ${title}\n${lines.map((line) => `${line}\n`).join('')}`).join('\n')
}

function sectionsOf(text: string): Section[] {
  return text
    .split(/^== /m)
    .slice(1)
    .map((section) => {
      const [title = '', ...lines] = section.trimEnd().split('\n')
      return { title, lines }
    })
}
