// tls-preferred: offered to all, demanded of nobody.
import type { Play } from '../play.ts'
import { sendsInClear, sendsInsideTls } from '../policy-acts.ts'

export const play: Play = [sendsInsideTls(), sendsInClear(true)]
