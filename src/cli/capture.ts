// `--pcap` and `--keylog`: opened before anything is played, said loudly, and not loaded when nobody asks.
import type { OpenCapture } from '../capture/capture-file.ts'
import { EnvironmentError } from '../run/environment-error.ts'
import type { Arguments, OptionDoc } from './arguments.ts'
import type { Terminal } from './command.ts'
import { UsageError } from './exit.ts'

export const CAPTURE_OPTIONS: Readonly<Record<'pcap' | 'keylog', OptionDoc>> = {
  pcap: { value: 'FILE', doc: 'Write what crossed the wire as pcapng, with the TLS keys inside; it holds passwords' },
  keylog: {
    value: 'FILE',
    doc: 'Write the TLS keys as they are made (NSS key log); whoever has them reads everything',
  },
}

/** Null when neither was asked for. Throws UsageError for a file that cannot be written. */
export async function captureFor(given: Arguments, { err }: Terminal): Promise<OpenCapture | null> {
  const [pcap, keylog] = [given.text('pcap'), given.text('keylog')]
  if (pcap === undefined && keylog === undefined) return null
  const { openCapture } = await import('../capture/capture-file.ts')
  const now = () => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000))
  try {
    const capture = openCapture({ pcap, keylog, now })
    if (pcap !== undefined) err(`WARNING: ${pcap} will hold passwords and mail, readable: nothing in it is redacted.\n`)
    if (keylog !== undefined) err(`WARNING: ${keylog} opens all TLS of this run to whoever has it.\n`)
    return capture
  } catch (error) {
    throw (error as Error).name === 'CaptureError' ? new UsageError((error as Error).message) : error
  }
}

/** Gives the capture its name. Throws EnvironmentError when it could not be written to its end. */
export function closeCapture(capture: OpenCapture | null, { err }: Terminal): void {
  try {
    const missing = capture?.close() ?? null
    if (missing !== null) err(`--pcap: ${missing}\n`)
  } catch (error) {
    if ((error as Error).name !== 'CaptureError') throw error
    const next = 'Make room on the disk, or name a file elsewhere; no capture was left.'
    throw new EnvironmentError('OUTPUT_UNWRITABLE', (error as Error).message, next, { cause: error })
  }
}
