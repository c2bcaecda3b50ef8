// The files of a capture: packets beside the file that was asked for, which gets its name once whole; keys as they come.
import { closeSync, fchmodSync, fstatSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import type { Capture } from '../transcript/contracts.ts'
import { decryptionSecrets, enhancedPacket, interfaceDescription, sectionHeader } from './pcapng.ts'
import { SessionPackets } from './session-packets.ts'

/** A run for days on a busy port must not fill a disk. */
export const CAPTURE_LIMIT = 1024 ** 3

export interface CaptureSettings {
  /** The pcapng file; absent: none. */
  pcap?: string | undefined
  /** The NSS key log; absent: none. */
  keylog?: string | undefined
  /** Bytes of the pcapng file. Default: CAPTURE_LIMIT. */
  limit?: number
  /** Microseconds since 1970. */
  now(): bigint
}

/** A file that cannot be written, in words that follow the name of its option. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError'
}

export interface OpenCapture {
  /** What one server reports to; its packets are on an interface of this name. */
  server(name: string): Capture
  /** Closes the files and gives the pcapng file its name; returns what of it is missing, in words. Throws CaptureError. */
  close(): string | null
  /** Leaves no pcapng file. */
  abandon(): void
}

/** Opens both files, so that one that cannot be written is told before anything is played. Throws CaptureError. */
export function openCapture({ pcap, keylog, limit = CAPTURE_LIMIT, now }: CaptureSettings): OpenCapture {
  const store = pcap === undefined ? null : new PacketStore(pcap, limit)
  let keys: SecretFile | null = null
  try {
    keys = keylog === undefined ? null : new SecretFile('--keylog', keylog, keylog)
  } catch (error) {
    store?.abandon()
    throw error
  }
  return {
    server(name) {
      const onInterface = store?.interfaceNamed(name) ?? 0
      let sessions = 0
      return {
        session: (ends) =>
          new SessionPackets(
            ends,
            ++sessions,
            (packet) => store?.packet(onInterface, now(), packet),
            (line) => {
              // At once, for somebody who reads along.
              keys?.write(Buffer.from(line, 'latin1'))
              keys?.flush()
              store?.key(line)
            },
          ),
      }
    },
    close() {
      keys?.close()
      const missing = store?.finish() ?? null
      if (keys?.failure) throw keys.failure
      return missing
    },
    abandon() {
      keys?.close()
      store?.abandon()
    },
  }
}

const COPIED_BYTES = 1024 * 1024

/**
 * The packets, up to a limit. Keys have to stand in front of the packets that they open, and are known only behind
 * some of them: packets wait in a file of their own until all is over.
 */
class PacketStore {
  readonly #named: string
  readonly #packets: SecretFile
  readonly #limit: number
  readonly #interfaces: Buffer[] = []
  #keys: string[] = []
  #bytes = 0
  #left = 0
  /** A process that is ended before the run is over leaves no passwords behind. */
  readonly #removeAtExit = () => this.#packets.remove()

  constructor(named: string, limit: number) {
    refuseOther(named)
    this.#named = named
    this.#limit = limit
    this.#packets = new SecretFile('--pcap', named, `${named}.${process.pid}.packets`)
    process.once('exit', this.#removeAtExit)
  }

  interfaceNamed(name: string): number {
    return this.#interfaces.push(interfaceDescription(name)) - 1
  }

  key(line: string): void {
    // Of no use without their packets.
    if (this.#left === 0) this.#keys.push(line)
  }

  packet(onInterface: number, timeUs: bigint, packet: Buffer): void {
    if (this.#left > 0 || this.#bytes + packet.length > this.#limit) {
      this.#left += 1
      return
    }
    this.#bytes += packet.length
    this.#packets.write(enhancedPacket(onInterface, timeUs, packet))
  }

  /** Gives the file its name; returns what is missing of it. Throws CaptureError, and leaves nothing then. */
  finish(): string | null {
    this.#packets.close()
    const whole = new SecretFile('--pcap', this.#named, `${this.#named}.${process.pid}.part`)
    whole.write(sectionHeader('smtp-simulator'))
    for (const each of this.#interfaces) whole.write(each)
    if (this.#keys.length > 0) whole.write(decryptionSecrets(this.#keys.join('')))
    whole.append(this.#packets)
    whole.close()
    const failure = this.#packets.failure ?? whole.failure
    this.abandon()
    if (failure) {
      whole.remove()
      throw failure
    }
    whole.rename(this.#named)
    if (this.#left === 0) return null
    return `the capture ends at its limit of ${this.#limit} bytes: ${this.#left} packets are not in it`
  }

  abandon(): void {
    process.off('exit', this.#removeAtExit)
    this.#packets.remove()
  }
}

/** The capture takes its name at the end, which would put a file in the place of a folder, a pipe or a device. */
function refuseOther(named: string): void {
  const there = statSync(named, { throwIfNoEntry: false })
  if (!there || there.isFile()) return
  const what = there.isDirectory() ? 'a folder' : 'a pipe or a device'
  throw new CaptureError(`--pcap ${named}: it is ${what}; name a file.`)
}

const BATCH_BYTES = 65_536

/** A file that only its owner may read. It never throws once open: what goes wrong is kept for the end. */
class SecretFile {
  failure: CaptureError | null = null
  readonly path: string
  readonly #option: string
  readonly #named: string
  #descriptor: number | null
  #batch: Buffer[] = []
  #size = 0

  constructor(option: string, named: string, path: string) {
    this.#option = option
    this.#named = named
    this.path = path
    try {
      this.#descriptor = openSync(path, 'w', 0o600)
      // One that was there keeps its mode; a device is not ours to change.
      if (fstatSync(this.#descriptor).isFile()) fchmodSync(this.#descriptor, 0o600)
    } catch (error) {
      throw this.#explained(error)
    }
  }

  write(bytes: Buffer): void {
    if (this.#descriptor === null || this.failure) return
    this.#batch.push(bytes)
    this.#size += bytes.length
    if (this.#size >= BATCH_BYTES) this.flush()
  }

  /** Writes what another file holds behind what this one has. */
  append({ path }: SecretFile): void {
    this.#try(() => {
      const from = openSync(path, 'r')
      const chunk = Buffer.alloc(COPIED_BYTES)
      for (let read = readSync(from, chunk); read > 0; read = readSync(from, chunk)) {
        this.write(Buffer.from(chunk.subarray(0, read)))
        this.flush()
      }
      closeSync(from)
    })
  }

  flush(): void {
    const descriptor = this.#descriptor
    if (descriptor === null) return
    const bytes = Buffer.concat(this.#batch)
    this.#batch = []
    this.#size = 0
    this.#try(() => {
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
    })
  }

  close(): void {
    if (this.#descriptor === null) return
    this.flush()
    closeSync(this.#descriptor)
    this.#descriptor = null
  }

  rename(to: string): void {
    try {
      renameSync(this.path, to)
    } catch (error) {
      this.remove()
      throw this.#explained(error)
    }
  }

  remove(): void {
    this.close()
    rmSync(this.path, { force: true })
  }

  #try(act: () => void): void {
    if (this.failure) return
    try {
      act()
    } catch (error) {
      this.failure = this.#explained(error)
    }
  }

  #explained(error: unknown): CaptureError {
    return new CaptureError(`${this.#option} ${this.#named}: the file cannot be written: ${(error as Error).message}.`)
  }
}
