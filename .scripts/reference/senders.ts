// The page of senders: what each plays, its settings, when it tries again, what it cannot play.
import type { Sender } from '../../src/send/sender.ts'
import { SENDERS } from '../../src/send/senders/index.ts'
import type { Setting } from '../../src/send/settings.ts'
import { code, fenced, page, table } from './markdown.ts'

export function sendersPage(): string {
  return page('Senders', 'src/send/senders', [
    'Products that send mail, played as clients by `simulate send` and by `smtp-simulator/send`: how to use them is told ' +
      'in [use a sender](../how-to/use-a-sender.md). Settings carry the names that the product gives them. A source such ' +
      'as `004:84` is a seed of this project and a line in it; "not in a seed" says what the value rests on instead.',
    'None of them refuses a certificate with an alert: Node closes the connection without one. Behind the suites of every ' +
      'hello up to TLS 1.2 stands `TLS_EMPTY_RENEGOTIATION_INFO_SCSV`, and the order of extensions is that of OpenSSL.',
    ...SENDERS.flatMap(sectionOf),
  ])
}

function sectionOf({ name, product, doc, settings, notPlayed, retry, effect, show, presets }: Sender): string[] {
  const values = Object.fromEntries(
    Object.entries(settings as Record<string, Setting<unknown>>).map(([key, { standard }]) => [key, standard]),
  )
  const rows = Object.entries(settings as Record<string, Setting<unknown>>).map(([key, setting]) => [
    code(key),
    setting.says,
    setting.show(setting.standard) === '' ? 'not set' : code(setting.show(setting.standard)),
    setting.doc,
    sourceOf(setting.source),
  ])
  return [
    `## ${code(name)}`,
    `**${product}.** ${doc}`,
    rows.length > 0 ? table(['setting', 'takes', 'default', 'meaning', 'source'], rows) : 'It has no settings.',
    ...(presets
      ? [
          `What ${code(presets.setting)} stands for:`,
          table(
            [code(presets.setting), 'settings'],
            Object.entries(presets.values).map(([each, chosen]) => [
              code(each),
              Object.entries(chosen)
                .map(([key, value]) => code(`${key}=${(settings[key] as Setting<unknown>).show(value)}`))
                .join(', ') || 'the defaults',
            ]),
          ),
        ]
      : []),
    'As the product prints them:',
    fenced('text', show(values).join('\n')),
    `It tries again: ${lower(retry.doc)} (${retry.source}). A changed setting counts ${effectOf(effect)}.`,
    ...(notPlayed.length > 0 ? [`Not played: ${notPlayed.join('; ')}.`] : []),
  ]
}

function effectOf(effect: Sender['effect']): string {
  if (!effect) return 'at once'
  if ('afterMs' in effect) return `after ${effect.afterMs / 1000} seconds`
  return `at once, but ${effect.restart.map((name) => code(String(name))).join(', ')}: after a restart of the service`
}

function sourceOf(source: string): string {
  return /^\d{3}:/.test(source) ? code(source) : source
}

function lower(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`
}
