// Ctrl-C and its kin: the first asks for the end, a second one ends the process at once.

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const

/** Calls `stop` at the first signal. Returns how to leave the signals alone again. */
export function onStopSignal(stop: () => void): () => void {
  let told = false
  const listeners = Object.entries(SIGNALS).map(([signal, code]) => {
    const listener = () => {
      if (told) process.exit(code)
      told = true
      stop()
    }
    process.on(signal, listener)
    return [signal, listener] as const
  })
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener)
  }
}
