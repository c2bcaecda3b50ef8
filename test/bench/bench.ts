// `npm run bench`: the figures of docs/explanation/performance.md, each beside its peers in one run.
import { benchCheck } from './check.ts'
import { benchClass } from './class.ts'
import { benchLoad } from './load.ts'
import { benchPage } from './page.ts'
import { benchEmbedding, benchStart } from './start.ts'
import { benchTls } from './tls.ts'

await benchStart()
await benchEmbedding()
await benchCheck()
await benchLoad()
await benchTls()
await benchPage()
await benchClass()
