// All senders, in the order in which they are listed.
import { near } from '../../scenario/shape.ts'
import { SendError } from '../send-error.ts'
import type { Sender } from '../sender.ts'
import { careful } from './careful.ts'
import { careless } from './careless.ts'
import { ciscoEsa } from './cisco-esa.ts'
import { emailgtw284 } from './emailgtw-2.84.ts'
import { emailgtw290 } from './emailgtw-2.90.ts'
import { exchange2003 } from './exchange-2003.ts'
import { exchange2016 } from './exchange-2016.ts'
import { exchange2019 } from './exchange-2019.ts'
import { mailProgram } from './mail-program.ts'
import { mailmarshal723 } from './mailmarshal-7.2.3.ts'
import { mailmarshal730 } from './mailmarshal-7.3.0.ts'
import { mailmarshal735 } from './mailmarshal-7.3.5.ts'
import { securemailGateway } from './securemail-gateway.ts'

// biome-ignore lint/suspicious/noExplicitAny: each has settings of its own types
export const SENDERS: readonly Sender<any>[] = [
  careful,
  careless,
  emailgtw284,
  emailgtw290,
  exchange2003,
  exchange2016,
  exchange2019,
  securemailGateway,
  ciscoEsa,
  mailmarshal723,
  mailmarshal730,
  mailmarshal735,
  mailProgram,
]

/** Throws SendError with the nearest name. */
export function senderNamed(name: string): Sender {
  const found = SENDERS.find((each) => each.name === name)
  if (found) return found
  const names = SENDERS.map((each) => each.name)
  throw new SendError({
    code: 'SEND_UNKNOWN_SENDER',
    where: 'sender',
    found: `"${name}" is not known`,
    expected: `one of ${names.join(', ')}`,
    ...near(name, names),
  })
}
