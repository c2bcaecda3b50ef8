// What Trustwave MailMarshal (SEG) says when a mail cannot go out (seed 003): the rest of its log is in no seed.

/** Line 6 of the seed: the symptom is the same, whatever ended the negotiation. */
export function noRoute(domain: string): string {
  return `No available IPv4 route for ${domain}`
}
