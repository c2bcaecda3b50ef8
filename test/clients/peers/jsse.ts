// Java's JSSE, all in one machine: it alone speaks SSL 3.0, EXPORT, DES, and hellos in the frame of SSLv2.
import { pathInFolder } from './folder.ts'
import { compiles, programPeer, source } from './program.ts'

// A machine that lives for seconds: no second compiler, no second thread for its garbage.
const QUICK = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto']

export const jsse = programPeer(async () => {
  const classes = pathInFolder('jsse')
  await compiles('javac', ['-d', classes, source('DeliverMail.java')])
  const security = `-Djava.security.properties=${source('everything-allowed.security')}`
  return ['java', ...QUICK, security, '-cp', classes, 'DeliverMail']
})
