// Which view an address stands for. Addresses can be shared: everything that is looked at is in them.

export type Route =
  | { view: 'catalogue'; search: string; tag: string | null }
  | { view: 'scenario'; name: string }
  | { view: 'servers' }
  | { view: 'server'; id: string; session: number | null; event: number | null }
  | { view: 'labs' }
  | { view: 'lab'; name: string }
  | { view: 'exam'; id: string }
  | { view: 'certificate'; exam: string }
  | { view: 'trainer' }
  | { view: 'unknown' }

export function routeOf(address: string): Route {
  const { pathname, searchParams, hash } = new URL(address, 'http://localhost')
  const parts = pathname.split('/').filter(Boolean).map(decoded)
  const [first, second, third, fourth, more] = parts
  if (first === undefined) {
    return { view: 'catalogue', search: searchParams.get('search') ?? '', tag: searchParams.get('tag') }
  }
  if (first === 'scenarios' && second !== undefined && third === undefined) return { view: 'scenario', name: second }
  if (first === 'trainer' && second === undefined) return { view: 'trainer' }
  if (first === 'labs') return labRouteOf(parts.slice(1))
  if (first === 'exams') return examRouteOf(parts.slice(1))
  if (first !== 'servers' || more !== undefined) return { view: 'unknown' }
  if (second === undefined) return { view: 'servers' }
  const event = /^#e(\d+)$/.exec(hash)?.[1]
  const place = { view: 'server', id: second, event: event === undefined ? null : Number(event) } as const
  if (third === undefined) return { ...place, session: null }
  if (third === 'sessions' && fourth !== undefined && /^\d+$/.test(fourth)) return { ...place, session: Number(fourth) }
  return { view: 'unknown' }
}

function labRouteOf([name, ...more]: readonly string[]): Route {
  if (name === undefined) return { view: 'labs' }
  return more.length === 0 ? { view: 'lab', name } : { view: 'unknown' }
}

function examRouteOf([id, what, ...more]: readonly string[]): Route {
  if (id === undefined || more.length > 0) return { view: 'unknown' }
  if (what === undefined) return { view: 'exam', id }
  return what === 'certificate' ? { view: 'certificate', exam: id } : { view: 'unknown' }
}

/** A part of a path that is no UTF-8 stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export const paths = {
  lab: (name: string) => `/labs/${encodeURIComponent(name)}`,
  exam: (id: string) => `/exams/${encodeURIComponent(id)}`,
  certificate: (exam: string) => `/exams/${encodeURIComponent(exam)}/certificate`,
  scenario: (name: string) => `/scenarios/${encodeURIComponent(name)}`,
  server: (id: string) => `/servers/${encodeURIComponent(id)}`,
  session: (id: string, session: number, event?: number) =>
    `/servers/${encodeURIComponent(id)}/sessions/${session}${event === undefined ? '' : `#e${event}`}`,
}
