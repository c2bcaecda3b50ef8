// Writes the labs as static pages for print: each is run for it, as the customer has it and with each fix.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { answersPage, type FixRun, handoutPage, indexPage } from './handout.ts'
import { LiveLab } from './live-lab.ts'
import type { Course, Lab } from './load.ts'

/** Returns the files written. Rejects with EnvironmentError for what this machine cannot do, with Node's for a folder. */
export async function exportHandouts(
  folder: string,
  labs: readonly Lab[],
  courses: readonly Course[],
  onLab: (lab: Lab) => void = () => {},
): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const files: string[] = []
  const write = async (name: string, page: string) => {
    const file = join(folder, name)
    await writeFile(file, page)
    files.push(file)
  }
  for (const lab of labs) {
    const live = await LiveLab.start(lab)
    try {
      const run = await live.run()
      const fixes: FixRun[] = []
      for (const { id } of lab.fixes) {
        await live.apply(id)
        fixes.push({ id, run: await live.run() })
      }
      await write(`${lab.name}.html`, handoutPage(lab, run))
      await write(`${lab.name}-answers.html`, answersPage(lab, run, fixes))
    } finally {
      await live.stop()
    }
    onLab(lab)
  }
  await write('index.html', indexPage(courses, labs))
  return files
}
