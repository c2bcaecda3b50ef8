// Text from clients and servers, made fit to be shown: nothing hides, turns round or moves a cursor.
import { visible } from '../transcript/visible.ts'

/** Several lines: their ends and tabs stay, colours go, every other unseen character is spelled out. */
export function visibleBlock(text: string): string {
  return text
    .replace(COLOUR, '')
    .replace(/\r\n/g, '\n')
    .replace(/[^\n\t]+/g, visible)
    .replace(/\p{Surrogate}/gu, '\ufffd')
}

/** One line, whatever comes. */
export function visibleLine(text: string): string {
  return visible(text.replace(COLOUR, '')).replace(/\p{Surrogate}/gu, '\ufffd')
}

/** Breaks text into lines of at most `width` characters, between words where that is possible. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter(Boolean)) {
    for (let at = 0; at < word.length; at += width) {
      const piece = word.slice(at, at + width)
      if (line === '') line = piece
      else if (at === 0 && line.length + 1 + piece.length <= width) line += ` ${piece}`
      else {
        lines.push(line)
        line = piece
      }
    }
  }
  return [...lines, line]
}

/** At most `width` characters; what is cut is marked. */
export function shortened(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(width - 3, 0))}...`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape codes of colours are what is looked for here
const COLOUR = /\x1b\[[0-9;]*m/g
