import { startScenario } from '../../src/index.ts'
import * as m from './mailers.ts'
import { writeFileSync } from 'node:fs'
const [name, ca, which, ...flags] = process.argv.slice(2)
const s = await startScenario(name); writeFileSync('/tmp/play/ca.pem', s.ca)
const r = await (m as any)[which](s, flags)
console.log(which.startsWith('openssl')||which.startsWith('gnutls') ? await m.typeMail(r) : r.output, r.exitCode)
await s.stop()
for (const e of s.transcript) { const {hello, ...x} = e as any; if (e.event.startsWith('tls') || e.event.startsWith('session')|| e.event.startsWith('smtp.m')) console.log(JSON.stringify(x)) }
