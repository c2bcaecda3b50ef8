// Labs in a real browser, as a trainee plays them: the first half of the labs; labs-page-more.test.ts has the other, since two files run at once.
import t from 'tap'
import { loadLabs } from '../../src/lab/load.ts'
import { requireClient } from './client.ts'
import { play } from './labs.ts'

const labs = [...(await loadLabs()).values()]
const HALF = Math.ceil(labs.length / 2)

for (const lab of labs.slice(0, HALF))
  t.test(
    lab.name,
    requireClient('chromium', (t) => play(t, lab)),
  )
