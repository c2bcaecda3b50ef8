// dane-match: the records hold, of the server and of its authority.
import { acceptedByNodemailer } from '../certificate-acts.ts'
import { comparesRecords } from '../dane-acts.ts'
import type { Play } from '../play.ts'

export const play: Play = [
  comparesRecords('a client that reads the records finds both keys, and sends', ['2 authority', '3 rsa']),
  ...acceptedByNodemailer(', which knows no DANE,'),
]
