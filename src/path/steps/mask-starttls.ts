// A Cisco firewall overwrites STARTTLS, and whatever else its mail inspection does not know.
import { byKind, checked, list, mapping, oneOf, optional, text } from '../../scenario/shape.ts'
import type { CommandLine, DialogueParty, Reply } from '../dialogue.ts'
import { editDialogue } from '../edit-dialogue.ts'
import type { Step } from '../step.ts'

/** RFC 821 section 4.5.1: all that the first PIX versions let through. */
const MINIMUM_VERBS = ['HELO', 'MAIL', 'RCPT', 'DATA', 'RSET', 'NOOP', 'QUIT']

/** Cisco document 117801 lists what `inspect esmtp` knows besides the seven; STARTTLS is not among it. */
const INSPECTED_VERBS = [...MINIMUM_VERBS, 'AUTH', 'EHLO', 'ETRN', 'HELP', 'SAML', 'SEND', 'SOML', 'VRFY']

/**
 * EHLO keywords that pass: 8BITMIME and SIZE in Cisco document 118550, the rest of Postfix's in serverfault 398147.
 * HELP is not among them: it is the `XXXB` behind the `XXXXXXXA` of STARTTLS in the sendmail log of nibbler.de.
 */
const INSPECTED_KEYWORDS = ['8BITMIME', 'SIZE', 'PIPELINING', 'VRFY', 'ETRN', 'AUTH', 'ENHANCEDSTATUSCODES', 'DSN']

const style = oneOf(['cisco-asa', 'pix-noop'])

const options = byKind({
  text: checked(style, (chosen) => ({ value: { style: chosen } })),
  mapping: mapping({
    style: optional(
      style,
      'cisco-asa: words become Xs of the same length. pix-noop: commands become NOOP. Default cisco-asa.',
    ),
    passes: optional(
      list(text({ says: 'an EHLO keyword' })),
      `EHLO keywords that cisco-asa lets pass besides ${INSPECTED_KEYWORDS.join(', ')}.`,
    ),
  }),
})

interface Options {
  style?: 'cisco-asa' | 'pix-noop'
  passes?: string[]
}

export const maskStarttls: Step<Options> = {
  name: 'mask-starttls',
  doc:
    'cisco-asa: in EHLO replies STARTTLS and other unknown keywords become `XXXXXXXA`, `XXXB`, ...; ' +
    'an unknown command becomes `XXXXXXXX`, which the server does not understand. ' +
    'pix-noop (PIX 5.1 to 6.x): every command but HELO MAIL RCPT DATA RSET NOOP QUIT becomes NOOP, which it affirms.',
  options,
  example: { 'mask-starttls': { style: 'cisco-asa' } },
  open: ({ style = 'cisco-asa', passes = [] }) => editDialogue(style === 'pix-noop' ? PIX : asa(passes)),
}

const PIX: DialogueParty = {
  command: ({ kind, verb, bytes }) =>
    kind === 'auth' || verb === '' || MINIMUM_VERBS.includes(verb) ? undefined : Buffer.from(`NOOP${lineEnd(bytes)}`),
}

function asa(passes: string[]): DialogueParty {
  const known = new Set([...INSPECTED_KEYWORDS, ...passes.map((word) => word.toUpperCase())])
  return {
    command: maskVerb,
    wantsReply: (to) => to?.verb === 'EHLO',
    reply: (reply) => (reply.code === 250 ? maskKeywords(reply, known) : undefined),
  }
}

function maskVerb({ kind, verb, bytes }: CommandLine): Buffer | undefined {
  if (kind === 'auth' || INSPECTED_VERBS.includes(verb)) return undefined
  const masked = bytes.toString('latin1').replace(/\S+/, (word) => 'X'.repeat(word.length))
  return Buffer.from(masked, 'latin1')
}

/** Lengths never change; the last letter counts the masked words: A, B, ... (puck.nether.net 2004). */
function maskKeywords({ bytes }: Reply, known: Set<string>): Buffer {
  let masked = 0
  const lines = bytes.map((line, index) => {
    const [, start = '', word = '', end = ''] = /^(250[ -])([^\r\n]*)(.*)$/s.exec(line.toString('latin1')) ?? []
    // `AUTH=LOGIN` is an old spelling of the AUTH keyword.
    const keyword = (/^[^\s=]*/.exec(word)?.[0] ?? '').toUpperCase()
    if (index === 0 || keyword === '' || known.has(keyword)) return line
    const letter = String.fromCharCode(0x41 + (masked++ % 26))
    return Buffer.from(start + 'X'.repeat(word.length - 1) + letter + end, 'latin1')
  })
  return Buffer.concat(lines)
}

function lineEnd(line: Buffer): string {
  return /\r?\n$/.exec(line.toString('latin1'))?.[0] ?? ''
}
