// The page with 50 servers and 2,000 sessions: how soon something is painted, and how soon what happens is seen.
import { connect } from 'node:net'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { ServerInfo } from '../../src/control/contract.ts'
import { startControl } from '../../src/control/control-server.ts'
import { built, ROOT } from '../built.ts'
import { median } from './measure.ts'

const SERVERS = 50
const SESSIONS = 2000
const REPEATS = 9

/** Goals: first paint under 1 s, a live event on the page within 100 ms. */
export async function benchPage(): Promise<void> {
  await built()
  const control = await startControl({ page: join(ROOT, 'dist', 'web') })
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  try {
    const servers: ServerInfo[] = []
    for (let at = 0; at < SERVERS; at++) servers.push(await start(control.url))
    const [first] = servers
    if (!first) return
    for (let at = 0; at < SESSIONS; at++) await greet(first.port)
    const paints: number[] = []
    const delays: number[] = []
    for (let at = 0; at < REPEATS; at++) {
      const page = await browser.newPage()
      await page.goto(`${control.url}servers/${first.id}`)
      await page.getByRole('heading', { name: /^Sessions \d/ }).waitFor()
      paints.push(await page.evaluate<number>('performance.getEntriesByName("first-contentful-paint")[0].startTime'))
      // The page notes the moment in which the text is in the document; both clocks are that of this machine.
      const word = `seen-${at}.example`
      const seen = page.evaluate<number>(`new Promise((resolve) => {
        const look = () => document.body.textContent.includes('EHLO ${word}') && resolve(Date.now())
        new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
      })`)
      const said = await greet(first.port, word)
      delays.push((await seen) - said)
      await page.close()
    }
    console.log(
      `the page, ${SERVERS} servers and ${SESSIONS} sessions: first paint ${median(paints).toFixed(0)} ms (goal 1000),`,
    )
    console.log(`  a command is on the page after ${median(delays).toFixed(0)} ms (goal 100)`)
  } finally {
    await browser.close()
    await control.stop()
  }
}

async function start(url: string): Promise<ServerInfo> {
  const response = await fetch(`${url}api/v1/servers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ scenario: 'healthy' }),
  })
  return (await response.json()) as ServerInfo
}

/** One session; resolves to when its EHLO was sent. */
function greet(port: number, name = 'client.example'): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = 0
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => {
      said = Date.now()
      socket.write(`EHLO ${name}\r\nQUIT\r\n`)
    })
    socket
      .on('data', () => {})
      .on('error', reject)
      .on('close', () => resolve(said))
  })
}
