// Reads a page that stands alone, strictly: what is not well formed throws.

export interface Tag {
  name: string
  attributes: Record<string, string>
}

const VOID = new Set(['meta', 'use', 'path', 'circle', 'rect'])

/** The tags of a page, which has to be well formed: each one closed, every other `<` escaped. */
export function tagsOf(page: string): Tag[] {
  const tags: Tag[] = []
  const open: string[] = []
  const body = page.replace(/^<!doctype html>/, '').replace(/<style>[^<]*<\/style>/, '')
  for (const [whole] of body.matchAll(/<[^>]*>?/g)) {
    const match = /^<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z-]+(?:="[^"<>]*")?)*)(\/?)>$/.exec(whole)
    if (!match) throw new Error(`no tag: ${whole}`)
    const [, slash, name = '', attributes = ''] = match
    if (slash) {
      const last = open.pop()
      if (last !== name) throw new Error(`</${name}> closes <${last}>`)
    } else {
      const pairs = [...attributes.matchAll(/ ([a-zA-Z-]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [
        key,
        value,
      ])
      tags.push({ name, attributes: Object.fromEntries(pairs) })
      if (!VOID.has(name)) open.push(name)
    }
  }
  if (open.length > 0) throw new Error(`never closed: ${open}`)
  return tags
}

/** What a reader sees, without the tags. */
export function textOf(page: string): string {
  const text = page.replace(/<style>[^<]*<\/style>/, '').replace(/<[^>]*>/g, ' ')
  const plain = text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
  return plain.replace(/&amp;/g, '&').replace(/[ \n]+/g, ' ')
}
