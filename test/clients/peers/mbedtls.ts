// Mbed TLS 2.28, the last line of it that has RC4 and 3DES.
import { pathInFolder } from './folder.ts'
import { compiles, programPeer, source } from './program.ts'

export const mbedtls = programPeer(async () => {
  const program = pathInFolder('deliver-mail-mbedtls')
  const libraries = ['-lmbedtls', '-lmbedx509', '-lmbedcrypto']
  await compiles('gcc', ['-Wall', '-o', program, source('deliver-mail.c'), ...libraries])
  return [program]
})
