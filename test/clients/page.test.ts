// The page in a real browser, with real mail clients: what a user does, and what a user sees.
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { ServerInfo } from '../../src/control/contract.ts'
import { startControl } from '../../src/control/control-server.ts'
import { commandsFor } from '../../src/web/commands.ts'
import { built } from '../built.ts'
import { control } from '../control/api.ts'
import { connect } from '../raw-client.ts'
import { IMAGE, isAccessible, isText, LOOKS, openPage, PAGE, SCRIPT } from './browser.ts'
import { onDisk, requireClient, run } from './client.ts'

async function open(t: Test, path = '', options: BrowserContextOptions = {}) {
  const { server: control, ...opened } = await openPage(t, () => startControl({ page: PAGE }), path, options)
  t.teardown(() => control.stop())
  return { ...opened, control }
}

/** Starts a scenario as a user does; gives its port. */
async function start(page: Page, name: string): Promise<number> {
  await page.getByLabel('Search').fill(name)
  await page.locator('.scenarios a', { has: page.locator(`code:text-is("${name}")`) }).click()
  await page.getByRole('button', { name: 'Start this server' }).click()
  await page.getByText('Waiting for a client').waitFor()
  const words = await page.locator('.running').textContent()
  return Number(/port (\d+)/.exec(words ?? '')?.[1])
}

function swaks(port: number, ...more: string[]) {
  const login = ['--auth', 'LOGIN', '--auth-user', 'anna', '--auth-password', PASSWORD]
  const mail = ['--from', 'alarms@example.com', '--to', 'desk@example.org']
  return run('swaks', ['--server', `localhost:${port}`, '--tls', ...login, ...mail, ...more])
}

const PASSWORD = 'zebra-9000'
const OLD_TLS = ['--tls-protocol', 'tlsv1', '--tls-cipher', 'DEFAULT@SECLEVEL=0']

