// All scenarios, found by word or tag.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ScenarioList } from '../../control/contract.ts'
import { paths } from '../addresses.ts'
import { get } from '../api.ts'
import { go } from '../route.ts'
import { attempt } from '../state.ts'

export function Catalogue({ search, tag }: { search: string; tag: string | null }) {
  const list = useSignal<ScenarioList | null>(null)
  useEffect(() => {
    let isLatest = true
    const query = new URLSearchParams({ ...(search !== '' && { search }), ...(tag !== null && { tag }) })
    void attempt(async () => {
      const found = await get<ScenarioList>(`/scenarios?${query}`)
      if (isLatest) list.value = found
    })
    return () => {
      isLatest = false
    }
  }, [search, tag, list])
  const { scenarios, tags } = list.value ?? { scenarios: null, tags: [] }
  return (
    <>
      <header class="intro">
        <h1>Which server shall it be?</h1>
        <p>
          Each scenario plays one mail server that a client will meet one day. Start it, point a client at it, and see
          what happens and whether the client does right.
        </p>
      </header>
      <search class="search">
        <label for="search">Search</label>
        <input
          id="search"
          type="search"
          placeholder="firewall, 421 4.7.66, expired ..."
          value={search}
          autocomplete="off"
          onInput={(event) => go(addressOf(event.currentTarget.value, tag), { replace: true })}
        />
      </search>
      <ul class="tags" aria-label="Tags">
        {tags.map(({ tag: name, count }) => (
          <li key={name}>
            <a href={addressOf(search, name === tag ? null : name)} aria-current={name === tag ? 'true' : undefined}>
              {name} <small>{count}</small>
            </a>
          </li>
        ))}
      </ul>
      <p class="count" aria-live="polite">
        {scenarios && (scenarios.length === 1 ? '1 scenario' : `${scenarios.length} scenarios`)}
      </p>
      <ul class="scenarios">
        {scenarios?.map(({ name, title, summary, tags: own }) => (
          <li key={name}>
            <a href={paths.scenario(name)}>
              <code>{name}</code>
              <b>{title}</b>
            </a>
            <p>{summary}</p>
            <p class="own-tags">{own.join(' · ')}</p>
          </li>
        ))}
      </ul>
    </>
  )
}

function addressOf(search: string, tag: string | null): string {
  const query = new URLSearchParams({ ...(search !== '' && { search }), ...(tag !== null && { tag }) }).toString()
  return query === '' ? '/' : `/?${query}`
}
