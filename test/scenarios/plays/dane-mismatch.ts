// dane-mismatch: only who reads the records can see what is wrong.
import { acceptedByNodemailer } from '../certificate-acts.ts'
import { comparesRecords } from '../dane-acts.ts'
import type { Play } from '../play.ts'

export const play: Play = [
  comparesRecords('a client that reads the records finds no key of them, and leaves', []),
  ...acceptedByNodemailer(', which knows no DANE,'),
]
