// relay-encrypted: both hops are encrypted, and both headers say so.
import { act, type Play } from '../play.ts'
import { sendOverTwoHops } from '../relay-acts.ts'

export const play: Play = [
  act('a mail goes on inside TLS', async (t, server) => {
    const received = await sendOverTwoHops(server)
    t.match(received, [/ by smtp\.test .* with ESMTPS id /, / by relay\.test .* with ESMTPS id /])
    for (const header of received ?? []) t.match(header, /using TLSv1\.3 with cipher TLS_AES_\d+_GCM_SHA\d+/)
    const judgement = await server.judge()
    t.match(judgement, { verdict: 'pass', outcome: 'encrypted', leak: 'none', diagnoses: { length: 0 } })
    t.same(judgement.onward, { outcome: 'encrypted', leak: 'none' })
  }),
]
