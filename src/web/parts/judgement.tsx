// Verdict and diagnoses on top of everything: what was expected, what the client did, why, and what to change.
import type { JudgementInfo } from '../../control/contract.ts'
import { VerdictMark } from './outcome.tsx'

interface Props {
  judgement: JudgementInfo
  policy: string
  onPolicy: (policy: string) => void
  /** Somebody points at a statement, or away from it. */
  onPoint: (events: readonly number[]) => void
  /** Somebody wants to see the proof of a statement. */
  onProof: (events: readonly number[]) => void
}

const POLICIES = {
  mandatory: 'encrypted and authenticated',
  unverified: 'encrypted, certificate not checked',
  opportunistic: 'encrypted where possible',
}

export function JudgementPanel({ judgement, policy, onPolicy, onPoint, onProof }: Props) {
  const { verdict, outcome, leak, onward, basis, reason, reasonWords, confirmed, comparison, diagnoses, failed } =
    judgement
  const waiting = reason === 'nothing-came'
  return (
    <section class={`card judgement ${waiting ? 'waiting' : verdict}`} aria-labelledby="judgement">
      <header>
        <h2 id="judgement">{waiting ? 'Waiting for a client' : <VerdictMark verdict={verdict} />}</h2>
        <label class="policy">
          The client wants{' '}
          <select value={policy} onChange={(event) => onPolicy(event.currentTarget.value)}>
            {Object.entries(POLICIES).map(([name, words]) => (
              <option key={name} value={name}>
                {name}: {words}
              </option>
            ))}
          </select>
        </label>
      </header>
      {waiting ? (
        <p class="reason">
          Connect a client as below. What it does shows here as it happens, and then whether it did right.
        </p>
      ) : (
        <dl class="facts">
          <div>
            <dt>outcome</dt>
            <dd>{outcome}</dd>
          </div>
          <div>
            <dt>leak</dt>
            <dd class={leak === 'none' ? '' : 'leaked'}>{leak}</dd>
          </div>
          {onward && (
            <div>
              <dt>onward</dt>
              <dd class={onward.leak === 'none' ? '' : 'leaked'}>{onward.outcome}</dd>
            </div>
          )}
          <div>
            <dt>basis</dt>
            <dd>
              {basis}
              {verdict === 'pass' && !confirmed && ', unconfirmed'}
            </dd>
          </div>
        </dl>
      )}
      {!waiting && reasonWords !== null && <p class="reason">{reasonWords}</p>}
      {comparison.length > 0 && (
        <table class="compare">
          <thead>
            <tr>
              <th scope="col">expected</th>
              <th scope="col">client did</th>
            </tr>
          </thead>
          <tbody>
            {comparison.map(({ expected, did, failed: id }, at) => {
              const events = failed.find((each) => each.id === id)?.events ?? []
              return (
                <tr
                  key={at}
                  class={id === null ? '' : 'differs'}
                  onMouseEnter={() => onPoint(events)}
                  onMouseLeave={() => onPoint([])}
                >
                  <td>{expected}</td>
                  <td>
                    {did}
                    {id !== null && <b class="differs-mark">&lt;&lt;&lt;&lt;&lt;</b>}
                    {events.length > 0 && <Proof events={events} of={id ?? ''} {...{ onPoint, onProof }} />}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      {diagnoses.length > 0 && (
        <ol class="diagnoses">
          {diagnoses.map(({ id, cause, advice, reference, events }) => (
            <li key={id} onMouseEnter={() => onPoint(events)} onMouseLeave={() => onPoint([])}>
              <h3>
                <code>{id}</code> {events.length > 0 && <Proof {...{ events, of: id, onPoint, onProof }} />}
              </h3>
              <p>{cause}</p>
              <p class="advice">
                <b>What to do:</b> {advice}
              </p>
              {reference !== '' && <p class="reference">{reference}</p>}
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

interface ProofProps extends Pick<Props, 'onPoint' | 'onProof'> {
  events: readonly number[]
  of: string
}

function Proof({ events, of, onPoint, onProof }: ProofProps) {
  return (
    <button
      type="button"
      class="show-proof"
      aria-label={`Show the proof of ${of}`}
      onFocus={() => onPoint(events)}
      onBlur={() => onPoint([])}
      onClick={() => onProof(events)}
    >
      proof
    </button>
  )
}
