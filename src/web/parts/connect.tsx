// What a client needs to know of a server, and commands that can be taken as they are.
import { useSignal } from '@preact/signals'
import { PREFIX, type ServerInfo } from '../../control/contract.ts'
import { CA_FILE, commandsFor, type ReadyCommand } from '../commands.ts'
import { Copy } from './copy.tsx'
import { Scrolled } from './scrolled.tsx'

const MODES: Readonly<Record<ServerInfo['mode'], string>> = {
  starttls: 'STARTTLS',
  implicit: 'TLS from the first byte',
  off: 'none',
}

/** A server that listens everywhere is reached as this page is. */
export function reachable(host: string): string {
  return ['0.0.0.0', '::'].includes(host) ? location.hostname : host
}

/** Open until a client has come. */
export function Connect({ server, isWaiting }: { server: ServerInfo; isWaiting: boolean }) {
  const host = reachable(server.host)
  return (
    <details class="card connect" open={isWaiting}>
      <summary>Connect a client</summary>
      <HowToReach {...server} api={PREFIX} />
      <Commands commands={commandsFor({ ...server, host }, `${location.origin}${PREFIX}/ca.pem`)} />
    </details>
  )
}

interface HowToReachProps extends Pick<ServerInfo, 'host' | 'port' | 'mode' | 'ca'> {
  /** Where the certificate of the authority is had as `/ca.pem`. */
  api: string
}

/** Host, port, when TLS begins, and whom to trust. */
export function HowToReach({ host: listening, port, mode, ca, api }: HowToReachProps) {
  const host = reachable(listening)
  return (
    <dl class="settings">
      <div>
        <dt>Host</dt>
        <dd>
          <code>{host}</code> <Copy text={host} what="the host" />
        </dd>
      </div>
      <div>
        <dt>Port</dt>
        <dd>
          <code>{port}</code> <Copy text={String(port)} what="the port" />
        </dd>
      </div>
      <div>
        <dt>TLS</dt>
        <dd>{MODES[mode]}</dd>
      </div>
      <div>
        <dt>Authority</dt>
        <dd>
          <a href={`${api}/ca.pem`} download={CA_FILE}>
            CA file
          </a>{' '}
          <Copy text={ca} what="the certificate of the authority" />
        </dd>
      </div>
    </dl>
  )
}

/** Ready commands, one at a time; `first` is open to begin with. */
export function Commands({ commands, first = 'swaks' }: { commands: readonly ReadyCommand[]; first?: string }) {
  const chosen = useSignal(first)
  const command = commands.find(({ name }) => name === chosen.value) ?? commands[0]
  return (
    <>
      <div class="tabs">
        {commands.map(({ name }) => (
          <button
            type="button"
            key={name}
            aria-pressed={name === chosen.value}
            onClick={() => {
              chosen.value = name
            }}
          >
            {name}
          </button>
        ))}
      </div>
      {command && (
        <div class="command">
          <Scrolled label={`Command for ${command.name}`} text={command.text} />
          <Copy text={command.text} what={`the command for ${command.name}`} />
        </div>
      )}
    </>
  )
}
