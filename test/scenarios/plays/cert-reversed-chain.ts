// cert-reversed-chain: OpenSSL puts the chain in order by itself.
import { acceptedByNodemailer, sendsUnchecked } from '../certificate-acts.ts'
import type { Play } from '../play.ts'

export const play: Play = [...acceptedByNodemailer(), sendsUnchecked(null)]
