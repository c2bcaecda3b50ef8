// A Cisco firewall hides what server it is: the greeting becomes asterisks.
import { mapping } from '../../scenario/shape.ts'
import { editDialogue } from '../edit-dialogue.ts'
import type { Step } from '../step.ts'

export const maskBanner: Step<object> = {
  name: 'mask-banner',
  doc:
    'The text of the 220 greeting becomes asterisks of the same length; 2, 0 and spaces stay. ' +
    'So do Cisco PIX and ASA (`mask-banner`); Postfix takes such a banner for a PIX and then says HELO.',
  options: mapping({}),
  example: 'mask-banner',
  open: () =>
    editDialogue({
      wantsReply: (to) => to?.kind === 'greeting',
      reply: ({ code, bytes }) => (code === 220 ? Buffer.concat(bytes.map(mask)) : undefined),
    }),
}

/** `220 mail2 ESMTP` to `220 ****2 *****` (Cisco PIX 5.1 and later, serverfault 398147). */
function mask(line: Buffer): Buffer {
  const [, start = '', text = '', end = ''] = /^(220[ -]?)([^\r\n]*)(.*)$/s.exec(line.toString('latin1')) ?? []
  return Buffer.from(start + text.replace(/[^20 ]/g, '*') + end, 'latin1')
}
