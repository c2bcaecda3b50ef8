// The head of a page that stands alone, as a file that people send around.
import { createHash } from 'node:crypto'
import { html, Markup } from './markup.ts'

/** Nothing may be loaded or run, whatever came into the page; only this very style sheet is let in. */
export function standaloneHead(title: string, style: string): Markup {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
`
}
