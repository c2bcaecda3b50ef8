// An event with the words that people read for it.
import { eventWords, isBad } from '../report/shown-events.ts'
import type { TranscriptEvent } from '../transcript/events.ts'
import type { ToldEvent } from './contract.ts'

export function told(event: TranscriptEvent): ToldEvent {
  return { ...event, words: eventWords(event), bad: isBad(event) }
}
