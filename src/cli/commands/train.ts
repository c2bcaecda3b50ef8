// `simulate train`: the labs for a class, over HTTP; or on paper.
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Arguments } from '../arguments.ts'
import type { Command, Terminal } from '../command.ts'
import { type ExitName, UsageError } from '../exit.ts'
import { warnOfOpenHosts } from '../loopback.ts'
import { PAGE, tellBug } from '../served.ts'
import { onStopSignal } from '../stop-signals.ts'
import { tokenOf } from '../token.ts'
import { version } from '../version.ts'

export const train: Command = {
  usage: 'train [lab...]',
  summary: 'Serves the labs to a class, or writes them as handouts.',
  options: {
    export: {
      value: 'DIR',
      doc: 'Write handouts and answers as HTML pages for print, from real runs, and serve nothing',
    },
    course: { value: 'NAME', doc: 'With --export: only the labs of this course' },
    list: { doc: 'Show all labs and courses' },
    data: { value: 'DIR', doc: 'Folder of the progress. Default: ~/.smtp-simulator/training' },
    host: { value: 'ADDR', doc: 'Address to listen on. Default: 127.0.0.1' },
    port: { value: 'N', doc: 'Port to listen on. Default: 2580; 0 is any free one' },
    token: { value: 'TEXT', doc: "The trainer's token. Default: a random one, which is shown" },
  },
  async run(given, terminal) {
    if (given.on('list')) return listAll(terminal)
    const folder = given.text('export')
    if (folder !== undefined) return writeHandouts(folder, given, terminal)
    if (given.positionals.length > 0) throw new UsageError('Labs are named with --export; a class has all of them.')
    return serve(given, terminal)
  },
}

async function listAll({ out }: Terminal): Promise<ExitName> {
  const { loadCourses, loadLabs } = await import('../../lab/load.ts')
  const labs = await loadLabs()
  const width = Math.max(...[...labs.keys()].map((name) => name.length))
  for (const [name, { title }] of labs) out(`${name.padEnd(width)}  ${title}\n`)
  for (const [name, { title, labs: listed }] of await loadCourses(labs)) {
    out(`\nCourse ${name}: ${title}\n  ${listed.join(', ')}\n`)
  }
  return 'pass'
}

async function writeHandouts(folder: string, given: Arguments, { out }: Terminal): Promise<ExitName> {
  const { loadCourses, loadLab, loadLabs } = await import('../../lab/load.ts')
  const { exportHandouts } = await import('../../lab/export.ts')
  const all = await loadLabs()
  const courses = await loadCourses(all)
  const name = given.text('course')
  const course = name === undefined ? null : courses.get(name)
  if (course === undefined) throw new UsageError(`--course ${name}: expected one of ${[...courses.keys()].join(', ')}.`)
  if (course && given.positionals.length > 0) throw new UsageError('Name labs, or a course with --course, not both.')
  const named = course ? course.labs : given.positionals
  const labs = named.length > 0 ? await Promise.all(named.map((each) => loadLab(each))) : [...all.values()]
  const shown = course ? [course] : named.length > 0 ? [] : [...courses.values()]
  const files = await exportHandouts(folder, labs, shown, (lab) => out(`${lab.name}\n`)).catch((error: Error) => {
    const { code } = error as NodeJS.ErrnoException
    if (!['EACCES', 'ENOTDIR', 'EEXIST', 'EROFS', 'ENOSPC'].includes(code ?? '')) throw error
    throw new UsageError(`--export ${folder}: the folder cannot be written (${code}).`)
  })
  out(`${files.length} pages in ${folder}; begin with ${join(folder, 'index.html')}\n`)
  return 'pass'
}

async function serve(given: Arguments, terminal: Terminal): Promise<ExitName> {
  const { out, err } = terminal
  const { startTraining } = await import('../../lab/http/training-server.ts')
  const host = given.text('host') ?? '127.0.0.1'
  const token = tokenOf(given)
  const training = await startTraining({
    folder: given.text('data') ?? join(homedir(), '.smtp-simulator', 'training'),
    host,
    port: given.integer('port', 2580, [0, 65535]),
    ...(token !== undefined && { token }),
    page: PAGE,
    version: await version(),
    onBug: (error) => tellBug(error, terminal),
  })
  const stopped = new Promise<void>((resolve) => onStopSignal(resolve))
  for (const warning of training.warnings) err(`warning: ${warning}\n`)
  warnOfOpenHosts([host], terminal)
  out(`Trainees: ${training.url}labs\nTrainer:  ${training.url}trainer?token=${training.token}\n`)
  out('Progress is kept. Ctrl-C ends it.\n')
  await stopped
  await training.close()
  return 'pass'
}
