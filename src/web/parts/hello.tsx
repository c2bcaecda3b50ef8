// A ClientHello opened up: each field with what it is for, what this client sent, and what that shows.
import type { ServerInfo } from '../../control/contract.ts'
import { STRENGTH_WORDS, strengthOf } from '../../tls/wire/weakness.ts'
import type { ClientHelloFacts } from '../../transcript/events.ts'
import { fieldsOf, type HelloValue } from '../hello/fields.ts'

interface Props {
  hello: ClientHelloFacts
  /** The suite that the server took; null: none. */
  chosen: string | null
  /** Whose order decided. */
  order: ServerInfo['suiteOrder']
  /** Whether what the values show is told. */
  findings?: boolean
  /** A field can be chosen. */
  mark?: { field: string; choose: (field: string, text: string) => void } | null
}

/** `framing` shows with the version of the record; the signal and fingerprints are no fields of their own. */
const NOT_CHOSEN: readonly (string | null)[] = [null, 'fallbackScsv']

const WHY: Readonly<Record<ServerInfo['suiteOrder'], string>> = {
  client: 'this server goes by the order of the client, and takes the first suite that it has, too',
  server: 'this server goes by an order of its own, and takes the first of its suites that the client offers, too',
}

export function Hello({ hello, chosen, order, findings = true, mark = null }: Props) {
  const suites = hello.suites.filter((suite) => strengthOf(suite) !== 'signal')
  const place = chosen === null ? -1 : suites.indexOf(chosen)
  return (
    <div class="hello">
      {chosen !== null && (
        <p class="chosen">
          The server took <code>{chosen}</code>
          {place >= 0 ? `, number ${place + 1} of ${suites.length} in the client's order` : ', which was not offered'}:{' '}
          {STRENGTH_WORDS[strengthOf(chosen)]}.{place >= 0 && ` Why: ${WHY[order]}.`}
        </p>
      )}
      <dl>
        {fieldsOf(hello).map(({ name, key, about, source, values, finding }) => (
          <div key={name} class={`${values.length === 0 ? 'unsent' : ''} ${mark?.field === key ? 'chosen' : ''}`}>
            <dt>
              {mark && key !== null && !NOT_CHOSEN.includes(key) ? (
                <label>
                  <input
                    type="radio"
                    name="mark"
                    checked={mark.field === key}
                    onChange={() =>
                      mark.choose(key, `${name}: ${values.map(({ text }) => text).join(', ') || 'not sent'}`)
                    }
                  />{' '}
                  {name}
                </label>
              ) : (
                name
              )}
              <small>
                {about} <cite>{source}</cite>
              </small>
            </dt>
            <dd>
              {values.length === 0 ? <span class="none">not sent</span> : <Values values={values} chosen={chosen} />}
              {findings && finding !== null && <p class="finding">{finding}</p>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Values({ values, chosen }: { values: readonly HelloValue[]; chosen: string | null }) {
  return (
    <ul class="values">
      {values.map(({ text, strength }) => (
        <li
          key={text}
          class={`${strength ?? ''} ${text === chosen ? 'taken' : ''}`}
          title={strength && STRENGTH_WORDS[strength]}
        >
          {text}
          {strength && strength !== 'modern' && <b> {strength}</b>}
          {text === chosen && <b> taken</b>}
        </li>
      ))}
    </ul>
  )
}
