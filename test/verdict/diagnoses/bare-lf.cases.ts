// Lines end with LF alone.
import t from 'tap'
import { bareLf } from '../../../src/verdict/diagnoses/bare-lf.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, raw, run } from './real.ts'
import { diagnosesOf, testDiagnosis } from './suite.ts'

/** A mail in clear with this content, its end included. */
function sends(content: string) {
  return raw(async (client) => {
    await client.hears('220 *')
    await client.asks('EHLO client.test', '250 *')
    await client.asks('MAIL FROM:<a@b>', '250 *')
    await client.asks('RCPT TO:<c@d>', '250 *')
    await client.asks('DATA', '354 *')
    await client.sends(content)
    await client.hears('250 *')
    await client.asks('QUIT', '221 *')
  })
}

testDiagnosis(bareLf, {
  triggers: {
    'a line of a script': transcript()
      .session()
      .event('smtp.bare-lf-received', { line: 'EHLO client.test', secured: false })
      .ehlo()
      .mail()
      .quit(),
    'a line of message content': transcript()
      .session()
      .tls()
      .event('smtp.bare-lf-received', { line: null, contentLine: 3, secured: true })
      .mail()
      .quit(),
    'a dot between bare LF': transcript()
      .session()
      .tls()
      .event('smtp.bare-lf-end-received', { sequence: '<LF>.<LF>', contentLine: 3, taken: false, secured: true })
      .mail()
      .quit(),
    'content with bare LF, behind DATA': run({ scenario: 'healthy' }, sends('a\nb\r\n.\r\n')),
    'content with a dot between bare LF': run({ scenario: 'healthy' }, sends('a\n.\nMAIL FROM:<x@y>\r\n.\r\n')),
    'content with bare LF, in BDAT': run(
      { scenario: 'healthy' },
      raw(async (client) => {
        await client.hears('220 *')
        await client.asks('EHLO client.test', '250 *')
        await client.sends('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 4 LAST\r\na\nb\n')
        for (let count = 0; count < 3; count++) await client.hears('250 *')
        await client.asks('QUIT', '221 *')
      }),
    ),
    'a client that ends lines with LF': run(
      { scenario: 'healthy' },
      raw(async (client) => {
        await client.hears('220 *')
        await client.sends('EHLO client.test\n')
        await client.hears('250 *')
        await client.asks('QUIT', '221 *')
      }),
    ),
  },
  leaves: {
    nodemailer: run({ scenario: 'healthy' }, nodemail()),
    'nodemailer, told to send what has bare LF': run(
      { scenario: 'healthy' },
      nodemail({ mail: { text: 'one\ntwo\n.\nthree\n' } }),
    ),
    'content with CRLF': run({ scenario: 'healthy' }, sends('a\r\n..\r\nb\r\n.\r\n')),
    'half a line': transcript().session().event('smtp.partial-line-received', { line: 'EHL' }).closed(),
  },
})

t.test('bare-lf says where, and names what could be taken for the end of the message', async (t) => {
  const causes: [content: string, RegExp][] = [
    ['a\nb\r\n.\r\n', /, in message content\. Many servers .*\(2023\)\.$/],
    [
      'a\n.\nb\r\n.\nc\r\n.\r\n',
      /, in message content\. .* The content holds <LF>\.<LF> and <CRLF>\.<LF>: a server that takes this for the end/,
    ],
  ]
  for (const [content, cause] of causes) {
    const [found] = (await diagnosesOf(await run({ scenario: 'healthy' }, sends(content))())).filter(
      ({ id }) => id === 'bare-lf',
    )
    t.match(found?.cause, cause, JSON.stringify(content))
  }
  const inCommands = transcript().session().event('smtp.bare-lf-received', { line: 'EHLO x', secured: false }).ehlo()
  const [found] = await diagnosesOf({ transcript: inCommands.quit().events })
  t.match(found?.cause, /, in commands\. Many servers .*\(2023\)\.$/)
})
