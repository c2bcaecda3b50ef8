// The clients of test/bench/tls.ts, in a process of their own: what they cost is not the server's.
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import * as tls from 'node:tls'
import { shakeHandsAsOldClient } from '../old-client.ts'

export type Task =
  /** Full handshakes, several at a time; `smtp`: behind STARTTLS; without `cipher` only as far as its 220. */
  | { kind: 'handshakes'; port: number; count: number; cipher: string | null; smtp: boolean }
  /** Takes or gives so many bytes inside TLS; `old` is a suite that Node has no more, by IANA's name. */
  | { kind: 'bulk'; port: number; cipher: string; old: boolean; bytes: number; up: boolean }

const AT_A_TIME = 8
const CHUNK = Buffer.alloc(64 * 1024, 0x61)

process.on('message', (task: Task) => {
  void (task.kind === 'handshakes' ? handshakes(task) : bulk(task)).then((ms) => process.send?.(ms))
})

async function handshakes({ port, count, cipher, smtp }: Extract<Task, { kind: 'handshakes' }>): Promise<number> {
  let left = count
  const started = performance.now()
  const lane = async () => {
    while (left-- > 0) {
      const socket = await connected(port)
      if (smtp) await upToStarttls(socket)
      if (cipher !== null) {
        const secured = tls.connect({ socket, ...options(cipher) })
        await new Promise<void>((resolve, reject) => secured.once('secureConnect', resolve).once('error', reject))
        secured.on('error', () => {})
      }
      socket.on('error', () => {}).destroy()
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, lane))
  return performance.now() - started
}

async function bulk({ port, cipher, old, bytes, up }: Extract<Task, { kind: 'bulk' }>): Promise<number> {
  const socket = await connected(port)
  const stream: Duplex = old
    ? await shakeHandsAsOldClient(socket, { version: 'TLSv1.2', suites: [cipher] })
    : tls.connect({ socket, ...options(cipher) })
  stream.on('error', () => {})
  // The first byte tells the server which way it goes.
  stream.write(up ? 'u' : 'd')
  const started = performance.now()
  if (!up) {
    let heard = 0
    await new Promise<void>((resolve) => {
      stream.on('data', (chunk: Buffer) => {
        heard += chunk.length
        if (heard >= bytes) resolve()
      })
    })
  } else {
    const answered = new Promise((resolve) => stream.once('data', resolve))
    for (let sent = 0; sent < bytes; sent += CHUNK.length) {
      if (!stream.write(CHUNK)) await new Promise<void>((resolve) => stream.once('drain', resolve))
    }
    await answered
  }
  const elapsed = performance.now() - started
  socket.destroy()
  return elapsed
}

function options(cipher: string): tls.ConnectionOptions {
  return { maxVersion: 'TLSv1.2', ciphers: `${cipher}:@SECLEVEL=0`, rejectUnauthorized: false }
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.setNoDelay(true).once('error', reject)
  })
}

async function upToStarttls(socket: Socket): Promise<void> {
  await reply(socket)
  socket.write('EHLO client.test\r\n')
  await reply(socket)
  socket.write('STARTTLS\r\n')
  await reply(socket)
  socket.removeAllListeners('data')
}

function reply(socket: Socket): Promise<void> {
  let heard = ''
  return new Promise((resolve) => {
    const look = (chunk: Buffer) => {
      heard += chunk.toString('latin1')
      if (!/^\d{3} .*\r\n/m.test(heard)) return
      socket.off('data', look)
      resolve()
    }
    socket.on('data', look)
  })
}

export function portOf(server: { address(): unknown }): number {
  return (server.address() as AddressInfo).port
}
