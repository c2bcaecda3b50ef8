// One direction of a path: streams in the order of travel, each piped into the next, that a step can cut off.
import { Duplex, Readable, type Writable } from 'node:stream'
import { Paced } from './paced.ts'

/** A stream with its place on the path: -1 is the client, 0 the step nearest to it, and so on to the server. */
export interface Station {
  place: number
  stream: Duplex | Readable | Writable
}

export class Lane {
  readonly #stations: readonly Station[]

  /** @param stations - In the order of travel, from a readable source to a writable end. */
  constructor(stations: readonly Station[]) {
    this.#stations = stations
    for (const [from, to] of this.#links()) from.pipe(to)
  }

  /**
   * Ends this direction at a place: what is beyond it, in the sense of travel, still flows out and then ends;
   * what has not reached it is read and dropped, so that its sender is not blocked.
   */
  endAt(place: number): void {
    const own = this.#stations.find((station) => station.place === place)
    for (const [from, to] of this.#links()) {
      const cuts = own ? to === own.stream : this.#spans(from, to, place)
      if (!cuts) continue
      from.unpipe(to)
      from.resume()
      if (own) (own.stream as Duplex).push(null)
      else to.end()
    }
  }

  /** Bytes have left the source and have not come to the end. */
  get isUnderWay(): boolean {
    return this.#stations.slice(0, -1).some(({ stream }) => {
      const waiting = stream instanceof Paced ? stream.underWay : 0
      const written = stream instanceof Duplex ? stream.writableLength : 0
      return waiting + written + (stream instanceof Readable ? stream.readableLength : 0) > 0
    })
  }

  /** Destroys the streams between the ends. */
  destroy(): void {
    for (const { stream } of this.#stations.slice(1, -1)) stream.destroy()
  }

  *#links(): Generator<[Readable, Writable]> {
    for (const [index, { stream: to }] of this.#stations.entries()) {
      const from = this.#stations[index - 1]?.stream
      if (from instanceof Readable) yield [from, to as Writable]
    }
  }

  #spans(from: Readable, to: Writable, place: number): boolean {
    const places = this.#stations
      .filter(({ stream }) => stream === from || stream === to)
      .map((station) => station.place)
    return Math.min(...places) < place && place < Math.max(...places)
  }
}
