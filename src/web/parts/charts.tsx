// Numbers that one would rather look at than read; each is a table, too, for those who listen to it.

import type { Overview } from '../../control/contract.ts'
import { versionWords } from '../../scenario/words.ts'
import { isOldVersion } from '../../tls/wire/weakness.ts'
import { percent } from '../../transcript/summary.ts'

export function Charts({ overview }: { overview: Overview }) {
  const sessions = Object.values(overview.byVersion).reduce((sum, count) => sum + count, 0)
  if (sessions === 0) return <p class="quiet">Numbers come with the first session.</p>
  return (
    <div class="charts">
      <Versions byVersion={overview.byVersion} all={sessions} />
      <Outcomes outcomes={overview.outcomes} />
      <Phases phases={overview.phases} />
    </div>
  )
}

function Versions({ byVersion, all }: { byVersion: Overview['byVersion']; all: number }) {
  const rows = Object.entries(byVersion).sort(([a], [b]) => (a < b ? 1 : -1))
  return (
    <table class="chart">
      <caption>Sessions by TLS version</caption>
      <tbody>
        {rows.map(([version, count]) => (
          <tr key={version}>
            <th scope="row">{version === 'none' ? 'without TLS' : versionWords(version)}</th>
            <td class="bar">
              <span class={barClass(version)} style={{ width: `${(count / all) * 100}%` }} />
            </td>
            <td class="figure">
              {count} <small>{percent(count, all)}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function barClass(version: string): string {
  return version === 'none' ? 'in-clear' : isOldVersion(version) ? 'old' : 'encrypted'
}

const KINDS = [
  ['encrypted', 'encrypted'],
  ['inClear', 'in clear'],
  ['none', 'no mail'],
] as const

function Outcomes({ outcomes }: { outcomes: Overview['outcomes'] }) {
  const most = Math.max(1, ...outcomes.map(({ encrypted, inClear, none }) => encrypted + inClear + none))
  const last = outcomes.at(-1)
  return (
    <figure class="chart outcomes">
      <figcaption>
        Outcomes over time{' '}
        {KINDS.map(([kind, words]) => (
          <span key={kind} class={`key ${kind}`}>
            {words}
          </span>
        ))}
      </figcaption>
      <div class="columns" aria-hidden="true">
        {outcomes.map((slice) => (
          <div key={slice.fromMs} class="column" title={sliceWords(slice)}>
            {KINDS.map(([kind]) => (
              <span key={kind} class={kind} style={{ height: `${(slice[kind] / most) * 100}%` }} />
            ))}
          </div>
        ))}
      </div>
      <ul class="listened">
        {outcomes.map((slice) => (
          <li key={slice.fromMs}>{sliceWords(slice)}</li>
        ))}
      </ul>
      <p class="axis" aria-hidden="true">
        <span>start</span>
        <span>{last && clock(last.fromMs)}</span>
      </p>
    </figure>
  )
}

function sliceWords({ fromMs, encrypted, inClear, none }: Overview['outcomes'][number]): string {
  return `from ${clock(fromMs)}: ${encrypted} encrypted, ${inClear} in clear, ${none} without a mail`
}

function clock(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`
}

const PHASE_WORDS: Readonly<Record<string, string>> = {
  greeting: 'to the greeting',
  handshake: 'TLS handshake',
  login: 'login',
  mail: 'MAIL to acceptance',
}

function Phases({ phases }: { phases: Overview['phases'] }) {
  const longest = Math.max(1, ...phases.map(({ medianMs }) => medianMs))
  return (
    <table class="chart">
      <caption>Time per phase, median</caption>
      <tbody>
        {phases.map(({ phase, medianMs, longestMs }) => (
          <tr key={phase}>
            <th scope="row">{PHASE_WORDS[phase]}</th>
            <td class="bar">
              <span class="time" style={{ width: `${(medianMs / longest) * 100}%` }} />
            </td>
            <td class="figure">
              {Math.round(medianMs)} ms <small>at most {Math.round(longestMs)}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