t.test(
  'a user finds a scenario, starts it, and watches an old client fail and a new one pass',
  requireClient(['chromium', 'swaks'], async (t) => {
    const { page, complaints } = await open(t)
    const port = await start(page, 'tls10-reject')
    const loads = await page.evaluate('performance.getEntriesByType("navigation").length + performance.timeOrigin')
    await swaks(port, ...OLD_TLS)
    const talk = page.getByRole('list', { name: 'What was said' })
    await talk.getByText(/^421 4\.7\.66 TLS 1\.0 and 1\.1 are not supported/).waitFor()
    t.equal(
      await page.evaluate('performance.getEntriesByType("navigation").length + performance.timeOrigin'),
      loads,
      'without a reload',
    )
    await talk.getByText(/ClientHello: offers TLS 1\.0 only/).click()
    await talk.getByText('It offers TLS 1.0 only, and nothing newer.').waitFor()
    t.match(await talk.locator('.values .taken').textContent(), /^TLS_ECDHE_\w+ .*taken$/)
    t.match(
      await talk.locator('.chosen').textContent(),
      /number 1 of 8 .* Why: this server goes by the order of the client/,
    )
    t.ok((await talk.locator('.values .old').count()) > 3, 'suites are told apart by strength')
    await talk.locator('.tls .say', { hasText: 'AUTH LOGIN' }).first().waitFor()
    const content = await page.content()
    for (const form of [PASSWORD, Buffer.from(PASSWORD).toString('base64')]) {
      t.notOk(content.includes(form), 'the password is nowhere')
    }

    await page.locator('.verdict.fail').waitFor()
    const diagnosis = page.locator('.diagnoses li', { hasText: 'client-offers-only-old-tls' })
    t.match(await diagnosis.textContent(), /emailgtw: 2\.90 or later/)
    t.same(await page.locator('.talk .proof').count(), 0)
    await diagnosis.hover()
    const lines = await page.locator('.talk .proof').allTextContents()
    t.ok(lines.some((line) => line.includes('ClientHello')) && lines.some((line) => line.includes('421 4.7.66')))
    await page.getByRole('button', { name: 'Show the proof of client-offers-only-old-tls' }).click()
    await page.waitForURL(/\/sessions\/1#e\d+$/)
    t.ok(await page.locator(`${new URL(page.url()).hash}.proof`).isVisible(), 'its first line is in sight')
    t.match(await page.locator('.compare .differs').textContent(), /outcome: encrypted.*none.*<<<<</)

    await page.getByRole('button', { name: 'New try' }).click()
    await page.getByText('Waiting for a client').waitFor()
    await swaks(port)
    await page.locator('.verdict.pass').waitFor()
    await page.getByText('accepted inside TLS').waitFor()
    t.same(complaints, [])
  }),
)

t.test(
  'a session has an address that can be opened later',
  requireClient(['chromium', 'swaks'], async (t) => {
    const { page, complaints } = await open(t)
    const port = await start(page, 'healthy')
    await swaks(port)
    await swaks(port, '--ehlo', 'second.example')
    await page.locator('.sessions li').nth(1).waitFor()
    await page.locator('.sessions a', { hasText: '#1' }).click()
    const address = page.url()
    t.match(address, /\/sessions\/1$/)
    await swaks(port)
    await page.goto('about:blank')
    await page.goto(address)
    await page.getByRole('heading', { name: /^Session 1 / }).waitFor()
    await page.getByText('accepted inside TLS').waitFor()
    t.notMatch(await page.locator('.talk').textContent(), 'second.example')
    await page.goBack()
    await page.goto(new URL('/servers/0123', address).href)
    await page.getByRole('heading', { name: 'This server is gone' }).waitFor()
    t.same(
      complaints.filter((text) => !text.includes('404')),
      [],
    )
  }),
)

t.test(
  'what the path changed is shown as sent and arrived',
  requireClient(['chromium', 'swaks'], async (t) => {
    const { page, complaints } = await open(t)
    const port = await start(page, 'starttls-masked')
    await swaks(port)
    const changed = page.locator('.talk .path').first()
    await changed.waitFor()
    const words = (await changed.textContent()) ?? ''
    t.match(words, /^changed on the way.*sent.*250-STARTTLS.*arrived.*250-XXXXXXXA/s)
    t.notMatch(words, '250-PIPELINING', 'what was left alone is not told twice')
    await page.getByLabel('The client wants').selectOption('opportunistic')
    await page.locator('.judgement').getByText('starttls-masked').waitFor()
    t.same(complaints, [])
  }),
)

t.test(
  'a hostile client is text: its name, its mail, the names of its attachments',
  requireClient('chromium', async (t) => {
    const { page, complaints } = await open(t)
    const port = await start(page, 'no-starttls')
    await using client = await connect({ port })
    await client.hears('220 *')
    await client.asks(`EHLO ${IMAGE}`, '250*')
    await client.asks('MAIL FROM:<alarms@example.com>', '*')
    await client.asks('RCPT TO:<desk@example.org>', '*')
    await client.asks('DATA', '354 *')
    const part = (lines: string[]) => ['--x', ...lines, ''].join('\r\n')
    const body = [
      `Subject: ${SCRIPT}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n`,
      part(['Content-Type: text/plain', '', `body ${IMAGE}`]),
      part([`Content-Disposition: attachment; filename="${SCRIPT.replace(/"/g, "'")}.txt"`, '', 'abc']),
      '--x--',
    ]
    await client.sends(`${body.join('')}\r\n.\r\n`)
    await client.hears('250 *')
    await client.says('QUIT')
    await page.getByText(`EHLO ${IMAGE}`).first().waitFor()
    await page.getByText('IN CLEAR').first().waitFor()
    const message = page.locator('.messages summary', { hasText: SCRIPT })
    await message.click()
    await page.locator('.opened pre', { hasText: `body ${IMAGE}` }).waitFor()
    t.match(await page.getByLabel('Attachments').textContent(), `${SCRIPT.replace(/"/g, "'")}.txt`)
    await isText(t, page, complaints)
  }),
)

t.test(
  'hostile names inside TLS are text: the server name of the hello, the name in a client certificate',
  requireClient(['chromium', 'openssl'], async (t) => {
    const { page, control, complaints } = await open(t)
    const port = await start(page, 'client-cert-optional')
    const [, id] = /\/servers\/(\w+)/.exec(page.url()) ?? []
    const made = await fetch(`${control.url}api/v1/servers/${id}/client-certificate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: IMAGE }),
    })
    const { certificate, key } = (await made.json()) as { certificate: string; key: string }
    const files = onDisk(t, { certificate, key })
    await run(
      'openssl',
      [
        ...['s_client', '-connect', `localhost:${port}`, '-starttls', 'smtp', '-crlf', '-servername', IMAGE],
        ...['-cert', files.certificate, '-key', files.key],
      ],
      { input: 'QUIT\n' },
    )
    await page.getByText(/ClientHello: .*SNI <img src=x/).click()
    await page.locator('.hello .values li', { hasText: IMAGE }).waitFor()
    await page.getByText(/^Client certificate: /).click()
    await page.locator('.certificate dd', { hasText: IMAGE }).waitFor()
    await isText(t, page, complaints)
  }),
)

t.test(
  'a hostile scenario, and a hostile address, are text',
  requireClient('chromium', async (t) => {
    const { page, control, complaints } = await open(t, 'servers')
    const posted = await fetch(`${control.url}api/v1/servers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ yaml: `scenario: 1\ntitle: '${SCRIPT}'\nserver: { hostname: host.example }\n` }),
    })
    const { id } = (await posted.json()) as ServerInfo
    await page.getByText(SCRIPT).first().click()
    await page.getByRole('heading', { name: SCRIPT }).waitFor()
    t.match(page.url(), id)
    await isText(t, page, complaints)
    await page.goto(`${control.url}scenarios/${encodeURIComponent(IMAGE)}`)
    await page.getByRole('alert').waitFor()
    await isText(t, page, complaints)
  }),
)

