// The page in a real browser: opened with an eye on what the browser complains about, looked at by axe.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { built, ROOT } from '../built.ts'

/** Folder of the built page. */
export const PAGE = join(ROOT, 'dist', 'web')
const LIMIT_MS = 20_000

let browser: Promise<Browser> | null = null
t.teardown(async () => (await browser)?.close())

export interface OpenedPage {
  page: Page
  /** Scripts that failed, what the policy forbade, what was asked for elsewhere. */
  complaints: string[]
}

/** Starts the server when the page is built, and opens it in a profile of its own. */
export async function openPage<T extends { url: string }>(
  t: Test,
  start: () => Promise<T>,
  path = '',
  options: BrowserContextOptions = {},
): Promise<OpenedPage & { server: T }> {
  // The page is a part of the build.
  await built()
  const server = await start()
  browser ??= chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  const context = await (await browser).newContext({ viewport: { width: 1280, height: 900 }, ...options })
  context.setDefaultTimeout(LIMIT_MS)
  t.teardown(() => context.close())
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url)) complaints.push(`asked for ${request.url()}`)
  })
  await page.goto(`${server.url}${path}`)
  return { page, complaints, server }
}

/** Wide and narrow, light and dark; axe's script would not pass the policy of the page. */
export const LOOKS: readonly BrowserContextOptions[] = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [
    { width: 1280, height: 900 },
    { width: 390, height: 844 },
  ].map((viewport) => ({ colorScheme, viewport, bypassCSP: true })),
)

/** Nothing that axe finds, and nothing that sticks out. */
export async function isAccessible(t: Test, page: Page, view: string): Promise<void> {
  await page.evaluate(await readFile(join(ROOT, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8'))
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> }
    }
    return (await axe.run()).violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes[0]?.html }))
  })
  t.same(violations, [], `${view}: axe`)
  const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  t.equal(wide, 0, `${view}: nothing sticks out`)
}

export const SCRIPT = '<script>document.title="owned"</script>'
export const IMAGE = '<img src=x onerror=document.title="owned">'

/** Nothing of it ran, and nothing of it became a part of the page. */
export async function isText(t: Test, page: Page, complaints: readonly string[]): Promise<void> {
  t.not(await page.title(), 'owned')
  t.equal(await page.locator('main img, main script, main b b').count(), 0)
  t.same(
    complaints.filter((text) => !text.includes('404')),
    [],
  )
}
