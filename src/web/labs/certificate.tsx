// The certificate of a passed exam, for the screen and for paper.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Certificate as Facts } from '../../lab/http/contract.ts'
import { paths } from '../addresses.ts'
import { Joined } from './join.tsx'
import { attemptAs, trainee, training } from './training.ts'

export function Certificate({ exam }: { exam: string }) {
  return (
    <Joined>
      <Sheet exam={exam} id={trainee.value?.id ?? ''} />
    </Joined>
  )
}

function Sheet({ exam, id }: { exam: string; id: string }) {
  const facts = useSignal<Facts | null>(null)
  useEffect(() => {
    void attemptAs(async () => {
      facts.value = await training<Facts>('GET', `/trainees/${id}/exams/${encodeURIComponent(exam)}/certificate`)
    })
  }, [exam, id, facts])
  if (!facts.value) return <h1>Certificate</h1>
  const { name, course, date, percent, points, of, labs, number } = facts.value
  return (
    <>
      <p class="crumbs">
        <a href={paths.exam(exam)}>The exam</a>
      </p>
      <article class="certificate-sheet">
        <p class="kind">Certificate</p>
        <h1>{name}</h1>
        <p class="passed">
          has passed the exam of the course <b>{course}</b> on <time dateTime={date}>{date}</time>, with {percent}% (
          {points} of {of} points).
        </p>
        <h2>Asked about</h2>
        <ul>
          {labs.map((lab) => (
            <li key={lab}>{lab}</li>
          ))}
        </ul>
        <p class="number">
          smtp-simulator, number <code>{number}</code>
        </p>
      </article>
      <p class="actions">
        <button type="button" onClick={() => print()}>
          Print
        </button>
      </p>
    </>
  )
}
