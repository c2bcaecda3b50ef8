// Progress survives a restart and a kill in the middle of a write; what cannot be read is set aside.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { LabError } from '../../src/lab/lab-error.ts'
import { JsonStore } from '../../src/lab/progress/json-store.ts'

interface Stored {
  count: number
}

const form = {
  name: 'progress',
  empty: (): Stored => ({ count: 0 }),
  read: (value: unknown) => (typeof (value as Stored)?.count === 'number' ? (value as Stored) : undefined),
}

t.test('what was saved is there after a restart', async (t) => {
  const folder = t.testdir()
  const store = await JsonStore.open(folder, form)
  store.value.count = 7
  await store.save()
  await store.close()
  const again = await JsonStore.open(folder, form)
  t.same(again.value, { count: 7 })
  t.same(again.warnings, [])
  t.equal(statSync(join(folder, 'progress.json')).mode & 0o077, 0, 'nobody else may read it')
  await again.close()
  t.same(readdirSync(folder), ['progress.json'])
})

t.test('saves during a write are one more write, and each resolves once its value is on the disk', async (t) => {
  const folder = t.testdir()
  const store = await JsonStore.open(folder, form)
  const onDisk = () => (JSON.parse(readFileSync(join(folder, 'progress.json'), 'utf8')) as Stored).count
  const saves = Array.from({ length: 50 }, async (_, at) => {
    store.value.count = at + 1
    await store.save()
    t.ok(onDisk() >= at + 1, `save ${at + 1}`)
  })
  await Promise.all(saves)
  t.equal(onDisk(), 50)
  await store.close()
  await t.rejects(store.save(), /closed/)
})

t.test('a kill in the middle of a write loses nothing that was told as saved', async (t) => {
  for (let round = 0; round < 3; round++) {
    const folder = t.testdir()
    const writer = fileURLToPath(new URL('store-writer.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import=tsx', writer, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(child, 'exit')
    let said = ''
    for await (const chunk of child.stdout) {
      said += String(chunk)
      // A new file beside the old one: a write is under way.
      const writing = readdirSync(folder).some((file) => file.endsWith('.tmp'))
      if (writing && said.split('\n').length > 3 + round) child.kill('SIGKILL')
    }
    await ended
    t.equal(child.signalCode, 'SIGKILL')
    const told = Math.max(...said.split('\n').filter(Boolean).map(Number))
    const store = await JsonStore.open(folder, form)
    t.same(store.warnings, [])
    t.ok(store.value.count >= told && store.value.count <= told + 1, `${store.value.count} after ${told}`)
    await store.close()
    t.same(readdirSync(folder), ['progress.json'], 'halves and locks are gone')
  }
})

t.test('a file that cannot be understood is set aside, and said', async (t) => {
  for (const content of ['{"count": 1', '{"other": true}', '']) {
    const folder = t.testdir({ 'progress.json': content })
    const store = await JsonStore.open(folder, form)
    t.same(store.value, { count: 0 })
    t.match(store.warnings, [/progress\.json could not be understood\. It was set aside as progress\.corrupt-.*\.json/])
    const [aside = ''] = readdirSync(folder).filter((file) => file.includes('corrupt'))
    t.equal(readFileSync(join(folder, aside), 'utf8'), content)
    store.value.count = 1
    await store.save()
    await store.close()
  }
})

t.test('two do not write into one folder', async (t) => {
  const folder = t.testdir()
  const store = await JsonStore.open(folder, form)
  await t.rejects(JsonStore.open(folder, form), {
    code: 'LAB_STORE_IN_USE',
    message: /this process keeps its progress/,
  })
  await store.close()
  // The process that started this one is alive, and is not this one.
  writeFileSync(join(folder, 'progress.lock'), String(process.ppid))
  await t.rejects(JsonStore.open(folder, form), {
    code: 'LAB_STORE_IN_USE',
    message: new RegExp(`process ${process.ppid}`),
  })
  for (const left of [String(process.pid), 'nonsense', '']) {
    writeFileSync(join(folder, 'progress.lock'), left)
    await (await JsonStore.open(folder, form)).close()
    t.same(readdirSync(folder), [], `a lock that was left behind: ${left}`)
  }
})

t.test('a folder that cannot be used is told', async (t) => {
  const folder = t.testdir({ file: '' })
  const error = await JsonStore.open(join(folder, 'file', 'below'), form).catch((each: unknown) => each)
  t.ok(error instanceof LabError)
  t.match(error, { code: 'LAB_STORE_UNREADABLE', message: /cannot be used \(ENOTDIR\)/ })
})
