// Go's crypto/tls.
import { pathInFolder } from './folder.ts'
import { compiles, programPeer, source } from './program.ts'

export const go = programPeer(async () => {
  const program = pathInFolder('deliver-mail-go')
  // No module to fetch, and nothing of it outside of the folder.
  const env = { GO111MODULE: 'off', GOCACHE: pathInFolder('go-cache'), GOFLAGS: '' }
  await compiles('go', ['build', '-o', program, source('deliver-mail.go')], { env })
  return [program]
})
