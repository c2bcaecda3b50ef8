// long-replies: as long as the standard allows, and STARTTLS is the last line.
import { goldenLines } from '../golden-text.ts'
import { meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  {
    title: 'a client reads to the last line and sends',
    async play(t, server) {
      const told = server.transcript.length
      await meet(server, async (client) => {
        const greeting = await client.hears('220 smtp.test ESMTP')
        t.equal(greeting.length, 20)
        for (const line of greeting.slice(0, -1)) t.equal(Buffer.byteLength(`${line}\r\n`), 512)
        const list = await client.asks('EHLO client.test', '250 STARTTLS')
        t.equal(list.length, 40)
        for (const line of list.slice(1, -2)) t.equal(Buffer.byteLength(`${line}\r\n`), 512)
        const inside = await secure(client, { ca: server.ca, ...TLS12 })
        t.equal(inside.length, 40)
        await sendMail(client)
      })
      t.match(server.messages, [{ secured: true }])
      return shortened(goldenLines(server.transcript.slice(told)))
    },
  },
]

/** Equal lines behind one another as one, with their number, and no more of it than shows what it is. */
function shortened(lines: readonly string[]): string[] {
  const short: { line: string; count: number }[] = []
  for (const line of lines) {
    const cut = line.length > 80 ? `${line.slice(0, 60)}... (${line.length} characters)` : line
    const last = short.at(-1)
    if (last?.line === cut) last.count += 1
    else short.push({ line: cut, count: 1 })
  }
  return short.map(({ line, count }) => (count > 1 ? `${line}   [${count} times]` : line))
}
