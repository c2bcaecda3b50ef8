// Tables for spreadsheets (RFC 4180): what they would take for a formula is text.

/** One line with its end. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** A number as it is; text quoted where it has to be, and with an apostrophe in front where a spreadsheet would run it. */
export function csvCell(value: string | number): string {
  const text = String(value)
  const harmless = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]|^'/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** A spreadsheet takes a cell that begins like this for a formula, and runs it. */
const FORMULA = /^[\s\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u
