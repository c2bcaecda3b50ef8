// All results as one JSON document: for programs, and to be read back.
import { toDocument, toShardDocument } from './result.ts'
import type { ResultReport } from './result-report.ts'

export const jsonReport: ResultReport = {
  name: 'json',
  doc: 'One JSON document with all results, for programs',
  media: { type: 'application/json', extension: 'json' },
  render(results, { policy, control = null, shard }) {
    const document = shard ? toShardDocument(results, { ...shard, policy, control }) : toDocument(results)
    return `${escapeUnseen(JSON.stringify(document, null, 2))}\n`
  },
}

/** What a terminal would act on and JSON leaves as it is stands as an escape: it means the same. */
function escapeUnseen(json: string): string {
  return json.replace(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

// DEL and C1, what turns the direction of text, what has no width. JSON itself escapes the older control characters.
const UNSEEN = /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g
