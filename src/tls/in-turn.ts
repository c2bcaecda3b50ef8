// Acceptors that take turns: the first handshake is that of the first, and the last one stays.
import type { TlsAcceptor } from './layer.ts'

/** One acceptor out of several; a single one is left as it is. */
export function inTurn(acceptors: readonly [TlsAcceptor, ...TlsAcceptor[]]): TlsAcceptor {
  const [first] = acceptors
  if (acceptors.length === 1) return first
  let turn = 0
  return {
    accept(stream, hello, context) {
      const acceptor = acceptors[Math.min(turn, acceptors.length - 1)] ?? first
      turn += 1
      return acceptor.accept(stream, hello, context)
    },
    reset() {
      turn = 0
    },
  }
}
