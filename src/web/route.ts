// The address of the page: what it says now, and how to go on.
import { signal } from '@preact/signals'
import { type Route, routeOf } from './addresses.ts'

export const route = signal<Route>({ view: 'unknown' })

/** Goes to an address of this page; `replace` leaves no step to go back to. */
export function go(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', path)
  else history.pushState(null, '', path)
  route.value = routeOf(location.href)
}

/** Links within the page change the view, and nothing is loaded anew. */
export function startRouting(): void {
  route.value = routeOf(location.href)
  addEventListener('popstate', () => {
    route.value = routeOf(location.href)
  })
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.('a')
    const modified = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
    if (!link || modified || event.defaultPrevented || link.origin !== location.origin) return
    if (link.hasAttribute('download') || link.target !== '' || link.pathname.startsWith('/api/')) return
    // The way to the main part is the browser's own.
    if (link.getAttribute('href')?.startsWith('#')) return
    event.preventDefault()
    const isOther = link.pathname !== location.pathname
    go(link.pathname + link.search + link.hash)
    if (isOther) {
      scrollTo(0, 0)
      document.getElementById('main')?.focus({ preventScroll: true })
    }
  })
}
