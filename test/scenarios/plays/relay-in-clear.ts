// relay-in-clear: the client's hop is encrypted, the next one is not.
import { act, type Play } from '../play.ts'
import { sendOverTwoHops } from '../relay-acts.ts'

export const play: Play = [
  act('a mail that came inside TLS goes on in clear', async (t, server) => {
    const received = await sendOverTwoHops(server)
    t.match(received, [
      /^Received: from relay\.test .* by smtp\.test .* with ESMTP id /,
      / by relay\.test .* with ESMTPS id /,
    ])
    t.match(received?.[1], /using TLSv1\.3 with cipher TLS_AES_128_GCM_SHA256/)
    t.notMatch(received?.[0], /using TLS/)
    const judgement = await server.judge()
    t.match(judgement, { verdict: 'pass', outcome: 'encrypted', leak: 'none' })
    t.same(judgement.onward, { outcome: 'in-clear', leak: 'envelope' })
    t.same(judgement.diagnoses.at(0)?.id, 'next-hop-in-clear')
  }),
]
