// Why it happens, told once the mail went through or every question was answered.
import type { LabState } from '../../lab/http/contract.ts'

interface Props {
  explanation: NonNullable<LabState['explanation']>
  isSolved: boolean
}

export function Explanation({ explanation: { mechanism, tell, askNextTime, references }, isSolved }: Props) {
  return (
    <section class="card explanation" aria-labelledby="explanation">
      <h2 id="explanation">{isSolved ? 'Solved' : 'Why it happens'}</h2>
      <p>{mechanism}</p>
      <h3>What to tell the customer</h3>
      <p>{tell}</p>
      <h3>What to ask for next time</h3>
      <ul>
        {askNextTime.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <p class="soft">Where to read it: {references.join('; ')}</p>
      <p>
        <a href="/labs">On to the next one</a>
      </p>
    </section>
  )
}
