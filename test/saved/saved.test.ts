// What is saved is read back as it was; what was cut off is told, and read as far as it is whole.
import { appendFile, mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readSavedRun } from '../../src/saved/read.ts'
import { writeSavedRun } from '../../src/saved/write.ts'
import { folder } from '../cli/command.ts'
import { MAIL, PEM, savedServer, skippedServer } from './run.ts'

const saved = async (servers = [savedServer()]) => {
  const place = await folder()
  await writeSavedRun(place.path, servers, PEM)
  return place
}

t.test('what is read is what was written', async (t) => {
  const written = [savedServer(), skippedServer(2)]
  await using place = await saved(written)
  const run = await readSavedRun(place.path)
  t.same(run.problems, [])
  t.equal(run.certificatePem, PEM)
  t.same(
    run.servers,
    written.map(({ report, result, tlsa }) => ({ ...report, result, tlsa })),
  )
  t.ok(run.servers[0]?.messages[0]?.raw.equals(MAIL), 'mail keeps its bytes')
})

t.test('a certificate that two sessions show is one file', async (t) => {
  await using place = await saved()
  t.same((await readdir(join(place.path, '1-healthy', 'certificates'))).sort(), ['client-1.pem', 'server-1.pem'])
})

t.test('a last line that was cut is left out, and said', async (t) => {
  await using place = await saved()
  const file = join(place.path, '1-healthy', 'transcript.ndjson')
  // Inside the last line, which is the verdict.
  await truncate(file, (await readFile(file)).length - 10)
  const { servers, problems } = await readSavedRun(place.path)
  t.equal(servers[0]?.events.length, 3)
  t.equal(servers[0]?.result, null)
  t.same(problems, [
    `${file} ends inside line 5, which is left out.`,
    `${file} has no verdict: the run was cut off before it.`,
  ])
})

t.test('every cut of the transcript is told and gives the lines before it', async (t) => {
  await using place = await saved()
  const file = join(place.path, '1-healthy', 'transcript.ndjson')
  const whole = await readFile(file)
  const wrong: string[] = []
  for (let length = whole.length - 1; length >= 0; length -= 7) {
    await writeFile(file, whole.subarray(0, length))
    const lines = whole.subarray(0, length).toString('latin1').split('\n').length - 1
    const { servers, problems } = await readSavedRun(place.path)
    // The first line says where the server listened.
    if (servers[0]?.events.length !== Math.max(lines - 1, 0) || problems.length === 0) {
      wrong.push(`cut at ${length}: ${servers[0]?.events.length} events, ${problems.join(' ')}`)
    }
  }
  t.same(wrong, [])
})

t.test('a line in the middle that is no event is left out, with its number', async (t) => {
  await using place = await saved()
  const file = join(place.path, '1-healthy', 'transcript.ndjson')
  const lines = (await readFile(file, 'utf8')).split('\n')
  for (const broken of ['{"seq":2', '{"event":"no.such-event","seq":2,"session":1,"atMs":1}', '[]', '']) {
    await writeFile(file, lines.with(2, broken).join('\n'))
    const { servers, problems } = await readSavedRun(place.path)
    t.same(problems, [`${file}:3 is no event, and is left out.`])
    t.equal(servers[0]?.events.length, 2)
    t.ok(servers[0]?.result)
  }
})

t.test('without the marker the run counts as cut off, and is read as far as it goes', async (t) => {
  await using place = await saved([savedServer(), savedServer(10, 'no-starttls'), savedServer(2, 'tls10-only')])
  await rm(join(place.path, 'run.json'))
  await rm(join(place.path, '10-no-starttls', 'server.json'))
  await rm(join(place.path, '1-healthy', 'messages', 'AB12.eml'))
  await rm(join(place.path, '1-healthy', 'certificates', 'client-1.pem'))
  await rm(join(place.path, 'ca.pem'))
  const { servers, problems, certificatePem } = await readSavedRun(place.path)
  t.same(
    servers.map(({ number }) => number),
    [1, 2],
    'in the order of the run, not of names',
  )
  t.equal(certificatePem, null)
  t.same(servers[0]?.messages, [])
  t.equal(servers[0]?.certificates.length, 2)
  t.same(problems, [
    `${join(place.path, 'run.json')} is missing: the run was cut off while it was saved, and is read as far as it goes.`,
    `${join(place.path, '1-healthy/certificates/client-1.pem')} is missing.`,
    `${join(place.path, '1-healthy/messages/AB12.eml')} is missing.`,
    `${join(place.path, '10-no-starttls/server.json')} is missing: this server is left out.`,
    `${join(place.path, 'ca.pem')} is missing.`,
  ])
})

