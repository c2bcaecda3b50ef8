// What a client needs to know of a server, and commands that can be taken as they are.
import { useSignal } from '@preact/signals'
import { PREFIX, type ServerInfo } from '../../control/contract.ts'
import { commandsFor, type ReadyCommand } from '../commands.ts'
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
            <code>{server.port}</code> <Copy text={String(server.port)} what="the port" />
          </dd>
        </div>
        <div>
          <dt>TLS</dt>
          <dd>{MODES[server.mode]}</dd>
        </div>
        <div>
          <dt>Authority</dt>
          <dd>
            <a href={`${PREFIX}/ca.pem`} download="smtp-simulator-ca.pem">
              CA file
            </a>{' '}
            <Copy text={server.ca} what="the certificate of the authority" />
          </dd>
        </div>
      </dl>
      <Commands commands={commandsFor({ ...server, host }, `${location.origin}${PREFIX}/ca.pem`)} />
    </details>
  )
}

/** Ready commands, one at a time. */
export function Commands({ commands }: { commands: readonly ReadyCommand[] }) {
  const chosen = useSignal('swaks')
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
