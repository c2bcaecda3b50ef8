// A ClientHello opened up: each field with what it is for, what this client sent, and what that shows.
import type { ClientHelloFacts } from '../../transcript/events.ts'
import { fieldsOf, type HelloValue } from '../hello/fields.ts'
import { STRENGTH_WORDS, strengthOf } from '../hello/strength.ts'

export function Hello({ hello, chosen }: { hello: ClientHelloFacts; chosen: string | null }) {
  const suites = hello.suites.filter((suite) => strengthOf(suite) !== 'signal')
  const place = chosen === null ? -1 : suites.indexOf(chosen)
  return (
    <div class="hello">
      {chosen !== null && (
        <p class="chosen">
          The server took <code>{chosen}</code>
          {place >= 0 ? `, number ${place + 1} of ${suites.length} in the client's order` : ', which was not offered'}:{' '}
          {STRENGTH_WORDS[strengthOf(chosen)]}.
        </p>
      )}
      <dl>
        {fieldsOf(hello).map(({ name, about, source, values, finding }) => (
          <div key={name} class={values.length === 0 ? 'unsent' : ''}>
            <dt>
              {name}
              <small>
                {about} <cite>{source}</cite>
              </small>
            </dt>
            <dd>
              {values.length === 0 ? <span class="none">not sent</span> : <Values values={values} chosen={chosen} />}
              {finding !== null && <p class="finding">{finding}</p>}
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
