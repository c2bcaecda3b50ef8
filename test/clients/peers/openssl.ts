// The command `openssl s_client`.
import { InteractiveClient, run } from '../client.ts'
import { CannotError, type PeerJob, type PeerResult } from './peer.ts'
import { type Typed, typeDelivery } from './typed.ts'

const ALL = 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'

export async function openssl(job: PeerJob): Promise<PeerResult> {
  if (job.versions.includes('SSLv3')) throw new CannotError('no version SSLv3')
  names ??= readNames()
  const { toOpenssl, toIana } = await names
  const [first, last] = [job.versions[0] ?? '', job.versions.at(-1) ?? '']
  const suites = job.suites.map((suite) => {
    const own = toOpenssl.get(suite)
    if (own === undefined) throw new CannotError(`no suite ${suite}`)
    return own
  })
  const args = ['s_client', '-starttls', 'smtp', '-connect', `${job.host}:${job.port}`, '-servername', job.name]
  // Its state tells the alerts. Without -ign_eof it would take a line that starts with Q or R for a command of its own.
  args.push('-brief', '-state', '-ign_eof', '-min_protocol', first, '-max_protocol', last)
  args.push('-cipher', [...suites, '@SECLEVEL=0'].join(':'), '-no-CApath', '-no-CAstore')
  if (job.caFile) args.push('-CAfile', job.caFile, '-verify_return_error', '-verify_hostname', job.name)
  else args.push('-no-CAfile')
  if (job.certFile && job.keyFile) args.push('-cert', job.certFile, '-cert_chain', job.certFile, '-key', job.keyFile)
  // The settings of the machine forbid what is old.
  const client = new InteractiveClient('openssl', args, { env: { OPENSSL_CONF: '/dev/null' }, limitMs: job.patienceMs })
  return read(await typeDelivery(client, job, /^250 /m), toIana)
}

function read({ delivered, problem, run: { output } }: Typed, toIana: Map<string, string>): PeerResult {
  const suite = /^Ciphersuite: (\S+)$/m.exec(output)?.[1]
  const alert = /SSL alert number (\d+)/.exec(output)?.[1]
  const errors = output.match(/^.*(:error:|verify error:|Not done within|^Error ).*$/gm)
  const cut = /unexpected eof while reading|read:errno=/.test(output)
  return {
    delivered,
    version: /^Protocol version: (\S+)$/m.exec(output)?.[1] ?? null,
    suite: suite === undefined ? null : (toIana.get(suite) ?? suite),
    alert: alert === undefined ? null : Number(alert),
    end: !delivered ? null : /read:warning:close notify/.test(output) ? 'close_notify' : cut ? 'cut' : null,
    error: delivered && !problem ? null : [problem, ...(errors ?? [])].filter(Boolean).join('\n') || output,
  }
}

interface Names {
  toOpenssl: Map<string, string>
  toIana: Map<string, string>
}

let names: Promise<Names> | null = null

/** Which suite is which, as OpenSSL itself says: `TLS_RSA_WITH_NULL_SHA - NULL-SHA SSLv3 Kx=RSA ...`. */
async function readNames(): Promise<Names> {
  const { stdout } = await run('openssl', ['ciphers', '-stdname', ALL], { env: { OPENSSL_CONF: '/dev/null' } })
  const pairs = [...stdout.matchAll(/^(TLS_\S+) +- +(\S+)/gm)].map(([, iana = '', name = '']) => [iana, name] as const)
  return { toOpenssl: new Map(pairs), toIana: new Map(pairs.map(([iana, name]) => [name, iana])) }
}
