// A key and a certificate for handshakes in tests, made anew for each run.
import { generate } from 'selfsigned'

const made = await generate([{ name: 'commonName', value: 'smtp.test' }], { keySize: 2048 })

export const KEY = made.private
export const CERTIFICATE = made.cert
