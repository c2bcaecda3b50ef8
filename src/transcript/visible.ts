// Makes characters visible that would move the cursor or hide text: what a client sends is not to be trusted.

/** For people: `\x1b` in place of the character. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.charCodeAt(0)
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : escaped(code)
  })
}

/** JSON in which the same characters stand as escapes: it means what it meant, and can be looked at in a terminal. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSEEN, (character) => escaped(character.charCodeAt(0)))
}

// Control characters (C0, DEL, C1), what turns the direction of text, and what has no width.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for here
const UNSEEN = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

function escaped(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`
}
