// Matchers for vitest: `import 'smtp-simulator/vitest'` in a test or a setup file.
import { expect } from 'vitest'
import { MATCHERS, type SimulatorMatchers } from './matchers/index.ts'

expect.extend(MATCHERS)

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the signature that vitest declares
  interface Matchers<T = any> extends SimulatorMatchers<T> {}
}

export type { SimulatorMatchers } from './matchers/index.ts'
