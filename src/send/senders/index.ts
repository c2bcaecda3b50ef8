// All senders, in the order in which they are listed.
import type { Sender } from '../sender.ts'
import { careful } from './careful.ts'
import { careless } from './careless.ts'
import { emailgtw284 } from './emailgtw-2.84.ts'
import { emailgtw290 } from './emailgtw-2.90.ts'
import { exchange2003 } from './exchange-2003.ts'
import { exchange2016 } from './exchange-2016.ts'
import { exchange2019 } from './exchange-2019.ts'

// biome-ignore lint/suspicious/noExplicitAny: each has settings of its own types
export const SENDERS: readonly Sender<any>[] = [
  careful,
  careless,
  emailgtw284,
  emailgtw290,
  exchange2003,
  exchange2016,
  exchange2019,
]
