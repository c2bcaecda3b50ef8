// The certificates that crossed the wire, by session: as many as there may be sessions, each distinct one held once.
import type { ShownCertificate } from '../transcript/contracts.ts'

const LIMIT = 20_000
/** Distinct ones by their bytes; clients can make as many as they like. */
const BYTES_LIMIT = 16 * 1024 * 1024

/** Keeps the newest. */
export class ShownCertificates {
  #shown: ShownCertificate[] = []
  readonly #pems = new Map<string, string>()
  /** A server hands out the same chain again and again. */
  readonly #known = new WeakMap<readonly Buffer[], string>()
  #bytes = 0

  get all(): readonly ShownCertificate[] {
    return this.#shown
  }

  add(session: number, by: ShownCertificate['by'], chain: readonly Buffer[]): void {
    if (chain.length === 0) return
    this.#shown.push({ session, by, pem: this.#pemOf(chain) })
    while (this.#shown.length > LIMIT || this.#bytes > BYTES_LIMIT) this.#dropOldest()
  }

  clear(): void {
    this.#shown = []
    this.#pems.clear()
    this.#bytes = 0
  }

  /** One string for each distinct chain, however many sessions show it. */
  #pemOf(chain: readonly Buffer[]): string {
    const pem = this.#known.get(chain) ?? chain.map(toPem).join('')
    this.#known.set(chain, pem)
    const kept = this.#pems.get(pem)
    if (kept !== undefined) return kept
    this.#pems.set(pem, pem)
    this.#bytes += pem.length
    return pem
  }

  #dropOldest(): void {
    const oldest = this.#shown.shift()
    if (!oldest || this.#shown.some(({ pem }) => pem === oldest.pem)) return
    this.#pems.delete(oldest.pem)
    this.#bytes -= oldest.pem.length
  }
}

/** RFC 7468 section 5. */
function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `${['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n')}\n`
}
