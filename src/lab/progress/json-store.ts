// One value kept in one file: written whole beside it and renamed over it, so that a crash leaves the old or the new one.
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { LabError } from '../lab-error.ts'

export interface StoreForm<T> {
  /** File without its end: `progress`. */
  name: string
  empty(): T
  /** What the file held; undefined when it is not that. */
  read(value: unknown): T | undefined
}

/** Folders that this process has open: a lock with our own number may be left from a process before, else. */
const opened = new Set<string>()

/** A value with its file. Change `value`, then `save`. */
export class JsonStore<T> {
  readonly value: T
  /** What was odd when it was opened, for people. */
  readonly warnings: readonly string[]
  readonly #folder: string
  readonly #name: string
  #writing: Promise<void> | null = null
  #next: Promise<void> | null = null
  #closed = false

  private constructor(folder: string, name: string, value: T, warnings: readonly string[]) {
    this.#folder = folder
    this.#name = name
    this.value = value
    this.warnings = warnings
  }

  /**
   * Opens or makes the folder. A file that cannot be understood is set aside under another name, with a warning.
   * Throws LabError for a folder that another process has open, or that cannot be used.
   */
  static async open<T>(folder: string, { name, empty, read }: StoreForm<T>): Promise<JsonStore<T>> {
    const place = resolve(folder)
    try {
      await mkdir(place, { recursive: true, mode: 0o700 })
      await takeLock(place, name)
      await removeLeftOvers(place, name)
      const file = join(place, `${name}.json`)
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw error
      })
      const value = text === null ? empty() : parsed(text, read)
      if (value !== undefined) return new JsonStore(place, name, value, [])
      const aside = `${name}.corrupt-${new Date().toISOString().replace(/[:.]/g, '-')}.json`
      await rename(file, join(place, aside))
      const warning = `${file} could not be understood. It was set aside as ${aside}, and a new one is begun.`
      return new JsonStore(place, name, empty(), [warning])
    } catch (error) {
      if (error instanceof LabError) throw error
      await freeLock(place, name)
      throw unusable(place, error as NodeJS.ErrnoException)
    }
  }

  /** Resolves when what `value` holds now is on the disk. Calls during a write are one more write. */
  save(): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('The store is closed.'))
    if (!this.#writing) return this.#write()
    this.#next ??= this.#writing
      .catch(() => {})
      .then(() => {
        this.#next = null
        return this.#write()
      })
    return this.#next
  }

  /** Waits for writes under way, and lets others have the folder. */
  async close(): Promise<void> {
    if (this.#closed) return
    await (this.#next ?? this.#writing)?.catch(() => {})
    this.#closed = true
    await freeLock(this.#folder, this.#name)
  }

  #write(): Promise<void> {
    // The text is made now: what changes later belongs to the next write.
    const text = `${JSON.stringify(this.value)}\n`
    const writing = writeWhole(this.#folder, this.#name, text)
      .catch((error: NodeJS.ErrnoException) => {
        throw unusable(this.#folder, error)
      })
      .finally(() => {
        if (this.#writing === writing) this.#writing = null
      })
    this.#writing = writing
    return writing
  }
}

async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  const beside = join(folder, `${name}.${randomBytes(6).toString('hex')}.tmp`)
  const handle = await open(beside, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    // Renamed before it is on the disk, it may be empty after a loss of power.
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(beside, join(folder, `${name}.json`))
}

function parsed<T>(text: string, read: (value: unknown) => T | undefined): T | undefined {
  try {
    return read(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** A process that died in the middle of a write leaves its half behind. */
async function removeLeftOvers(folder: string, name: string): Promise<void> {
  const files = await readdir(folder)
  const left = files.filter((file) => file.startsWith(`${name}.`) && file.endsWith('.tmp'))
  await Promise.all(left.map((file) => rm(join(folder, file), { force: true })))
}

async function takeLock(folder: string, name: string): Promise<void> {
  const file = join(folder, `${name}.lock`)
  const inUse = (by: string) =>
    new LabError({
      code: 'LAB_STORE_IN_USE',
      where: folder,
      found: `${by} keeps its progress here`,
      expected: `a folder of its own for each, or that process ended; if it is gone, remove ${file}`,
    })
  if (opened.has(file)) throw inUse('this process')
  for (;;) {
    try {
      const handle = await open(file, 'wx', 0o600)
      await handle.writeFile(String(process.pid))
      await handle.close()
      opened.add(file)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const pid = Number(await readFile(file, 'utf8').catch(() => ''))
    if (pid > 0 && pid !== process.pid && isAlive(pid)) throw inUse(`process ${pid}`)
    await rm(file, { force: true })
  }
}

async function freeLock(folder: string, name: string): Promise<void> {
  const file = join(folder, `${name}.lock`)
  if (opened.delete(file)) await rm(file, { force: true })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It is there and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function unusable(folder: string, error: NodeJS.ErrnoException): Error {
  if (error.code === undefined) return error
  return new LabError({
    code: 'LAB_STORE_UNREADABLE',
    where: folder,
    found: `the folder cannot be used (${error.code})`,
    expected: 'a folder that this user may read and write',
  })
}
