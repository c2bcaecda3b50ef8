// Sessions of a server, the newest first. Only the rows that can be seen are there: a server may have thousands.
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core'
import { useEffect, useReducer, useRef, useState } from 'preact/hooks'
import type { SessionInfo } from '../../control/contract.ts'
import { versionWords } from '../../scenario/words.ts'
import { paths } from '../addresses.ts'
import { OutcomeMark } from './outcome.tsx'

const ROW_PX = 62

interface Props {
  server: string
  sessions: readonly SessionInfo[]
  total: number
  shown: number | null
  /** More rows than are loaded are in sight. */
  onMore: () => void
}

export function SessionList({ server, sessions, total, shown, onMore }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const [, rerender] = useReducer((count: number) => count + 1, 0)
  const options: VirtualizerOptions<HTMLDivElement, HTMLLIElement> = {
    count: sessions.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    getItemKey: (at) => sessions[at]?.session ?? at,
    onChange: () => rerender(undefined as never),
  }
  const [virtualizer] = useState(() => new Virtualizer(options))
  virtualizer.setOptions({ ...virtualizer.options, ...options })
  useEffect(() => virtualizer._didMount(), [virtualizer])
  useEffect(() => virtualizer._willUpdate())
  const rows = virtualizer.getVirtualItems()
  const last = rows.at(-1)?.index ?? 0
  useEffect(() => {
    if (sessions.length < total && last >= sessions.length - 10) onMore()
  }, [last, sessions.length, total, onMore])
  return (
    <section
      class="sessions"
      ref={box}
      style={{ height: `${sessions.length * ROW_PX + 2}px` }}
      aria-label="Sessions, the newest first"
    >
      <ul style={{ height: `${virtualizer.getTotalSize()}px` }}>
        {rows.map(({ index, start }) => {
          const info = sessions[index]
          return (
            info && (
              <li
                key={info.session}
                style={{ transform: `translateY(${start}px)` }}
                aria-setsize={total}
                aria-posinset={index + 1}
              >
                <Row info={info} server={server} isShown={info.session === shown} />
              </li>
            )
          )
        })}
      </ul>
    </section>
  )
}

function Row({ info, server, isShown }: { info: SessionInfo; server: string; isShown: boolean }) {
  const { session, from, tlsVersion, outcome, trouble, hello, probe, closedAtMs } = info
  const isProbe = probe && closedAtMs !== null
  return (
    <a href={paths.session(server, session)} aria-current={isShown ? 'true' : undefined}>
      <span class="first">
        <b>#{session}</b>
        <span class="from">{from}</span>
        <span class="version">{tlsVersion === null ? 'no TLS' : versionWords(tlsVersion)}</span>
        {isProbe ? <span class="mark probe">port check</span> : <OutcomeMark outcome={outcome} />}
      </span>
      <span class={`second ${trouble === null ? '' : 'bad'}`}>{trouble ?? hello ?? (isProbe ? 'not judged' : '')}</span>
    </a>
  )
}