t.test('a name in a file leads nowhere else', async (t) => {
  await using place = await saved()
  const file = join(place.path, '1-healthy', 'server.json')
  const whole = JSON.parse(await readFile(file, 'utf8'))
  for (const changed of [
    { messages: [{ id: '../../ca', bytes: 1 }] },
    { certificates: [{ session: 1, by: 'server', file: '../../ca.pem' }] },
    { startedAt: 'yesterday' },
    { policy: 'strict' },
    { hosts: [7] },
  ]) {
    await writeFile(file, JSON.stringify({ ...whole, ...changed }))
    await t.rejects(readSavedRun(place.path), { code: 'SAVED_RUN_DAMAGED', message: /server\.json is damaged/ })
  }
  await writeFile(join(place.path, 'run.json'), JSON.stringify({ version: 1, servers: ['../1-healthy'] }))
  await t.rejects(readSavedRun(place.path), { message: /run\.json is damaged/ })
})

t.test('mail and certificates that were cut are told, and the rest is read', async (t) => {
  await using place = await saved()
  const own = join(place.path, '1-healthy')
  await truncate(join(own, 'messages', 'AB12.eml'), 10)
  await truncate(join(own, 'certificates', 'server-1.pem'), 20)
  await truncate(join(place.path, 'ca.pem'), 20)
  const { servers, problems } = await readSavedRun(place.path)
  t.match(problems, [
    /server-1\.pem is cut off/,
    new RegExp(`AB12\\.eml is damaged: 10 bytes, and ${MAIL.length} were written`),
    /ca\.pem is cut off/,
  ])
  t.equal(servers[0]?.events.length, 3)
})

t.test('a folder that is none, one with nothing in it, and one of another version', async (t) => {
  await using place = await folder()
  for (const path of [place.path, join(place.path, 'none')]) {
    await t.rejects(readSavedRun(path), { code: 'SAVED_RUN_MISSING', message: /--save DIR/ })
  }
  await writeFile(join(place.path, 'run.json'), '{"version":2,"servers":[]}')
  await t.rejects(readSavedRun(place.path), {
    code: 'SAVED_RUN_UNKNOWN_VERSION',
    message: /run\.json has version 2, and 1 was expected/,
  })
})

t.test('a disk that is full leaves no file that looks whole, and no marker of the run before', async (t) => {
  await using place = await saved()
  const transcript = join(place.path, '1-healthy', 'transcript.ndjson')
  await rm(transcript)
  await symlink('/dev/full', `${transcript}.${process.pid}`)
  await t.rejects(writeSavedRun(place.path, [savedServer()], PEM), {
    code: 'SAVED_RUN_UNWRITABLE',
    message: /1-healthy\/transcript\.ndjson cannot be written: E/,
  })
  t.notOk((await readdir(place.path)).includes('run.json'))
  t.same((await readdir(join(place.path, '1-healthy'))).sort(), ['certificates', 'messages', 'server.json'])
  const { problems } = await readSavedRun(place.path)
  t.match(problems[0], /run\.json is missing: the run was cut off/)
  t.match(problems[1], /transcript\.ndjson is missing/)
})

t.test('something in the way is named', async (t) => {
  await using place = await folder()
  await writeFile(join(place.path, '1-healthy'), '')
  await t.rejects(writeSavedRun(place.path, [savedServer()], PEM), {
    code: 'SAVED_RUN_UNWRITABLE',
    message: /1-healthy cannot be written: EEXIST/,
  })
  const other = join(place.path, 'other')
  await mkdir(join(other, 'ca.pem', 'x'), { recursive: true })
  await t.rejects(writeSavedRun(other, [savedServer()], PEM), { message: /ca\.pem cannot be written: E/ })
  t.same(await readdir(other), ['ca.pem'], 'what was written beside it is gone')
})

t.test('a folder that has a run takes the next one, whatever lies in it', async (t) => {
  await using place = await saved()
  await appendFile(join(place.path, '1-healthy', 'messages', 'OLD.eml'), 'old')
  await writeSavedRun(place.path, [savedServer(1, 'no-starttls')], PEM)
  const { servers, problems } = await readSavedRun(place.path)
  t.same(problems, [])
  t.same(
    servers.map(({ scenario }) => scenario.name),
    ['no-starttls'],
  )
})
