// A clock with a date for senders: time passes when the test says so.
import type { Clock } from '../../src/send/index.ts'
import { FakeClock } from '../path/fake-clock.ts'

export class VirtualClock extends FakeClock implements Clock {
  readonly #start: number

  constructor(start = '2026-11-25T10:00:00Z') {
    super()
    this.#start = Date.parse(start)
  }

  date(): Date {
    return new Date(this.#start + this.now())
  }
}
