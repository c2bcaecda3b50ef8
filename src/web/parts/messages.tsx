// The messages that a server has taken: a line each, opened up when asked for.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type MessageInfo, type ParsedMessage, PREFIX } from '../../control/contract.ts'
import { paths } from '../addresses.ts'
import { get } from '../api.ts'
import { attempt } from '../state.ts'
import { OutcomeMark } from './outcome.tsx'

/** The newest; the API has all of them. */
const SHOWN = 100

/** `count` says when there is something new. */
export function Messages({ server, count }: { server: string; count: number }) {
  const messages = useSignal<readonly MessageInfo[]>([])
  useEffect(() => {
    void attempt(async () => {
      const list = await get<{ messages: MessageInfo[] }>(`/servers/${encodeURIComponent(server)}/messages`)
      messages.value = list.messages.slice(-SHOWN).reverse()
    })
  }, [server, count, messages])
  if (messages.value.length === 0) return null
  return (
    <section class="messages" aria-labelledby="messages">
      <h2 id="messages">
        Messages <small>{count}</small>
      </h2>
      <ul>
        {messages.value.map((message) => (
          <Message key={message.id} server={server} message={message} />
        ))}
      </ul>
    </section>
  )
}

function Message({ server, message }: { server: string; message: MessageInfo }) {
  const parsed = useSignal<ParsedMessage | null>(null)
  const { id, session, sender, recipients, secured, size, subject } = message
  const path = `/servers/${encodeURIComponent(server)}/messages/${encodeURIComponent(id)}`
  const open = () =>
    attempt(async () => {
      parsed.value ??= await get<ParsedMessage>(path)
    })
  return (
    <li>
      <details onToggle={(event) => event.currentTarget.open && void open()}>
        <summary>
          <b>{subject === '' ? '(no subject)' : subject}</b>{' '}
          <OutcomeMark outcome={secured ? 'encrypted' : 'in-clear'} />
          <small>
            from {sender === '' ? '<>' : sender} to {recipients.join(', ')}, {size} bytes
          </small>
        </summary>
        <p class="message-links">
          <a href={paths.session(server, session)}>Session {session}</a>{' '}
          <a href={`${PREFIX}${path}/raw`} download>
            as a file
          </a>
        </p>
        {parsed.value && <Opened message={parsed.value} />}
      </details>
    </li>
  )
}

function Opened({ message }: { message: ParsedMessage }) {
  const { headers, text, html, attachments } = message
  return (
    <div class="opened">
      <dl class="headers">
        {headers.map(({ key, value }, at) => (
          <div key={at}>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {text !== null && <pre>{text}</pre>}
      {text === null && html !== null && <pre>{html}</pre>}
      {attachments.length > 0 && (
        <ul aria-label="Attachments">
          {attachments.map(({ filename, mediaType, size }, at) => (
            <li key={at}>
              {filename === '' ? '(no name)' : filename} <small>{`${mediaType}, ${size} bytes`}</small>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
