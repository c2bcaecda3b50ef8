// One scenario: its story, the server in plain words, what a right client does; and the button that starts it.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ScenarioDetails, ServerInfo } from '../../control/contract.ts'
import { paths } from '../addresses.ts'
import { api, get } from '../api.ts'
import { Scrolled } from '../parts/scrolled.tsx'
import { go } from '../route.ts'
import { attempt, servers } from '../state.ts'

export function Scenario({ name }: { name: string }) {
  const details = useSignal<ScenarioDetails | null>(null)
  const starting = useSignal(false)
  useEffect(() => {
    details.value = null
    void attempt(async () => {
      details.value = await get<ScenarioDetails>(`/scenarios/${encodeURIComponent(name)}`)
    })
  }, [name, details])
  const start = async () => {
    starting.value = true
    await attempt(async () => {
      const { id } = await api<ServerInfo>('POST', '/servers', { scenario: name })
      go(paths.server(id))
      scrollTo(0, 0)
    })
    starting.value = false
  }
  const scenario = details.value
  const running = (servers.value ?? []).filter((server) => server.running && server.scenario === name)
  return (
    <>
      <p class="crumbs">
        <a href="/">All scenarios</a>
      </p>
      <header class="intro">
        <p class="name">
          <code>{name}</code>
        </p>
        <h1>{scenario?.title ?? name}</h1>
        <p>{scenario?.summary}</p>
        <p class="actions">
          <button type="button" class="primary" disabled={starting.value || !scenario} onClick={() => void start()}>
            {starting.value ? 'Starting ...' : 'Start this server'}
          </button>
          {running.map(({ id, port }) => (
            <a key={id} class="button" href={paths.server(id)}>
              Runs on port {port}
            </a>
          ))}
        </p>
      </header>
      {scenario && <Story scenario={scenario} />}
    </>
  )
}

function Story({ scenario }: { scenario: ScenarioDetails }) {
  const { story, lesson, sources, tags, yaml } = scenario
  return (
    <div class="story">
      <section class="card">
        <h2>The server</h2>
        {story.upstream !== null && <p>{story.upstream}, a real one, behind the path.</p>}
        {story.servers.map(({ from, lines }, at) => (
          <div key={at}>
            {from !== null && <h3>For clients from {from}</h3>}
            <ul class="plain-words">
              {lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        ))}
        {story.path.length > 0 && <p class="path">On the path: {story.path.join(', then ')}.</p>}
        {story.relay && (
          <p class="path">
            Sends accepted mail on to {story.relay.scenario}, {story.relay.how}.
          </p>
        )}
        {story.scriptedTls && (
          <p class="warning">Its TLS is a test instrument that protects nothing: never let real mail through it.</p>
        )}
      </section>
      <section class="card">
        <h2>A right client</h2>
        <table class="right-client">
          <thead>
            <tr>
              <th scope="col">wants</th>
              <th scope="col">its mail</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(story.rightClient).map(([policy, outcomes]) => (
              <tr key={policy}>
                <th scope="row">{policy}</th>
                <td>
                  {outcomes
                    .map(({ outcome, verdict }) => (verdict === 'pass' ? outcome : `${outcome} (${verdict})`))
                    .join(' or ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {lesson && (
        <section class="card lesson">
          <h2>How it looks, and why</h2>
          <h3>Symptom</h3>
          <p>{lesson.symptom}</p>
          {lesson.questions.length > 0 && (
            <>
              <h3>Ask yourself</h3>
              <ul>
                {lesson.questions.map((question) => (
                  <li key={question}>{question}</li>
                ))}
              </ul>
            </>
          )}
          {lesson.explanation !== null && (
            <details>
              <summary>Explanation</summary>
              <p>{lesson.explanation}</p>
              {lesson.fix !== null && (
                <p>
                  <b>Fix:</b> {lesson.fix}
                </p>
              )}
            </details>
          )}
        </section>
      )}
      <details class="card yaml">
        <summary>The file</summary>
        <Scrolled label="The scenario as YAML" text={yaml} />
      </details>
      <p class="sources">
        Sources: {sources.join('; ')}
        <br />
        Tags:{' '}
        {tags.map((tag) => (
          <a key={tag} href={`/?tag=${encodeURIComponent(tag)}`}>
            {tag}
          </a>
        ))}
      </p>
    </div>
  )
}
