// RC4, which OpenSSL 3 keeps out of reach (RFC 6229 has test vectors; RFC 7465 says why nobody may use it).

/** One direction of a stream. */
export class Rc4 {
  readonly #state = new Uint8Array(256)
  #i = 0
  #j = 0

  constructor(key: Buffer) {
    const state = this.#state
    for (let i = 0; i < 256; i++) state[i] = i
    for (let i = 0, j = 0; i < 256; i++) {
      const held = state[i] as number
      j = (j + held + (key[i % key.length] as number)) & 0xff
      state[i] = state[j] as number
      state[j] = held
    }
  }

  /** Encrypts, or decrypts: the next bytes of the key stream over `bytes`. */
  update(bytes: Buffer): Buffer {
    const state = this.#state
    const out = Buffer.allocUnsafe(bytes.length)
    let i = this.#i
    let j = this.#j
    for (let at = 0; at < bytes.length; at++) {
      i = (i + 1) & 0xff
      const a = state[i] as number
      j = (j + a) & 0xff
      const b = state[j] as number
      state[i] = b
      state[j] = a
      out[at] = (bytes[at] as number) ^ (state[(a + b) & 0xff] as number)
    }
    this.#i = i
    this.#j = j
    return out
  }
}
