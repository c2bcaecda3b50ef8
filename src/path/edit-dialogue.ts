// Makes a step of a party to the dialogue: what the party returns goes on in place of what came.
import { Transform } from 'node:stream'
import { Dialogue, type DialogueParty } from './dialogue.ts'
import type { OpenStep } from './step.ts'

/** Both directions are followed, since only together they tell commands from content, whichever one is edited. */
export function editDialogue(party: DialogueParty): OpenStep {
  const dialogue = new Dialogue(party)
  return {
    towardServer: through(
      (chunk) => dialogue.toServer(chunk),
      () => dialogue.endToServer(),
    ),
    towardClient: through(
      (chunk) => dialogue.toClient(chunk),
      () => dialogue.endToClient(),
    ),
  }
}

function through(edit: (chunk: Buffer) => Buffer, end: () => Buffer): Transform {
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, someOf(edit(chunk))),
    flush: (done) => done(null, someOf(end())),
  })
}

function someOf(bytes: Buffer): Buffer | undefined {
  return bytes.length > 0 ? bytes : undefined
}
