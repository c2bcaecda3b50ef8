// A scenario played under `--pcap` to a client, and what tshark reads in the capture.
import { join } from 'node:path'
import { start } from '../cli/command.ts'
import { run } from './client.ts'

/** Plays a scenario to a client; gives the capture. */
export async function capturedOf(dir: string, scenario: string, client: (port: number) => Promise<unknown>) {
  const pcap = join(dir, 'run.pcapng')
  await using server = await start([scenario, '--port', '0', '--once', '--timeout', '60s', '--pcap', pcap])
  const port = await server.port()
  await client(port)
  await server.ended
  return { pcap, port }
}

/** Fields of the packets that a filter lets through, one line a packet. */
export async function fields(file: string, port: number, filter: string, names: string[], more: string[] = []) {
  const decode = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE', '-d', `tcp.port==${port},smtp`]
  const wanted = names.flatMap((name) => ['-e', name])
  const { stdout } = await run('tshark', ['-r', file, ...decode, ...more, '-Y', filter, '-T', 'fields', ...wanted])
  return stdout.split('\n').filter((line) => line !== '')
}
