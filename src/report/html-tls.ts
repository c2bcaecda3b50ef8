// A ClientHello and a certificate opened up, with what is weak marked in words.
import { versionWords } from '../scenario/words.ts'
import type { CertificateFacts, ClientHelloFacts } from '../transcript/events.ts'
import { html, type Markup, type MarkupValue } from './markup.ts'

export function helloFacts(hello: ClientHelloFacts): Markup {
  const weak = new Set(hello.weakSuites)
  const suites = hello.suites.filter((suite) => !isSignal(suite)).length
  const versions = hello.versions.length > 0 ? hello.versions : [hello.helloVersion]
  return facts([
    ['Versions', named(versions, (version) => (OLD_VERSIONS.has(version) ? 'old' : null), versionWords)],
    [
      `Suites (${suites})`,
      named(hello.suites, (suite) => (weak.has(suite) ? 'weak' : isSignal(suite) ? 'signal' : null)),
    ],
    ['Groups', named(hello.groups)],
    ['Signatures', named(hello.signatureAlgorithms, (name) => (/md5|sha1/i.test(name) ? 'old' : null))],
    ['Server name (SNI)', hello.servername ?? NONE],
    ['ALPN', named(hello.alpn)],
    ['Extensions', named(hello.extensions)],
    ['Record, hello', `${versionWords(hello.recordVersion)}, ${versionWords(hello.helloVersion)}`],
    ['Framing', hello.framing === 'sslv2' && 'SSLv2'],
    ['Fallback', hello.fallbackScsv && 'TLS_FALLBACK_SCSV: the client has tried a newer version before'],
    ['JA3', hello.ja3 !== '' && html`<code>${hello.ja3}</code>`],
    ['JA4', hello.ja4 !== '' && html`<code>${hello.ja4}</code>`],
  ])
}

export function certificateFacts(certificate: CertificateFacts): Markup {
  const { subject, issuer, validTo, fingerprint, trusted, problem } = certificate
  return facts([
    ['Subject', subject],
    ['Issuer', issuer],
    ['Valid to', validTo],
    ['SHA-256', html`<code>${fingerprint}</code>`],
    ['Trusted', trusted ? 'yes' : html`<span class="weak">no</span>${problem !== null && `: ${problem}`}`],
  ])
}

/** In the place of a suite, and none (RFC 5746, RFC 7507). */
function isSignal(suite: string): boolean {
  return suite.endsWith('_SCSV')
}

const NONE = html`<span class="none">none</span>`

const OLD_VERSIONS: ReadonlySet<string> = new Set(['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1'])

function facts(pairs: readonly (readonly [name: string, value: MarkupValue])[]): Markup {
  return html`<dl class="hello">${pairs.map(
    ([name, value]) => value !== false && html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`
}

/** A list of names, each with its mark when it has one. */
function named(
  names: readonly string[],
  markOf: (name: string) => string | null = () => null,
  words: (name: string) => string = (name) => name,
): Markup {
  if (names.length === 0) return NONE
  return html`<ul>${names.map((name) => {
    const mark = markOf(name)
    return mark === null ? html`<li>${words(name)}</li>` : html`<li class="weak">${words(name)} <b>${mark}</b></li>`
  })}</ul>`
}
