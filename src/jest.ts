// Matchers for jest: `import 'smtp-simulator/jest'` in a test or a setup file.
import { expect } from '@jest/globals'
import { MATCHERS, type SimulatorMatchers } from './matchers/index.ts'

expect.extend(MATCHERS)

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>> extends SimulatorMatchers<R> {}
}

export type { SimulatorMatchers } from './matchers/index.ts'
