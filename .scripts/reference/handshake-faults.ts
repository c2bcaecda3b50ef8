// The page of all handshake faults.
import { stringify } from 'yaml'
import type { HandshakeFault } from '../../src/tls/fault.ts'
import { HANDSHAKE_FAULTS } from '../../src/tls/faults/index.ts'
import { ALERTS } from '../../src/tls/wire/registries.ts'
import { code, fenced, fieldsTable, page, table } from './markdown.ts'

export function handshakeFaultsPage(): string {
  return page('Handshake faults', 'src/tls/faults', [
    '`server.tls.handshake` plays a fault once the ClientHello has arrived: behind the 220 of STARTTLS, or at once with ' +
      '`mode: implicit`. The value is the name of a fault, or a mapping with that name as a key.',
    ...HANDSHAKE_FAULTS.flatMap((fault) => {
      const { name, doc, options, bare } = fault
      return [
        `## ${code(name)}`,
        doc,
        fieldsTable(options.fields ?? {}),
        bare === null
          ? 'It has no bare form.'
          : `The bare name ${code(name)} stands for:\n\n${fenced('yaml', stringify({ handshake: bare }))}`,
        enginesOf(fault),
      ]
    }),
    '## Alerts',
    'Numbers and names of the alerts (RFC 8446 section 6, RFC 5246 section 7.2, and older ones).',
    table(
      ['number', 'name'],
      Object.entries(ALERTS).map(([number, name]) => [number, code(name)]),
    ),
  ])
}

/** What happens inside a handshake only the scripted engine can be made to do. */
function enginesOf({ play, edit }: HandshakeFault<unknown>): string {
  if (!play) return 'TLS engines that can play it: scripted.'
  return edit
    ? 'TLS engines that can play it: openssl and scripted; with `after` behind the ClientHello, scripted.'
    : 'TLS engines that can play it: openssl, scripted.'
}
