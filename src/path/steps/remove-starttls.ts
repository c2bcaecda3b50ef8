// An attacker takes STARTTLS out of the EHLO reply (RFC 3207 section 6).
import { mapping } from '../../scenario/shape.ts'
import { editDialogue } from '../edit-dialogue.ts'
import type { Step } from '../step.ts'

export const removeStarttls: Step<object> = {
  name: 'remove-starttls',
  doc: 'Takes the STARTTLS line out of EHLO replies. A client that sends STARTTLS all the same gets through.',
  options: mapping({}),
  example: 'remove-starttls',
  open: () =>
    editDialogue({
      wantsReply: (to) => to?.verb === 'EHLO',
      reply: ({ code, bytes }) => (code === 250 ? Buffer.concat(without(bytes)) : undefined),
    }),
}

/** The lines that are left; the last one of them ends the reply: `250-SIZE` becomes `250 SIZE`. */
function without(lines: Buffer[]): Buffer[] {
  const left = lines.filter((line, index) => index === 0 || !/^250[ -]STARTTLS\s/i.test(line.toString('latin1')))
  const last = left.pop()
  if (last) left.push(Buffer.from(last.toString('latin1').replace(/^250-/, '250 '), 'latin1'))
  return left
}
