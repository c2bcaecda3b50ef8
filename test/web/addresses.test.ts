// The addresses of the page: each view has one, and gets it back.
import t from 'tap'
import { paths, routeOf } from '../../src/web/addresses.ts'

t.test('each view has its address', (t) => {
  t.same(routeOf('/'), { view: 'catalogue', search: '', tag: null })
  t.same(routeOf('/?search=a%20b&tag=cisco'), { view: 'catalogue', search: 'a b', tag: 'cisco' })
  t.same(routeOf('/servers'), { view: 'servers' })
  t.same(routeOf('/servers/'), { view: 'servers' })
  for (const name of ['tls10-reject', 'a b/ü?#%', '<script>']) {
    t.same(routeOf(paths.scenario(name)), { view: 'scenario', name })
    t.same(routeOf(paths.server(name)), { view: 'server', id: name, session: null, event: null })
    t.same(routeOf(paths.session(name, 3)), { view: 'server', id: name, session: 3, event: null })
    t.same(routeOf(paths.session(name, 3, 17)), { view: 'server', id: name, session: 3, event: 17 })
  }
  t.end()
})

t.test('what is no address of the page is told as that', (t) => {
  for (const address of [
    '/x',
    '/scenarios',
    '/scenarios/a/b',
    '/servers/a/x',
    '/servers/a/sessions/x',
    '/servers/a/sessions/1/2',
  ]) {
    t.same(routeOf(address), { view: 'unknown' }, address)
  }
  t.same(routeOf('/scenarios/%E0%A4'), { view: 'scenario', name: '%E0%A4' }, 'a part that is no UTF-8')
  t.end()
})
