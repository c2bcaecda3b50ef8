// DANE by openssl, which takes the TLSA records from its command line instead of the DNS.
import t, { type Test } from 'tap'
import type { ScenarioServer, TlsaRecord } from '../../src/index.ts'
import { checked } from '../check/command.ts'
import { against } from './against.ts'
import { type Run, requireClient, run } from './client.ts'
import { nextSession } from './session.ts'

/** `smtp.test` is the TLSA base domain: by the record of an authority, the certificate has to be made out to it. */
async function verify(
  server: ScenarioServer,
  records: readonly TlsaRecord[],
  base = 'smtp.test',
  more: string[] = [],
): Promise<Run> {
  const given = records.flatMap(({ usage, selector, matching, data }) => [
    '-dane_tlsa_rrdata',
    `${usage} ${selector} ${matching} ${data}`,
  ])
  const address = `127.0.0.1:${server.port}`
  const args = ['-brief', '-starttls', 'smtp', '-connect', address, '-verify_return_error', '-no-CAfile', '-no-CApath']
  const client = await run('openssl', ['s_client', ...args, '-dane_tlsa_domain', base, ...more, ...given], {
    input: 'QUIT\r\n',
  })
  await nextSession(server)
  return client
}

async function byUsage(server: ScenarioServer, usage: TlsaRecord['usage']): Promise<TlsaRecord[]> {
  return (await server.tlsa()).filter((record) => record.usage === usage)
}

function matched(t: Test, { exitCode, output }: Run, words: RegExp): void {
  t.equal(exitCode, 0, output)
  t.match(output, /^Verification: OK$/m)
  t.match(output, words)
}

function mismatched(t: Test, { exitCode, output }: Run): void {
  t.equal(exitCode, 1, output)
  t.match(output, 'verify error:num=65:no matching DANE TLSA records')
}

against(
  'dane-match',
  'openssl finds the key of the server, and that of its authority',
  ['openssl'],
  async (t, server) => {
    matched(
      t,
      await verify(server, await byUsage(server, 3)),
      /DANE TLSA 3 1 1 \.\.\.\w+ matched EE certificate at depth 0/,
    )
    matched(
      t,
      await verify(server, await byUsage(server, 2)),
      /DANE TLSA 2 1 1 \.\.\.\w+ matched TA certificate at depth 2/,
    )
    // RFC 7672 section 3.1.1: with the key itself no name is asked for, once openssl is told that this is mail; section
    // 3.1.2: with an authority it is.
    matched(
      t,
      await verify(server, await byUsage(server, 3), 'other.example', ['-dane_ee_no_namechecks']),
      /matched EE certificate/,
    )
    const named = await verify(server, await byUsage(server, 2), 'other.example')
    t.equal(named.exitCode, 1)
    t.match(named.output, /verify error:num=62:hostname mismatch/i)
  },
)

against('dane-mismatch', 'openssl finds neither of them', ['openssl'], async (t, server) => {
  mismatched(t, await verify(server, await byUsage(server, 3)))
  mismatched(t, await verify(server, await byUsage(server, 2)))
  mismatched(t, await verify(server, await server.tlsa()))
  server.reportClientError('no matching DANE TLSA records')
  const judgement = await server.judge()
  t.match(judgement, { verdict: 'pass', outcome: 'none' }, judgement.explain())
})

t.test(
  'a client that checks by its records, through check: right against both',
  requireClient(['openssl', 'swaks'], async (t) => {
    // openssl looks, and swaks sends only where openssl was content.
    const script = `
      port=$1 records=$2
      set --
      while IFS= read -r record; do set -- "$@" -dane_tlsa_rrdata "$record"; done <<END
$records
END
      echo QUIT | openssl s_client -brief -starttls smtp -connect localhost:$port -verify_return_error \\
        -dane_tlsa_domain localhost "$@" 2>&1 || exit 1
      swaks --server localhost:$port --from a@example.com --to b@example.org --tls`
    const { results } = await checked(['dane-match', 'dane-mismatch'], ['sh', '-c', script, 'dane', '{port}', '{tlsa}'])
    t.match(results, [
      { scenario: 'dane-match', verdict: 'pass', outcome: 'encrypted' },
      { scenario: 'dane-mismatch', verdict: 'pass', outcome: 'none' },
    ])
  }),
)

against('healthy', 'a record of the authority needs the authority in the chain', ['openssl'], async (t, server) => {
  matched(t, await verify(server, await byUsage(server, 3)), /matched EE certificate/)
  // RFC 7671 section 5.2.2: this server does not send it.
  t.match(await byUsage(server, 2), [{ sent: false }])
  mismatched(t, await verify(server, await byUsage(server, 2)))
})
