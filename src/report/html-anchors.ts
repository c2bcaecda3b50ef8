// The names of places in the page, so that evidence can be linked. Made of numbers only: no content gets into them.

/** Inside the section of a scenario: browsers open a closed section to get there. */
export function scenarioAnchor(number: number): string {
  return `s${number}`
}

export function eventAnchor(number: number, seq: number): string {
  return `s${number}-e${seq}`
}

/** Of a failed expectation (`x`) or a diagnosis (`d`), by its position from 0. */
export function findingAnchor(number: number, kind: 'x' | 'd', at: number): string {
  return `s${number}-${kind}${at + 1}`
}