t.test(
  'axe finds nothing, in light and dark, wide and narrow',
  requireClient(['chromium', 'swaks'], async (t) => {
    for (const look of LOOKS) {
      const { page, complaints } = await open(t, '', look)
      const check = (view: string) => isAccessible(t, page, `${view}, ${look.colorScheme}, ${look.viewport?.width}`)
      await page.locator('.scenarios li').first().waitFor()
      await check('the catalogue')
      const port = await start(page, 'tls10-reject')
      await check('a server that waits')
      await swaks(port, ...OLD_TLS)
      await page.locator('.verdict.fail').waitFor()
      await page.getByText(/ClientHello: offers/).click()
      await check('a server with a failed session')
      await swaks(port)
      await page.locator('.messages summary').click()
      await page.locator('.opened').waitFor()
      await page.getByRole('rowheader', { name: 'MAIL to acceptance' }).waitFor()
      await check('a server with a message')
      await page
        .getByRole('link', { name: /^Servers/ })
        .first()
        .click()
      await page.locator('.servers tbody tr').first().waitFor()
      await check('the servers')
      await page.getByRole('link', { name: 'Scenarios' }).first().click()
      await page.locator('.scenarios a').first().click()
      await page.getByRole('heading', { name: 'A right client' }).waitFor()
      await check('a scenario')
      t.same(complaints, [])
    }
  }),
)

t.test(
  'by keyboard alone: search, start, stop',
  requireClient('chromium', async (t) => {
    const { page } = await open(t)
    await page.keyboard.press('Tab')
    t.equal(await page.evaluate('document.activeElement.textContent'), 'To the main part')
    await page.getByLabel('Search').focus()
    await page.keyboard.type('cert-expired')
    await page.getByText('1 scenario', { exact: true }).waitFor()
    await page.locator('.scenarios a').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'A right client' }).waitFor()
    await page.getByRole('button', { name: 'Start this server' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('Waiting for a client').waitFor()
    await page.getByRole('button', { name: 'Stop' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText(/^ended at /).waitFor()
  }),
)

t.test(
  'a long list is a short page, and grows as it is scrolled',
  requireClient('chromium', async (t) => {
    const { page } = await open(t)
    const port = await start(page, 'healthy')
    for (let at = 0; at < 450; at++) {
      await using client = await connect({ port })
      await client.hears('220 *')
      await client.asks('QUIT', '221 *')
    }
    await page.getByRole('heading', { name: 'Sessions 450' }).waitFor()
    t.ok((await page.locator('.sessions li').count()) < 40)
    const box = page.locator('.sessions')
    const oldest = box.locator('b', { hasText: /^#1$/ })
    while ((await oldest.count()) === 0) await box.evaluate((list) => list.scrollTo(0, list.scrollHeight))
    t.ok((await box.locator('li').count()) < 40)
  }),
)

t.test(
  'the commands that it gives away work as they are',
  requireClient(['swaks', 'curl', 'openssl'], async (t) => {
    const api = await control(t)
    const { ca: folderFile } = onDisk(t, { ca: '' })
    const cwd = join(folderFile, '..')
    for (const scenario of ['healthy', 'implicit-tls']) {
      const server = await api.start({ scenario, settleMs: 0 })
      const commands = new Map(
        commandsFor(server, `${api.server.url}api/v1/ca.pem`).map(({ name, text }) => [name, text] as const),
      )
      const shell = (text = '', input = '') => run('sh', ['-c', `cd ${cwd} && ${text}`], { input })
      t.equal((await shell(commands.get('CA file'))).exitCode, 0)
      const messages = async () => (await api.get<ServerInfo>(`/servers/${server.id}`)).body.messages
      for (const [at, name] of ['swaks', 'curl'].entries()) {
        const { exitCode, output } = await shell(commands.get(name))
        t.equal(exitCode, 0, `${scenario}: ${name}`, { output })
        t.equal(await messages(), at + 1)
      }
      const { output } = await shell(commands.get('openssl'), 'QUIT\n')
      t.match(output, 'Verify return code: 0 (ok)', `${scenario}: openssl`)
      const script = commands.get('nodemailer') ?? ''
      const node = await run(
        process.execPath,
        ['--input-type=module', '-e', script.replace("'smtp-simulator-ca.pem'", `'${cwd}/smtp-simulator-ca.pem'`)],
        {
          env: { PATH: process.env.PATH ?? '' },
        },
      )
      t.equal(node.exitCode, 0, `${scenario}: nodemailer`, { output: node.output })
      t.equal(await messages(), 3)
      if (!commands.has('a product, played')) continue
      const played = (commands.get('a product, played') ?? '').replace(
        'npx simulate',
        `${process.execPath} ${await built()}`,
      )
      t.equal((await shell(played)).exitCode, 0, `${scenario}: a product, played`)
      t.equal(await messages(), 4)
    }
  }),
)
