// The files of the page, read once: no path of a request ever becomes a path of this machine.
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

export interface PageFile {
  type: string
  content: Buffer
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** By name; empty where the page was not built. */
export async function readPage(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const names = await readdir(folder).catch(() => [])
  const files = await Promise.all(
    names.flatMap((name) => {
      const type = TYPES[extname(name)]
      return type === undefined
        ? []
        : [readFile(join(folder, name)).then((content) => [name, { type, content }] as const)]
    }),
  )
  return new Map(files)
}

const PARTS = '<meta name="parts" content="">'

/** Tells the page which parts of this server the one who asks may use. */
export function withParts(content: Buffer, parts: readonly string[]): string {
  return content.toString().replace(PARTS, PARTS.replace('""', `"${parts.join(' ')}"`))
}
