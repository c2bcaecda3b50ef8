// The words for how a mail fared and what a client is worth, each with its own look.
import type { SessionInfo } from '../../control/contract.ts'

const OUTCOMES: Readonly<Record<SessionInfo['outcome'], string>> = {
  encrypted: 'encrypted',
  'in-clear': 'in clear',
  none: 'no mail',
  open: 'open',
}

export function OutcomeMark({ outcome }: { outcome: SessionInfo['outcome'] }) {
  return <span class={`mark ${outcome}`}>{OUTCOMES[outcome]}</span>
}

export function VerdictMark({ verdict }: { verdict: string }) {
  return <span class={`verdict ${verdict}`}>{verdict}</span>
}
