// What an EHLO answer promises: the extensions by keyword, so that what is said works and what is not said does not.

export interface Capabilities {
  /** Keywords in upper case, with their parameters (RFC 5321 section 4.1.1.1). */
  has(keyword: string): boolean
  /** Mechanisms of the AUTH line (RFC 4954 section 3), upper case; also of the old `AUTH=` form. */
  readonly mechanisms: readonly string[]
  /** The largest message, in bytes (RFC 1870); null when none is promised. */
  readonly size: number | null
}

/** Reads the lines of an EHLO answer, without code; the first is the greeting line and no capability. */
export function readCapabilities(lines: readonly string[]): Capabilities {
  const keywords = new Map<string, string[]>()
  for (const line of lines.slice(1)) {
    const [keyword = '', ...parameters] = line.replace('=', ' ').trim().split(/\s+/)
    const name = keyword.toUpperCase()
    keywords.set(name, [...(keywords.get(name) ?? []), ...parameters.map((p) => p.toUpperCase())])
  }
  return {
    has: (keyword) => keywords.has(keyword),
    mechanisms: keywords.get('AUTH') ?? [],
    // RFC 1870 section 4: 0 says that there is no fixed limit.
    size: Number(keywords.get('SIZE')?.[0]) || null,
  }
}
