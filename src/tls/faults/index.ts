// All handshake faults. A new one is a file beside this and a line here.
import { alert } from './alert.ts'
import { close } from './close.ts'
import { garbage } from './garbage.ts'
import { hang } from './hang.ts'
import { plaintext } from './plaintext.ts'

export const HANDSHAKE_FAULTS = [hang, close, garbage, plaintext, alert]
