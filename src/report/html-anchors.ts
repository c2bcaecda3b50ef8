// The names of places in the page, so that evidence can be linked. Made of numbers only: no content gets into them.

/** Inside the section of a scenario: browsers open a closed section to get there. */
export function scenarioAnchor(number: number): string {
  return `s${number}`
}

export function eventAnchor(number: number, seq: number, hop: Hop = 1): string {
  return hop === 1 ? `s${number}-e${seq}` : `s${number}-h${hop}-e${seq}`
}

/** The server that the client spoke to, or the one that it relays to. */
export type Hop = 1 | 2

/** Of a failed expectation (`x`) or a diagnosis (`d`), by its position from 0. */
export function findingAnchor(number: number, kind: 'x' | 'd', at: number): string {
  return `s${number}-${kind}${at + 1}`
}
