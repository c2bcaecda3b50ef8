// AUTH with PLAIN or LOGIN (RFC 4954, RFC 4616).
import type { Connection } from './connection.ts'
import { lostReply, type Reply } from './reply.ts'

export interface Login {
  user: string
  password: string
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** PLAIN where it is offered, else LOGIN; the last reply. */
export async function logIn(
  connection: Connection,
  mechanisms: readonly string[],
  { user, password }: Login,
): Promise<Reply> {
  if (mechanisms.includes('PLAIN')) return connection.command(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`)
  if (!mechanisms.includes('LOGIN')) {
    return lostReply('unreadable', `no mechanism that it knows among ${mechanisms.join(' ') || 'none'}`)
  }
  const prompt = await connection.command('AUTH LOGIN')
  if (prompt.code !== 334) return prompt
  const second = await connection.secret(base64(user))
  return second.code === 334 ? connection.secret(base64(password)) : second
}
