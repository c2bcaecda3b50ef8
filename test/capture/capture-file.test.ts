// The files of a capture: whole or not there, bounded, never wider open than 0600.
import { existsSync } from 'node:fs'
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { CaptureError, openCapture } from '../../src/capture/capture-file.ts'
import { tcpPacket } from '../../src/capture/tcp-packet.ts'
import { folder } from '../cli/command.ts'

const ENDS = { from: '127.0.0.1', fromPort: 40_000, to: '127.0.0.1', toPort: 2525 }
const now = () => 1_700_000_000_000_000n

t.test('keys stand in front of the packets, though they came behind them', async (t) => {
  await using dir = await folder()
  const pcap = join(dir.path, 'run.pcapng')
  const capture = openCapture({ pcap, now })
  const session = capture.server('1-healthy').session(ENDS)
  session.bytes('client', Buffer.from('220 ready\r\n'))
  session.key('CLIENT_RANDOM 00 11\n')
  session.ended('client', 'rst')
  t.notOk(existsSync(pcap), 'not before it is whole')
  t.equal(capture.close(), null)
  t.same(await readdir(dir.path), ['run.pcapng'], 'nothing is left beside it')
  // Section header, interface, secrets; SYN, SYN ACK, ACK, data, RST.
  t.same(blockTypes(await readFile(pcap)), [0x0a0d0d0a, 1, 10, 6, 6, 6, 6, 6])
})

t.test('a capture that reaches its limit says how much is missing, and is a whole file all the same', async (t) => {
  await using dir = await folder()
  const pcap = join(dir.path, 'run.pcapng')
  const capture = openCapture({ pcap, limit: 1000, now })
  const session = capture.server('1-healthy').session(ENDS)
  for (let count = 0; count < 3; count++) session.bytes('server', Buffer.alloc(600))
  t.equal(capture.close(), 'the capture ends at its limit of 1000 bytes: 2 packets are not in it')
  t.same(blockTypes(await readFile(pcap)), [0x0a0d0d0a, 1, 6, 6, 6, 6])
})

t.test('a key log that was open to others is closed to them, and is written at once', async (t) => {
  await using dir = await folder()
  const keylog = join(dir.path, 'keys.txt')
  await writeFile(keylog, 'old')
  await chmod(keylog, 0o644)
  const capture = openCapture({ keylog, now })
  capture.server('1-healthy').session(ENDS).key('CLIENT_RANDOM 00 11\n')
  t.equal(await readFile(keylog, 'utf8'), 'CLIENT_RANDOM 00 11\n')
  t.equal((await stat(keylog)).mode & 0o777, 0o600)
  capture.close()
})

t.test('a full disk is told at the end', { skip: !existsSync('/dev/full') && 'needs /dev/full' }, async (t) => {
  const { mode } = await stat('/dev/full')
  const capture = openCapture({ keylog: '/dev/full', now })
  const session = capture.server('1-healthy').session(ENDS)
  session.key('CLIENT_RANDOM 00 11\n')
  t.throws(() => capture.close(), { name: 'CaptureError', message: /--keylog \/dev\/full: .*ENOSPC/ })
  t.equal((await stat('/dev/full')).mode, mode, 'a device keeps its mode')
})

t.test('a run that fails leaves no file', async (t) => {
  await using dir = await folder()
  const capture = openCapture({ pcap: join(dir.path, 'run.pcapng'), now })
  capture.server('1-healthy').session(ENDS)
  capture.abandon()
  t.same(await readdir(dir.path), [])
  const wrong = { pcap: join(dir.path, 'run.pcapng'), keylog: join(dir.path, 'no', 'keys.txt'), now }
  t.throws(() => openCapture(wrong), CaptureError)
  t.same(await readdir(dir.path), [], 'nor one whose other file cannot be opened')
})

t.test('only a file can take the place of the capture', async (t) => {
  await using dir = await folder()
  t.throws(() => openCapture({ pcap: dir.path, now }), { name: 'CaptureError', message: /it is a folder; name a file/ })
  t.throws(() => openCapture({ pcap: '/dev/null', now }), { name: 'CaptureError', message: /it is a pipe or a device/ })
})

t.test('addresses of IPv6 are written in full', (t) => {
  const from = { address: '2001:db8::ffff:192.0.2.1', port: 1 }
  const packet = tcpPacket({ from, to: { address: '::1', port: 2 }, seq: 0, ack: 0, flags: 2, window: 1 }, 0)
  t.equal(packet.subarray(8, 24).toString('hex'), '20010db8000000000000ffffc0000201')
  t.equal(packet.subarray(24, 40).toString('hex'), '00000000000000000000000000000001')
  t.end()
})

/** Types of all blocks; each has its length at both ends. */
function blockTypes(file: Buffer): number[] {
  const types: number[] = []
  for (let at = 0; at < file.length; ) {
    const length = file.readUInt32LE(at + 4)
    if (file.readUInt32LE(at + length - 4) !== length) throw new Error(`a block at ${at} has two lengths`)
    types.push(file.readUInt32LE(at))
    at += length
  }
  return types
}
